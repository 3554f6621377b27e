import type { Checkpoint } from '../../model/checkpoint/types.js'
import { DataType, GraphBuilder, type OnnxModel, type Value } from '../../onnx/graph.js'
import { gridInputs } from '../gradient/grid.js'
import { Tape, type Tensor } from '../gradient/tape.js'
import { AdaptedWeights, type LoraOptions } from './adapted-weights.js'
import type { Dropout } from './dropout.js'
import { buildEncoder, buildTransformer, transformerOf } from './encoder.js'
import { FullWeights } from './full-weights.js'
import { type Leaf, Leaves } from './leaves.js'
import { buildLoss, type LossShape } from './losses.js'
import { buildMaskedLanguageLoss } from './masked-language.js'

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
 * - `masked`: the loss of masked-language modelling and the gradients of the parameters, which are the transformer's
 * and those of a head; `guess`: that loss alone, without dropout
 */
export type Task =
  | { kind: 'embed' | 'forward' | 'backward' | 'masked' | 'guess' }
  | ({ kind: 'loss' | 'step' } & LossShape)

/** A graph and the names of what goes in and comes out. */
export interface Program {
  model: OnnxModel
  /** Parameters among its inputs, in order of first use. */
  leaves: readonly Leaf[]
  /** Whether it takes `dropout_rows`. */
  drops: boolean
  /** Whether it makes vectors of tokens, and takes what weighs them. */
  pools: boolean
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

export function buildProgram(recipe: Recipe, task: Task): Program {
  const { checkpoint, lora, seed, dropout } = recipe
  const g = new GraphBuilder()
  const t = new Tape(g)
  const leaves = new Leaves(t)
  const shape = ['batch', checkpoint.dimension]
  if (task.kind === 'loss') {
    const vectors = t.variable(g.input(VECTORS, DataType.FLOAT, shape), shape)
    const loss = buildLoss(t, task, vectors)
    const [slope] = t.gradients(loss, g.float(1), [vectors])
    const outputs = { loss: publish(t, loss), slope: publish(t, vectors, slope!) }
    return { model: g.finish('loss'), leaves: [], drops: false, pools: false, outputs, gradients: new Map() }
  }
  const transformer = transformerOf(checkpoint)
  const full = lora ? undefined : new FullWeights(t, transformer, leaves)
  const weights = full ?? new AdaptedWeights(t, transformer, leaves, lora!, seed)
  const drops = dropout !== undefined && task.kind !== 'embed' && task.kind !== 'guess'
  const drop = drops ? dropout.within(t) : (x: Tensor) => x
  const embedded = (): TokenTensors => (full ? { embedded: full.embedded! } : {})
  if (task.kind === 'masked' || task.kind === 'guess') {
    const tokens = buildTransformer(t, transformer, weights, gridInputs(g, transformer.heads), drop)
    const loss = buildMaskedLanguageLoss(t, transformer, { tokens, leaves, seed })
    const outputs = { loss: publish(t, loss) }
    const slopes = task.kind === 'masked' ? differentiate(t, leaves, loss, g.float(1), embedded()) : {}
    return { ...assemble(t, leaves, drops, outputs, slopes), pools: false }
  }
  const { vectors, tokenWeights } = buildEncoder(t, checkpoint, { weights, leaves, drop })
  if (task.kind === 'embed' || task.kind === 'forward')
    return assemble(t, leaves, drops, { vectors: publish(t, vectors) })
  const ofTokens = { ...embedded(), ...(tokenWeights ? { tokenWeights } : {}) }
  if (task.kind === 'step') {
    const loss = buildLoss(t, task, vectors)
    const outputs = { loss: publish(t, loss) }
    return assemble(t, leaves, drops, outputs, differentiate(t, leaves, loss, g.float(1), ofTokens))
  }
  const start = g.input(VECTORS, DataType.FLOAT, shape)
  return assemble(t, leaves, drops, {}, differentiate(t, leaves, vectors, start, ofTokens))
}

/** What each token reads of tables that are not in the graph. */
type TokenTensors = Partial<Record<'embedded' | 'tokenWeights', Tensor>>

/** Makes a tensor an output, or a value of its shape. */
function publish(t: Tape, { value: own, shape }: Pick<Tensor, 'value' | 'shape'>, value = own): Value {
  t.graph.publish(value, shape, DataType.FLOAT)
  return value
}

interface Slopes {
  gradients?: Map<string, Value>
  ofTokens?: Partial<Record<keyof TokenTensors, Value>>
}

/** @param start gradient of `last` */
function differentiate(t: Tape, leaves: Leaves, last: Tensor, start: Value, ofTokens: TokenTensors): Slopes {
  const all = leaves.all()
  const variables = [...all.map(leaf => leaf.tensor), ...Object.values(ofTokens)]
  const values = t.gradients(last, start, variables).map((value, i) => publish(t, variables[i]!, value))
  return {
    gradients: new Map(all.map(({ name }, i) => [name, values[i]!])),
    ofTokens: Object.fromEntries(Object.keys(ofTokens).map((name, i) => [name, values[all.length + i]!])),
  }
}

function assemble(
  { graph }: Tape,
  leaves: Leaves,
  drops: boolean,
  outputs: Program['outputs'],
  { gradients = new Map(), ofTokens = {} }: Slopes = {},
): Program {
  const model = graph.finish('training')
  return { model, leaves: leaves.all(), drops, pools: true, outputs: { ...outputs, ...ofTokens }, gradients }
}
