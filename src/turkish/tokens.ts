import { fold, plain } from './fold.js'

/** A word of a text. */
export interface Token {
  /** Lower-cased by Turkish rules, without the suffix after an apostrophe: `CNN'in` → `cnn`. */
  exact: string
  /** `exact` without Turkish letters: `öğrenme` → `ogrenme`. */
  plain: string
  /** UTF-16 offsets into the text. They include a suffix after an apostrophe. */
  start: number
  end: number
  /** Whether a hyphen, underscore or slash joins it to the token before, as in `k-NN`. */
  joined: boolean
}

/** Decimals; `C++`, `C#`; letters and digits, with an apostrophe and the suffix after it. */
const WORD =
  /(?<!\p{N})\p{N}+(?:[.,]\p{N}+)+|(?<![\p{L}\p{N}])\p{L}(?:\+\+|#)|[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’ʼ´`][\p{L}\p{M}]+)?/gu
const APOSTROPHE = /['’ʼ´`]/
/** Longest suffix after an apostrophe, in UTF-16 code units. Anything longer is a word (`l'Hôpital`). */
const LONGEST_ENDING = 10
/** In UTF-16 code units. Longer tokens are not words but encoded data or table rows; they are cut. */
const LONGEST_TOKEN = 64
/** Signs that belong to a word, spelt as letters. A decimal comma equals a decimal point. */
const LETTERS: Record<string, string> = { '++': 'pp', '#': 'sharp', '.': 'd', ',': 'd' }

/** Words and numbers of a text, in order. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let last = 0
  for (const { 0: match, index } of text.matchAll(WORD)) {
    const joined = last > 0 && index === last + 1 && /[-‐‑_/]/.test(text[last]!)
    last = index + match.length
    for (const { word, at } of words(match)) {
      const exact = beginning(fold(word.replaceAll(/\+\+|[#.,]/g, sign => LETTERS[sign]!)), LONGEST_TOKEN)
      // `exact` can be empty: an apostrophe that is itself a letter (ʼ) may stand alone.
      if (exact !== '') tokens.push({ exact, plain: plain(exact), start: index + at, end: last, joined })
    }
  }
  return tokens
}

/** The first `length` UTF-16 code units of a word, without splitting a surrogate pair. */
export function beginning(word: string, length: number): string {
  const cut = word.slice(0, length)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}

/** Strips a suffix after an apostrophe; if an apostrophe joins two words, returns both. */
function words(match: string): { word: string; at: number }[] {
  const cut = match.search(APOSTROPHE)
  if (cut < 0) return [{ word: match, at: 0 }]
  const head = match.slice(0, cut)
  const ending = match.slice(cut + 1)
  const isEnding =
    ending.length <= LONGEST_ENDING && /^(?:\p{Ll}+|\p{Lu}+)$/u.test(ending) && !/^\p{Ll}$/u.test(head)
  if (isEnding) return [{ word: head, at: 0 }]
  return [
    { word: head, at: 0 },
    { word: ending, at: cut + 1 },
  ]
}
