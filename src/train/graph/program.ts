import type { Checkpoint } from '../../model/checkpoint/types.js'
import { DataType, GraphBuilder, type OnnxModel, type Value } from '../../onnx/graph.js'
import { Tape, type Tensor } from '../gradient/tape.js'
import { AdaptedWeights, type LoraOptions } from './adapted-weights.js'
import type { Dropout } from './dropout.js'
import { buildEncoder, transformerOf } from './encoder.js'
import { FullWeights } from './full-weights.js'
import { type Leaf, Leaves } from './leaves.js'
import { buildLoss, type LossShape } from './losses.js'

/** How a checkpoint learns. */
export interface Recipe {
  checkpoint: Checkpoint
  /** Train adapters instead of the weights. */
  lora: LoraOptions | undefined
  /** Seed of adapters. */
  seed: number
  dropout: Dropout | undefined
}

/**
 * What a graph computes.
 * - `embed`: vectors without dropout; `forward`: with it
 * - `loss`: a loss and the gradient of the vectors
 * - `backward`: gradients of the parameters from those of the vectors
 * - `step`: a loss and the gradients of the parameters
 */
export type Task = { kind: 'embed' | 'forward' | 'backward' } | ({ kind: 'loss' | 'step' } & LossShape)

/** A graph and the names of what goes in and comes out. */
export interface Program {
  model: OnnxModel
  /** Parameters among its inputs, in order of first use. */
  leaves: readonly Leaf[]
  /** Whether it takes `dropout_rows`. */
  drops: boolean
  outputs: {
    /** float [batch, dimension] */
    vectors?: Value
    /** float, of no axes */
    loss?: Value
    /** Gradient of the vectors, float [batch, dimension]. */
    slope?: Value
    /** Gradient of the sum of each token's rows of the tables, float [tokens, hidden]. */
    embedded?: Value
    /** Gradient of each token's weight, float [tokens, 1]. */
    tokenWeights?: Value
  }
  /** Gradient of each parameter, by the parameter's name. */
  gradients: ReadonlyMap<string, Value>
}

/** Name of the input for the gradient of the vectors in `backward`, and of the input for vectors in `loss`. */
export const VECTORS = 'vectors'

export function buildProgram({ checkpoint, lora, seed, dropout }: Recipe, task: Task): Program {
  const g = new GraphBuilder()
  const t = new Tape(g)
  const publish = (value: Value, { shape }: Pick<Tensor, 'shape'>): Value => {
    g.publish(value, shape, DataType.FLOAT)
    return value
  }
  const leaves = new Leaves(t)
  const shape = ['batch', checkpoint.dimension]
  if (task.kind === 'loss') {
    const vectors = t.variable(g.input(VECTORS, DataType.FLOAT, shape), shape)
    const loss = buildLoss(t, task, vectors)
    const [slope] = t.gradients(loss, g.float(1), [vectors])
    const outputs = { loss: publish(loss.value, loss), slope: publish(slope!, vectors) }
    return { model: g.finish('loss'), leaves: [], drops: false, outputs, gradients: new Map() }
  }
  const transformer = transformerOf(checkpoint)
  const full = lora ? undefined : new FullWeights(t, transformer, leaves)
  const weights = full ?? new AdaptedWeights(t, transformer, leaves, lora!, seed)
  const drops = dropout !== undefined && task.kind !== 'embed'
  const drop = drops ? dropout.within(t) : (x: Tensor) => x
  const { vectors, tokenWeights } = buildEncoder(t, checkpoint, { weights, leaves, drop })
  if (task.kind === 'embed' || task.kind === 'forward') {
    const outputs = { vectors: publish(vectors.value, vectors) }
    return { model: g.finish('encoder'), leaves: leaves.all(), drops, outputs, gradients: new Map() }
  }
  const last = task.kind === 'step' ? buildLoss(t, task, vectors) : vectors
  const start = task.kind === 'step' ? g.float(1) : g.input(VECTORS, DataType.FLOAT, shape)
  const embedded = full?.embedded
  const ofTokens = { ...(embedded ? { embedded } : {}), ...(tokenWeights ? { tokenWeights } : {}) }
  const variables = [...leaves.all().map(leaf => leaf.tensor), ...Object.values(ofTokens)]
  const gradients = t.gradients(last, start, variables).map((value, i) => publish(value, variables[i]!))
  const count = leaves.all().length
  const outputs: Program['outputs'] = {
    ...(task.kind === 'step' ? { loss: publish(last.value, last) } : {}),
    ...Object.fromEntries(Object.keys(ofTokens).map((name, i) => [name, gradients[count + i]!])),
  }
  return {
    model: g.finish('training-step'),
    leaves: leaves.all(),
    drops,
    outputs,
    gradients: new Map(leaves.all().map(({ name }, i) => [name, gradients[i]!])),
  }
}
