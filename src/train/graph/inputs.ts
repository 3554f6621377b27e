import type { Checkpoint, TransformerModule } from '../../model/checkpoint/types.js'
import { fillTerms, poolWeights, positionsOf } from '../../model/inputs.js'
import type { Feeds } from '../../onnx/session.js'
import type { TokenIds } from '../types.js'

/** Tokens of a text with their rows in the table of positions. */
export interface PlacedText {
  ids: readonly number[]
  positions: readonly number[]
}

export function placeTexts(
  texts: TokenIds,
  module: Pick<TransformerModule, 'family' | 'padTokenId'>,
): PlacedText[] {
  return texts.map(ids => ({ ids, positions: positionsOf(ids, module) }))
}

/** Tokens of a chunk of texts, one text after the other. */
export interface PackedTokens {
  ids: Int32Array
  positions: Int32Array
}

export function packTokens(texts: readonly PlacedText[]): PackedTokens {
  return {
    ids: Int32Array.from(texts.flatMap(({ ids }) => ids)),
    positions: Int32Array.from(texts.flatMap(({ positions }) => positions)),
  }
}

/** `token_rows` and `position_rows` for a graph that holds the whole table of words. */
export function tokenFeeds({ ids, positions }: PackedTokens): Feeds {
  return {
    token_rows: { data: ids, dims: [ids.length] },
    position_rows: { data: positions, dims: [positions.length] },
  }
}

/** The inputs of `gridInputs`. */
export function gridFeeds(texts: readonly PlacedText[], heads: number): Feeds {
  const batch = texts.length
  const sequence = Math.max(...texts.map(({ ids }) => ids.length))
  const tokens = texts.reduce((sum, { ids }) => sum + ids.length, 0)
  const slots = new Int32Array(batch * sequence)
  const places = new Int32Array(tokens)
  const headSlots = new Int32Array(batch * heads * sequence)
  const headPlaces = new Int32Array(tokens * heads)
  const mask = new Float32Array(batch * sequence)
  let token = 0
  texts.forEach(({ ids }, text) => {
    for (let at = 0; at < ids.length; at++, token++) {
      slots[text * sequence + at] = token
      places[token] = text * sequence + at
      mask[text * sequence + at] = 1
      for (let head = 0; head < heads; head++) {
        const place = (text * heads + head) * sequence + at
        headSlots[place] = token * heads + head
        headPlaces[token * heads + head] = place
      }
    }
  })
  return {
    slots: { data: slots, dims: [batch, sequence] },
    places: { data: places, dims: [tokens] },
    head_slots: { data: headSlots, dims: [batch, heads, sequence] },
    head_places: { data: headPlaces, dims: [tokens, heads] },
    mask: { data: mask, dims: [batch, sequence] },
  }
}

/** `pool_weights`, if a pooling mode needs them. If tokens have weights, sums are divided in the graph. */
export function poolFeeds(texts: readonly PlacedText[], { modules }: Pick<Checkpoint, 'modules'>): Feeds {
  const modes = modules.find(module => module.kind === 'pooling')?.modes.filter(mode => mode !== 'max') ?? []
  if (modes.length === 0) return {}
  const sequence = Math.max(...texts.map(({ ids }) => ids.length))
  if (!modules.some(module => module.kind === 'word-weights')) {
    const rows = texts.map(({ ids }) => ({ ids, tokens: ids.length }))
    return { pool_weights: poolWeights(rows, sequence, modes) }
  }
  const data = new Float32Array(texts.length * modes.length * sequence)
  texts.forEach(({ ids }, text) => {
    modes.forEach((mode, m) => {
      const at = (text * modes.length + m) * sequence
      fillTerms(data.subarray(at, at + ids.length), mode)
    })
  })
  return { pool_weights: { data, dims: [texts.length, modes.length, sequence] } }
}
