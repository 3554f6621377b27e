import { words } from '../../turkish/tokens.js'
import { overlap as overlapOf } from '../overlap.js'
import { ANTONYMS, TERMS } from './contrasts.js'
import { ContrastFinder, differences, namesDiffer, placesChanged } from './exchange.js'
import type { Flag } from './names.js'
import { negates } from './negation.js'
import { numbersDiffer } from './numbers.js'

/** Below this overlap, exchanged words are more likely other wording than another claim. */
const ANTONYM_OVERLAP = 0.5
const TERM_OVERLAP = 0.5
const NAME_OVERLAP = 0.6
const PLACE_OVERLAP = 0.8

const antonyms = new ContrastFinder(ANTONYMS)
const terms = new ContrastFinder(TERMS)

/**
 * Signs that two texts with similar wording contradict each other: one denies what the other says, names other
 * quantities, uses an antonym, or swaps two terms. Found by rules on words, without a model. Flags are hints for
 * people: their absence proves nothing.
 */
export function flagsOf(a: string, b: string): Flag[] {
  const left = words(a)
  const right = words(b)
  const overlap = overlapOf(left, right)
  const [onlyA, onlyB] = differences(left, right)
  const found: Flag[] = []
  if (negates(left, right, overlap)) found.push('negation')
  if (numbersDiffer({ text: a, words: left }, { text: b, words: right }, overlap)) found.push('number')
  if (overlap >= ANTONYM_OVERLAP && antonyms.find(onlyA, onlyB)) found.push('antonym')
  if (
    (overlap >= TERM_OVERLAP && terms.find(onlyA, onlyB)) ||
    (overlap >= NAME_OVERLAP && namesDiffer(left, right)) ||
    (overlap >= PLACE_OVERLAP && placesChanged(left, right))
  )
    found.push('swap')
  return found
}
