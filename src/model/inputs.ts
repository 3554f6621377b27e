import type { Feeds } from '../onnx/session.js'
import {
  type Checkpoint,
  type PoolingMode,
  skipsPadding,
  type TransformerModule,
} from './checkpoint/types.js'

/** Tokens of one text, ready for the graph. */
export interface Row {
  ids: readonly number[]
  /** Only for static embeddings: share of each row in the mean. The ids are then distinct rows of the table. */
  shares?: readonly number[]
  /** Number of tokens in the text. */
  tokens: number
  /** Tokens at its beginning that are not pooled. */
  unpooled?: number
}

/**
 * Prepares a text's token ids. A static embedding averages over tokens in any order, so each distinct token is looked
 * up once: even a text of ten million letters takes no more memory than the vocabulary.
 */
export function prepareRow(ids: readonly number[], checkpoint: Checkpoint): Row {
  const [first] = checkpoint.modules
  if (first.kind !== 'static') return { ids, tokens: ids.length }
  const { rows, factors, unknown } = first.lookup ?? {}
  const known = unknown === undefined ? ids : ids.filter(id => id !== unknown)
  const sums = new Map<number, number>()
  for (const id of known) {
    const row = rows?.[id] ?? id
    sums.set(row, (sums.get(row) ?? 0) + (factors?.[id] ?? 1))
  }
  const shares = Array.from(sums.values(), sum => sum / known.length)
  return { ids: [...sums.keys()], shares, tokens: ids.length }
}

/** Lays out the inputs of `buildGraph`, after a given graph those of pooling. For a transformer, every row must have at least one token. */
export function buildFeeds(rows: readonly Row[], checkpoint: Checkpoint): Feeds {
  const [first] = checkpoint.modules
  const length = Math.max(1, ...rows.map(row => row.ids.length))
  const modes = checkpoint.modules.find(module => module.kind === 'pooling')?.modes
  const words = checkpoint.modules.find(module => module.kind === 'word-weights')
  const pool_weights = poolWeights(rows, length, modes, words?.tokenWeights)
  if (first.kind === 'transformer') return { ...packedFeeds(rows, first, length), pool_weights }
  return first.kind === 'static' ? { ...paddedFeeds(rows, length), pool_weights } : { pool_weights }
}

function paddedFeeds(rows: readonly Row[], length: number): Feeds {
  const ids = new BigInt64Array(rows.length * length)
  rows.forEach((row, r) => {
    ids.set(row.ids.map(BigInt), r * length)
  })
  return { input_ids: { data: ids, dims: [rows.length, length] } }
}

/** Lays out the inputs of a transformer alone: every row must have at least one token. */
export function packedFeeds(
  rows: readonly Row[],
  module: Pick<TransformerModule, 'family' | 'padTokenId'>,
  length = Math.max(...rows.map(row => row.ids.length)),
): Feeds {
  const tokens = rows.reduce((sum, row) => sum + row.ids.length, 0)
  const ids = new BigInt64Array(tokens)
  const positions = new BigInt64Array(tokens)
  const places = new BigInt64Array(tokens)
  const slots = new BigInt64Array(rows.length * length)
  const mask = new Int32Array(rows.length * length)
  let token = 0
  rows.forEach((row, r) => {
    positions.set(positionsOf(row.ids, module).map(BigInt), token)
    row.ids.forEach((id, i) => {
      const slot = r * length + i
      ids[token] = BigInt(id)
      places[token] = BigInt(slot)
      slots[slot] = BigInt(token++)
      mask[slot] = 1
    })
  })
  return {
    input_ids: { data: ids, dims: [tokens] },
    position_ids: { data: positions, dims: [tokens] },
    places: { data: places, dims: [tokens] },
    slots: { data: slots, dims: [rows.length, length] },
    attention_mask: { data: mask, dims: [rows.length, length] },
  }
}

/**
 * Position of each token in the table of positions. RoBERTa's start after the padding id, and padding tokens (e.g.
 * written out in the text) are not counted.
 */
export function positionsOf(
  ids: readonly number[],
  { family, padTokenId }: Pick<TransformerModule, 'family' | 'padTokenId'>,
): number[] {
  if (!skipsPadding(family)) return ids.map((_, i) => i)
  let position = padTokenId
  return ids.map(id => (id === padTokenId ? padTokenId : ++position))
}

/** Pooling weights [rows, modes, length]: weighted sums over tokens give the pooled vectors. `max` has no weights. */
export function poolWeights(
  rows: readonly Row[],
  length: number,
  modes: readonly PoolingMode[] | undefined,
  tokenWeights?: readonly number[],
): Feeds[string] {
  const linear = modes ? modes.filter(mode => mode !== 'max') : (['mean'] as const)
  // The input exists even if the graph has no sums; one unused row keeps its shape valid.
  const perRow = Math.max(1, linear.length)
  const data = new Float32Array(rows.length * perRow * length)
  rows.forEach((row, r) => {
    linear.forEach((mode, m) => {
      const at = (r * perRow + m) * length
      const n = row.ids.length
      if (row.shares) data.set(row.shares, at)
      else if (tokenWeights) {
        const weights = row.ids.map(id => tokenWeights[id]!)
        fillWeighted(data.subarray(at, at + n), mode, weights)
      } else fillWeights(data.subarray(at, at + n), mode, Math.min(n, row.unpooled ?? 0))
    })
  })
  return { data, dims: [rows.length, perRow, length] }
}

/** Below this a sum of weights counts as this, as in sentence-transformers. */
export const LEAST_WEIGHT = 1e-9

/** Pooling weights of tokens that have weights of their own. */
function fillWeighted(
  out: Float32Array,
  mode: Exclude<PoolingMode, 'max'>,
  weights: readonly number[],
): void {
  fillTerms(out, mode)
  const sum = Math.max(
    weights.reduce((total, weight) => total + weight, 0),
    LEAST_WEIGHT,
  )
  const whole = { cls: 1, lasttoken: 1, mean: sum, weightedmean: sum, mean_sqrt_len_tokens: Math.sqrt(sum) }
  weights.forEach((weight, i) => {
    out[i]! *= weight / whole[mode]
  })
}

/** Factors of a text's tokens, before their sum is divided by that of the tokens' weights. */
export function fillTerms(out: Float32Array, mode: Exclude<PoolingMode, 'max'>): void {
  if (mode === 'cls' || mode === 'lasttoken') fillWeights(out, mode, 0)
  else for (let i = 0; i < out.length; i++) out[i] = mode === 'weightedmean' ? i + 1 : 1
}

/** @param from tokens before it are left out, except by `cls` and `lasttoken` */
function fillWeights(out: Float32Array, mode: Exclude<PoolingMode, 'max'>, from: number): void {
  const n = out.length
  switch (mode) {
    case 'cls':
      out[0] = 1
      break
    case 'lasttoken':
      out[n - 1] = 1
      break
    case 'mean':
      out.fill(1 / (n - from), from)
      break
    case 'mean_sqrt_len_tokens':
      out.fill(1 / Math.sqrt(n - from), from)
      break
    case 'weightedmean': {
      const sum = (n * (n + 1) - from * (from + 1)) / 2
      for (let i = from; i < n; i++) out[i] = (i + 1) / sum
    }
  }
}
