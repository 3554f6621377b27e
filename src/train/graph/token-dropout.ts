import { Random } from '../../basics/random.js'
import type { PlacedText } from './inputs.js'

/**
 * Leaves out tokens at random, as if attention and pooling did not see them; the others keep their positions. The first
 * and the last token, which are special ones, stay, and so does at least one between them.
 * @param rate share of tokens to leave out
 */
export function dropTokens(texts: readonly PlacedText[], rate: number, seed: number): PlacedText[] {
  const random = new Random(seed)
  return texts.map(text => {
    const last = text.ids.length - 1
    if (last < 2) return text
    const inner = Array.from({ length: last - 1 }, (_, i) => i + 1)
    const kept = inner.filter(() => random.next() >= rate)
    if (kept.length === 0) kept.push(1 + random.below(inner.length))
    const all = [0, ...kept, last]
    return { ids: all.map(i => text.ids[i]!), positions: all.map(i => text.positions[i]!) }
  })
}
