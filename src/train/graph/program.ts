import type { Checkpoint } from '../../model/checkpoint/types.js'
import { DataType, GraphBuilder, type OnnxModel, type Value } from '../../onnx/graph.js'
import { Tape } from '../gradient/tape.js'
import { buildEncoder, transformerOf } from './encoder.js'
import { FullWeights } from './full-weights.js'
import { type Leaf, Leaves } from './leaves.js'
import { buildLoss, type LossShape } from './losses.js'

/** What a graph computes: vectors, or a loss and its gradients. */
export type Task = { kind: 'embed' } | ({ kind: 'step' } & LossShape)

/** A graph and the names of what goes in and comes out. */
export interface Program {
  model: OnnxModel
  /** Parameters among its inputs, in order of first use. */
  leaves: readonly Leaf[]
  /** float [batch, dimension] */
  vectors?: Value
  /** float, of no axes */
  loss?: Value
  /** Gradient of each parameter among the inputs, by its name. */
  gradients: ReadonlyMap<string, Value>
  /** Gradient of the sum of each token's rows of the tables, float [tokens, hidden]. */
  embedded?: Value
}

export function buildProgram(checkpoint: Checkpoint, task: Task): Program {
  const g = new GraphBuilder()
  const t = new Tape(g)
  const leaves = new Leaves(t)
  const weights = new FullWeights(t, transformerOf(checkpoint), leaves)
  const vectors = buildEncoder(t, checkpoint, { weights, leaves, drop: x => x })
  if (task.kind === 'embed') {
    g.publish(vectors.value, ['batch', checkpoint.dimension], DataType.FLOAT)
    return {
      model: g.finish('encoder'),
      leaves: leaves.all(),
      vectors: vectors.value,
      gradients: new Map(),
    }
  }
  const loss = buildLoss(t, task, vectors)
  g.publish(loss.value, [], DataType.FLOAT)
  const wanted = leaves.all()
  const { embedded } = weights
  const variables = [...wanted.map(leaf => leaf.tensor), ...(embedded ? [embedded] : [])]
  const gradients = t.gradients(loss, g.float(1), variables)
  variables.forEach(({ shape }, i) => {
    g.publish(gradients[i]!, shape, DataType.FLOAT)
  })
  return {
    model: g.finish('training-step'),
    leaves: wanted,
    loss: loss.value,
    gradients: new Map(wanted.map(({ name }, i) => [name, gradients[i]!])),
    ...(embedded ? { embedded: gradients.at(-1)! } : {}),
  }
}
