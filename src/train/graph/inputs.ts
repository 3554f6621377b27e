import type { Checkpoint, TransformerModule } from '../../model/checkpoint/types.js'
import { poolWeights, positionsOf } from '../../model/inputs.js'
import type { Feeds } from '../../onnx/session.js'
import type { TokenIds } from '../types.js'

/** Tokens of a chunk of texts, one text after the other. */
export interface PackedTokens {
  ids: Int32Array
  /** Row of each token in the table of positions. */
  positions: Int32Array
}

export function packTokens(texts: TokenIds, module: TransformerModule): PackedTokens {
  return {
    ids: Int32Array.from(texts.flat()),
    positions: Int32Array.from(texts.flatMap(ids => positionsOf(ids, module))),
  }
}

/** `token_rows` and `position_rows` for a graph that holds the whole table of words. */
export function tokenFeeds({ ids, positions }: PackedTokens): Feeds {
  return {
    token_rows: { data: ids, dims: [ids.length] },
    position_rows: { data: positions, dims: [positions.length] },
  }
}

/** The inputs of `gridInputs`, and `pool_weights` if a pooling mode needs them. */
export function gridFeeds(texts: TokenIds, checkpoint: Checkpoint, { heads }: TransformerModule): Feeds {
  const batch = texts.length
  const sequence = Math.max(...texts.map(ids => ids.length))
  const tokens = texts.reduce((sum, ids) => sum + ids.length, 0)
  const slots = new Int32Array(batch * sequence)
  const places = new Int32Array(tokens)
  const headSlots = new Int32Array(batch * heads * sequence)
  const headPlaces = new Int32Array(tokens * heads)
  const mask = new Float32Array(batch * sequence)
  let token = 0
  texts.forEach((ids, text) => {
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
  const pooling = checkpoint.modules.find(module => module.kind === 'pooling')
  const rows = texts.map(ids => ({ ids, tokens: ids.length }))
  const needsWeights = pooling?.modes.some(mode => mode !== 'max')
  return {
    slots: { data: slots, dims: [batch, sequence] },
    places: { data: places, dims: [tokens] },
    head_slots: { data: headSlots, dims: [batch, heads, sequence] },
    head_places: { data: headPlaces, dims: [tokens, heads] },
    mask: { data: mask, dims: [batch, sequence] },
    ...(needsWeights ? { pool_weights: poolWeights(rows, sequence, pooling?.modes) } : {}),
  }
}
