import { fold } from './fold.js'

/** Length of a common prefix that makes two words count as forms of one word. */
const STEM_LETTERS = 5

/** A lower-cased word without circumflexes. */
export interface Word {
  /** The part before an apostrophe: `CNN'in` → `cnn`. */
  text: string
  /** The first five letters, which Turkish suffixes usually leave unchanged. */
  stem: string
  /** The word with its suffix, without the apostrophe: `cnnin`. */
  whole: string
  /** Written with at least two capitals: a name or an acronym. */
  acronym: boolean
}

const WORD = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)?|\d+(?:[.,]\d+)*/gu
const CIRCUMFLEX: Record<string, string> = { â: 'a', î: 'i', û: 'u' }

/** Lower-cases by Turkish rules and removes circumflexes. */
export function lower(text: string): string {
  return fold(text).replaceAll(/[âîû]/g, letter => CIRCUMFLEX[letter]!)
}

/** Words and numbers of a text, in order. */
export function words(text: string): Word[] {
  return (text.match(WORD) ?? []).map(match => {
    const [head, ending = ''] = match.split(/['’]/)
    const word = lower(head!)
    return {
      text: word,
      stem: word.slice(0, STEM_LETTERS),
      whole: word + lower(ending),
      acronym: /\p{Lu}.*\p{Lu}/u.test(head!),
    }
  })
}

/** Overlap in wording of two texts: the Dice coefficient of the multisets of their words' stems, 0 to 1. */
export function overlap(a: readonly Word[], b: readonly Word[]): number {
  if (a.length + b.length === 0) return 1
  const left = new Map<string, number>()
  for (const { stem } of a) left.set(stem, (left.get(stem) ?? 0) + 1)
  let shared = 0
  for (const { stem } of b) {
    const count = left.get(stem) ?? 0
    if (count === 0) continue
    left.set(stem, count - 1)
    shared++
  }
  return (2 * shared) / (a.length + b.length)
}
