import { Random } from '../../basics/random.js'
import type { PlacedText } from './inputs.js'

/** Share of a text's tokens that are to be guessed, and what stands in their places (Devlin et al. 2018). */
const GUESSED = 0.15
const SHOWN_AS_MASK = 0.8
const SHOWN_AS_ANOTHER = 0.1

export interface MaskedText {
  text: PlacedText
  /** Places of the tokens to be guessed, ascending, and their ids. */
  places: readonly number[]
  ids: readonly number[]
}

/**
 * Hides tokens at random; the first and the last, which are special ones, never. At least one token of a text is to be
 * guessed, if it has one between them.
 * @param mask id that stands for a hidden token
 * @param vocabulary number of ids that a token may be shown as instead
 */
export function maskTokens(
  texts: readonly PlacedText[],
  { mask, vocabulary }: { mask: number; vocabulary: number },
  seed: number,
): MaskedText[] {
  const random = new Random(seed)
  return texts.map(text => {
    const inner = text.ids.length - 2
    const places: number[] = []
    for (let at = 1; at <= inner; at++) if (random.next() < GUESSED) places.push(at)
    if (places.length === 0 && inner > 0) places.push(1 + random.below(inner))
    const shown = [...text.ids]
    for (const at of places) {
      const way = random.next()
      if (way < SHOWN_AS_MASK) shown[at] = mask
      else if (way < SHOWN_AS_MASK + SHOWN_AS_ANOTHER) shown[at] = random.below(vocabulary)
    }
    return { text: { ...text, ids: shown }, places, ids: places.map(at => text.ids[at]!) }
  })
}
