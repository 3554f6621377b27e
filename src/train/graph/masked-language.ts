import { Random } from '../../basics/random.js'
import { readFloats } from '../../model/checkpoint/floats.js'
import type { TransformerModule } from '../../model/checkpoint/types.js'
import { DataType } from '../../onnx/graph.js'
import type { Feeds } from '../../onnx/session.js'
import { gelu } from '../gradient/activations.js'
import { mul } from '../gradient/arithmetic.js'
import { layerNorm } from '../gradient/layer-norm.js'
import { linear } from '../gradient/linear.js'
import { sumAll } from '../gradient/reductions.js'
import { crossEntropy, takeRows } from '../gradient/rows.js'
import type { Tape, Tensor } from '../gradient/tape.js'
import { tablesOf } from './layer-weights.js'
import type { Leaves } from './leaves.js'
import type { MaskedText } from './token-masks.js'

/** Parameters that only serve to guess tokens, and are not written into a checkpoint. */
const HEAD = 'masked_language_head'
/** Standard deviation of its random weights, as of all matrices of BERT. */
const DEVIATION = 0.02

/**
 * Writes the loss of masked-language modelling (Devlin et al. 2018): a layer of its own, then the table of words again
 * as the weights of its outputs. Inputs are those of `maskFeeds`.
 *
 * @param tokens the transformer's output, [tokens, hidden]
 * @param seed of the head's random weights
 * @returns the loss in nats, of no axes
 */
export function buildMaskedLanguageLoss(
  t: Tape,
  module: TransformerModule,
  { tokens, leaves, seed }: { tokens: Tensor; leaves: Leaves; seed: number },
): Tensor {
  const { hidden, vocabulary, epsilon } = module
  const { words } = tablesOf(module)
  const { graph: g } = t
  const zeros = (size: number) => () => new Float32Array(size)
  const dense = leaves.take(`${HEAD}.dense.weight`, [hidden, hidden], () => {
    const random = new Random(seed)
    return Float32Array.from({ length: hidden * hidden }, () => DEVIATION * random.normal())
  })
  const denseBias = leaves.take(`${HEAD}.dense.bias`, [hidden], zeros(hidden))
  const scale = leaves.take(`${HEAD}.LayerNorm.weight`, [hidden], () => new Float32Array(hidden).fill(1))
  const shift = leaves.take(`${HEAD}.LayerNorm.bias`, [hidden], zeros(hidden))
  const bias = leaves.take(`${HEAD}.bias`, [vocabulary], zeros(vocabulary))
  const table = leaves.take(words.name, [vocabulary, hidden], () => readFloats(words))
  const rows = g.input('masked_rows', DataType.INT32, ['masked'])
  const guessed = takeRows(t, tokens, rows, 'masked')
  const features = layerNorm(t, gelu(t, linear(t, guessed, dense, denseBias)), { scale, shift, epsilon })
  const targets = g.input('masked_ids', DataType.INT32, ['masked', 1])
  const losses = crossEntropy(t, linear(t, features, table, bias), targets)
  return mul(t, sumAll(t, losses), t.constant(g.input('share', DataType.FLOAT, []), []))
}

/**
 * The inputs of `buildMaskedLanguageLoss`.
 * @param texts of a chunk, in their order
 * @param guessed tokens of the whole batch that are to be guessed
 */
export function maskFeeds(texts: readonly MaskedText[], guessed: number): Feeds {
  const rows: number[] = []
  let start = 0
  for (const { text, places } of texts) {
    for (const place of places) rows.push(start + place)
    start += text.ids.length
  }
  const ids = texts.flatMap(text => text.ids)
  return {
    masked_rows: { data: Int32Array.from(rows), dims: [rows.length] },
    masked_ids: { data: Int32Array.from(ids), dims: [ids.length, 1] },
    share: { data: Float32Array.of(1 / guessed), dims: [] },
  }
}
