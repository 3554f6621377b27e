import { fold } from './fold.js'

/** Letters that two words must share at their start to count as one word in different forms. */
const STEM_LETTERS = 5

/** A word in small letters, circumflexes gone. */
export interface Word {
  /** What comes before an apostrophe: `CNN'in` is `cnn`. */
  text: string
  /** Its first five letters: what Turkish suffixes leave alone. */
  stem: string
  /** The whole word without its apostrophe: `cnnin`. */
  whole: string
  /** Written with two capitals or more: a name. */
  acronym: boolean
}

const WORD = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)?|\d+(?:[.,]\d+)*/gu
const CIRCUMFLEX: Record<string, string> = { â: 'a', î: 'i', û: 'u' }

/** Turkish small letters without circumflexes. */
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

/**
 * How much of their wording two texts share: the Dice coefficient of their words' stems, counted as often as they come;
 * 0 to 1.
 */
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
