import type { Word } from '../../turkish/tokens.js'
import type { Contrast } from './contrasts.js'

/** Suffixes that keep a word's meaning: case, possession, plural, copula. */
const ENDING =
  /^(?:l[ae]r)?(?:[ıiuü]m[ıiuü]z|[ıiuü]n[ıiuü]z|s?[ıiuü])?(?:n?[ıiuü]n|[yn]?[ıiuü]|[yn]?[ae]|n?[dt][ae]n?|y?l[ae]|c[ae])?(?:ki|s[ae]|ys[ae])?(?:[dt][ıiuü]r)?$/

type Test = (text: string) => boolean

/**
 * Detects that one text uses a word and the other its counterpart.
 *
 * A contrast counts only if each text has exactly one side of it: a text with both is comparing them.
 */
export class ContrastFinder {
  private readonly contrasts: readonly (readonly [Test, Test])[]

  constructor(contrasts: readonly Contrast[]) {
    this.contrasts = contrasts.map(([left, right]) => [anyOf(left), anyOf(right)] as const)
  }

  find(a: string, b: string): boolean {
    return this.contrasts.some(([left, right]) => {
      const [leftA, leftB, rightA, rightB] = [left(a), left(b), right(a), right(b)]
      return (leftA && !rightA && rightB && !leftB) || (rightA && !leftA && leftB && !rightB)
    })
  }
}

/** Words that occur in only one of two texts, joined and surrounded by spaces, for each text. */
export function differences(a: readonly Word[], b: readonly Word[]): [string, string] {
  const only = (words: readonly Word[], others: readonly Word[]): string => {
    const known = new Set(others.map(({ whole }) => whole))
    return ` ${words
      .filter(({ whole }) => !known.has(whole))
      .map(({ text }) => text)
      .join(' ')} `
  }
  return [only(a, b), only(b, a)]
}

function anyOf(patterns: readonly string[]): Test {
  const sources = patterns.map(pattern =>
    pattern.endsWith('-') ? `${pattern.slice(0, -1)}\\p{L}*` : `${pattern}${ENDING.source.slice(1, -1)}`,
  )
  const test = new RegExp(` (?:${sources.join('|')}) `, 'u')
  return text => test.test(text)
}

/** Whether each text has a name that the other lacks. */
export function namesDiffer(a: readonly Word[], b: readonly Word[]): boolean {
  const names = (words: readonly Word[]): Set<string> =>
    new Set(words.flatMap(({ acronym, text }) => (acronym ? [text] : [])))
  const [left, right] = [names(a), names(b)]
  return [...left].some(name => !right.has(name)) && [...right].some(name => !left.has(name))
}

/**
 * Whether two words have exchanged their suffixes (`A, B'den hızlıdır` and `B, A'dan hızlıdır`), or their places
 * around an unmoved word (`A artar, B azalır` and `B artar, A azalır`).
 */
export function placesChanged(a: readonly Word[], b: readonly Word[]): boolean {
  const left = positions(a, b)
  const right = positions(b, a)
  const shared = [...left].filter(([key]) => right.has(key))
  const inB = shared.map(([key]) => right.get(key)!)
  return (
    turnedAround(inB) || endingsExchanged(shared.map(([, at], i) => endings(a[at]!.whole, b[inB[i]!]!.whole)))
  )
}

/** Whether three positions occur in reverse order. */
function turnedAround(places: readonly number[]): boolean {
  const lowestAfter = new Array<number>(places.length)
  let lowest = Number.POSITIVE_INFINITY
  for (let i = places.length - 1; i >= 0; i--) {
    lowestAfter[i] = lowest
    lowest = Math.min(lowest, places[i]!)
  }
  let highest = Number.NEGATIVE_INFINITY
  return places.some((place, i) => {
    const between = highest > place && place > lowestAfter[i]!
    highest = Math.max(highest, place)
    return between
  })
}

/** @param forms suffix of each word in one text and in the other */
function endingsExchanged(forms: readonly (readonly [string, string])[]): boolean {
  const changed = forms.filter(([one, other]) => one !== other)
  const known = new Set(changed.map(([one, other]) => `${one} ${other}`))
  return changed.some(([one, other]) => known.has(`${other} ${one}`))
}

/** Position of each word that occurs once: keyed by its form if the other text has the same form, else by stem. */
function positions(words: readonly Word[], others: readonly Word[]): Map<string, number> {
  const known = new Set(others.map(({ text }) => text))
  const found = new Map<string, number>()
  const repeated = new Set<string>()
  words.forEach(({ text, stem }, i) => {
    const key = known.has(text) ? `=${text}` : stem
    if (found.has(key)) repeated.add(key)
    found.set(key, i)
  })
  for (const key of repeated) found.delete(key)
  return found
}

/**
 * The suffixes of two forms of a word after their common prefix, ignoring vowel harmony, hardening and buffer
 * letters.
 */
function endings(a: string, b: string): [string, string] {
  let shared = 0
  while (shared < a.length && a[shared] === b[shared]) shared++
  const plain = (word: string): string =>
    word
      .slice(shared)
      .replaceAll(/[ıiuü]/g, 'i')
      .replaceAll(/[ae]/g, 'a')
      .replaceAll('t', 'd')
      .replace(/^[yns](?=[ia])/, '')
  return [plain(a), plain(b)]
}
