import { fold, plain } from './fold.js'

/** A word of a text. */
export interface Token {
  /** In Turkish small letters, without what follows an apostrophe: `CNN'in` is `cnn`. */
  exact: string
  /** The same without Turkish letters: `öğrenme` is `ogrenme`. */
  plain: string
  /** UTF-16 offsets into the text, endings after an apostrophe included. */
  start: number
  end: number
  /** It follows the token before it after a hyphen, as in `k-NN`. */
  joined: boolean
}

/** Letters and digits; `C++`, `C#`; decimals; an apostrophe with what follows it. */
const WORD =
  /(?<!\p{N})\p{N}+(?:[.,]\p{N}+)+|(?<![\p{L}\p{N}])\p{L}(?:\+\+|#)|[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’ʼ´`][\p{L}\p{M}]+)?/gu
const APOSTROPHE = /['’ʼ´`]/
/** What may follow an apostrophe as an ending; longer ones are words (`l'Hôpital`). */
const LONGEST_ENDING = 10
/** Longer tokens are no words (encoded data, rows of a table). */
const LONGEST_TOKEN = 64
/** Signs that belong to a word, written as letters; a decimal comma is a decimal point. */
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
      // An apostrophe that is a letter itself (ʼ) may stand alone.
      if (exact !== '') tokens.push({ exact, plain: plain(exact), start: index + at, end: last, joined })
    }
  }
  return tokens
}

/** At most so many UTF-16 code units of a word, and no half of a letter. */
export function beginning(word: string, length: number): string {
  const cut = word.slice(0, length)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}

/** Cuts an ending off; two words that an apostrophe joins stay two. */
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
