import { remembered } from '../basics/remembered.js'
import { fold, foldCircumflexes, plain } from './fold.js'
import { stem } from './stem.js'

/*
 * Texts are cut into words in three ways, which cannot be one:
 * - `tokenize` for search, where a query must meet the same token however a word is written: `C++` and `3,14` are words, a
 *   suffix after an apostrophe is not. What it returns is stored in indexes: a change needs a new `ANALYSIS_VERSION`.
 * - `words` for comparing the wording of two texts, where a suffix can be all that differs, and a number is compared
 *   as it is written.
 * - `wordSpans` for leaving words out of a text, where no remnant of a word may stay behind.
 */

/** A word of a text, for search. */
export interface Token {
  /** Lower-cased by Turkish rules, without the suffix after an apostrophe: `CNN'in` → `cnn`. */
  exact: string
  /** `exact` without Turkish letters: `öğrenme` → `ogrenme`. */
  plain: string
  /** `stem` of `plain`. */
  stem: string
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
const JOINING = new Set('-‐‑_/')
/** Longest suffix after an apostrophe, in UTF-16 code units. Anything longer is a word (`l'Hôpital`). */
const LONGEST_ENDING = 10
/** In UTF-16 code units. Longer tokens are not words but encoded data or table rows; they are cut. */
const LONGEST_TOKEN = 64
/** Words whose parts are remembered. */
const REMEMBERED = 200_000
/** Signs that belong to a word, spelt as letters. A decimal comma equals a decimal point. */
const LETTERS: Record<string, string> = { '++': 'pp', '#': 'sharp', '.': 'd', ',': 'd' }

/** Words and numbers of a text, in order. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let last = 0
  for (const { 0: match, index } of text.matchAll(WORD)) {
    const joined = last > 0 && index === last + 1 && JOINING.has(text[last]!)
    last = index + match.length
    for (const { exact, plain, stem, at } of partsOf(match))
      tokens.push({ exact, plain, stem, start: index + at, end: last, joined })
  }
  return tokens
}

/** A part of what `WORD` matches, and where in that it begins. */
type Part = Pick<Token, 'exact' | 'plain' | 'stem'> & { at: number }

/** Texts repeat their words, and folding one takes as long as remembering several. */
const partsOf = remembered(REMEMBERED, (match): readonly Part[] =>
  withoutEnding(match).flatMap(({ word, at }) => {
    const exact = beginning(fold(word.replaceAll(/\+\+|[#.,]/g, sign => LETTERS[sign]!)), LONGEST_TOKEN)
    // It can be empty: an apostrophe that is itself a letter (ʼ) may stand alone.
    if (exact === '') return []
    const ascii = plain(exact)
    return [{ exact, plain: ascii, stem: stem(ascii), at }]
  }),
)

/** The first `length` UTF-16 code units of a word, without splitting a surrogate pair. */
export function beginning(word: string, length: number): string {
  const cut = word.slice(0, length)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}

/** Strips a suffix after an apostrophe; if an apostrophe joins two words, returns both. */
function withoutEnding(match: string): { word: string; at: number }[] {
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

/** Length of a common prefix that makes two words count as forms of one word. */
const STEM_LETTERS = 5
const WORD_OR_NUMBER = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)?|\d+(?:[.,]\d+)*/gu

/** A word of a text, for comparing wordings: lower-cased, without circumflexes. */
export interface Word {
  /** The part before an apostrophe: `CNN'in` → `cnn`. */
  text: string
  /** The first five letters, which Turkish suffixes usually leave unchanged. */
  stem: string
  /** The word with its suffix, without the apostrophe: `cnnin`. */
  whole: string
}

/** Words and numbers of a text, in order, for comparing wordings. */
export function words(text: string): Readonly<Word>[] {
  return (text.match(WORD_OR_NUMBER) ?? []).map(wordOf)
}

const wordOf = remembered(REMEMBERED, (match): Readonly<Word> => {
  const [head, ending = ''] = match.split(/['’]/)
  const word = foldCircumflexes(head!)
  return {
    text: word,
    stem: word.slice(0, STEM_LETTERS),
    whole: word + foldCircumflexes(ending),
  }
})

/** A word with its suffix, or a number with its decimals. */
const WHOLE_WORD = /[\p{L}\p{M}\p{N}]+(?:['’.,][\p{L}\p{M}\p{N}]+)*/gu

/** Where the words of a text stand, each with all that belongs to it; UTF-16 offsets. */
export function wordSpans(text: string): { start: number; end: number }[] {
  return Array.from(text.matchAll(WHOLE_WORD), ({ 0: word, index }) => ({
    start: index,
    end: index + word.length,
  }))
}
