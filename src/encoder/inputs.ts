import type { Checkpoint, PoolingMode, PoolingModule } from '../checkpoint/types.js'
import type { Feeds } from './session.js'

/** Tokens of one text as the graph wants them. */
export interface Row {
  ids: readonly number[]
  /** Only for static embeddings: how often each of `ids`, which are distinct, stands in the text. */
  counts?: readonly number[]
  /** Tokens of the text. */
  tokens: number
}

/**
 * A static embedding averages over tokens in any order, so each distinct token is looked up once: a text of ten
 * million letters takes no more memory than the vocabulary.
 */
export function prepareRow(ids: readonly number[], checkpoint: Checkpoint): Row {
  if (checkpoint.modules[0].kind === 'transformer') return { ids, tokens: ids.length }
  const counts = new Map<number, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return { ids: [...counts.keys()], counts: [...counts.values()], tokens: ids.length }
}

/** Pads rows to the longest and lays out the inputs that `buildGraph` names. */
export function buildFeeds(rows: readonly Row[], checkpoint: Checkpoint): Feeds {
  const length = Math.max(1, ...rows.map(row => row.ids.length))
  const [first] = checkpoint.modules
  const pad = first.kind === 'transformer' ? first.padTokenId : 0
  const dims = [rows.length, length]
  const ids = new BigInt64Array(rows.length * length).fill(BigInt(pad))
  rows.forEach((row, r) => {
    row.ids.forEach((id, i) => {
      ids[r * length + i] = BigInt(id)
    })
  })
  const modes = checkpoint.modules.find((module): module is PoolingModule => module.kind === 'pooling')?.modes
  const feeds: Feeds = {
    input_ids: { data: ids, dims },
    pool_weights: poolWeights(rows, length, modes),
  }
  if (first.kind === 'transformer') {
    const mask = new Int32Array(rows.length * length)
    const positions = new BigInt64Array(rows.length * length)
    rows.forEach((row, r) => {
      mask.fill(1, r * length, r * length + row.ids.length)
      writePositions(positions.subarray(r * length, (r + 1) * length), row.ids, first.family, pad)
    })
    feeds.attention_mask = { data: mask, dims }
    feeds.position_ids = { data: positions, dims }
  }
  return feeds
}

/** RoBERTa counts from the padding id, and a padding token (written out in the text, say) does not count. */
function writePositions(
  out: BigInt64Array,
  ids: readonly number[],
  family: 'bert' | 'roberta',
  pad: number,
): void {
  if (family === 'bert') {
    ids.forEach((_, i) => {
      out[i] = BigInt(i)
    })
    return
  }
  out.fill(BigInt(pad))
  let position = pad
  ids.forEach((id, i) => {
    if (id !== pad) out[i] = BigInt(++position)
  })
}

/** Weights [rows, modes, length] whose sums over tokens are the pooled vectors; `max` has none. */
function poolWeights(
  rows: readonly Row[],
  length: number,
  modes: readonly PoolingMode[] | undefined,
): Feeds[string] {
  const linear = modes ? modes.filter(mode => mode !== 'max') : (['mean'] as const)
  // A graph without any sum still has the input; one unused row keeps its shape valid.
  const perRow = Math.max(1, linear.length)
  const data = new Float32Array(rows.length * perRow * length)
  rows.forEach((row, r) => {
    linear.forEach((mode, m) => {
      const at = (r * perRow + m) * length
      const n = row.ids.length
      if (row.counts)
        data.set(
          Float32Array.from(row.counts, count => count / row.tokens),
          at,
        )
      else if (n > 0) fillWeights(data.subarray(at, at + n), mode, n)
    })
  })
  return { data, dims: [rows.length, perRow, length] }
}

function fillWeights(out: Float32Array, mode: Exclude<PoolingMode, 'max'>, n: number): void {
  switch (mode) {
    case 'cls':
      out[0] = 1
      break
    case 'lasttoken':
      out[n - 1] = 1
      break
    case 'mean':
      out.fill(1 / n)
      break
    case 'mean_sqrt_len_tokens':
      out.fill(1 / Math.sqrt(n))
      break
    case 'weightedmean':
      for (let i = 0; i < n; i++) out[i] = (2 * (i + 1)) / (n * (n + 1))
  }
}
