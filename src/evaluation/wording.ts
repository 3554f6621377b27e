import { plain } from '../turkish/fold.js'
import { words } from '../turkish/tokens.js'

/**
 * The words of a text by what inflection leaves of them: the first five letters, lower-cased by Turkish rules, without
 * Turkish letters and without the suffix after an apostrophe. Function words are among them.
 */
export function stemsOf(text: string): ReadonlySet<string> {
  return new Set(words(text).map(({ stem }) => plain(stem)))
}

/** Number of stems that both have. */
export function sharedStems(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0
  for (const stem of a) if (b.has(stem)) shared++
  return shared
}

/** Overlap of two texts in wording: the Dice coefficient of their stems, 0 to 1; 0 if both are empty. */
export function wordingOverlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return a.size + b.size === 0 ? 0 : (2 * sharedStems(a, b)) / (a.size + b.size)
}
