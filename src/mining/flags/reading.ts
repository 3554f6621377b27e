import { remembered } from '../../basics/remembered.js'
import { foldCircumflexes } from '../../turkish/fold.js'
import { isFunctionWord } from '../../turkish/function-words.js'
import { hardened } from './lexemes.js'

/** A word or number of a text. */
export interface Item {
  /** Lower-cased, without circumflexes, and without the suffix after an apostrophe. */
  text: string
  /** With that suffix, without the apostrophe. */
  whole: string
  /** `whole` with hard consonants; forms of one lexeme have the same beginning. */
  hard: string
  /** Not a name: digits, with decimals. */
  numeral: boolean
  /** Capitalised where a common noun is not, or written with two capitals or a digit. */
  name: boolean
  /** Says nothing by itself (`ve`, `için`). */
  light: boolean
  /** Written with two capitals or a digit: a name, however capitals are used. */
  acronym: boolean
  /** Punctuation between it and the next item: `,`, `.` for what ends a clause, `:` for all other that divides. */
  stop: '' | ',' | ':' | '.'
  /** `%`, a minus, or what joins it to the numeral before (`/`, `:`), before a numeral; else empty. */
  sign: string
  /** Whether nothing stands between it and the item before: `16GB`. */
  joined: boolean
}

/** A number may be joined to its unit: `16GB` is two items. */
const ITEM = /\p{N}+(?:[.,]\p{N}+)*|[\p{L}\p{M}][\p{L}\p{M}\p{N}]*/gu
const NUMERAL = /^\p{N}/u
const SIGN = /(?:%\s?|(?:^|[^\p{L}\p{N}])[-−])$/u
/** In UTF-16 code units. */
const LONGEST_SIGN = 3
const LONGEST_ENDING = 24
const ENDING = /^['’ʼ´`](\p{L}+)/u
/** After a numeral: a ratio, or the point of an ordinal (`21. yüzyıl`), which ends nothing. */
const JOINING = /^(?:[/:]|\. ?)$/
const CLOSING = /[.;!?…]/
const DIVIDING = /[:—–()[\]"“”\n|•]|\s-\s/
/** Share of capitalised words after the first above which they are a heading's, and not names. */
const HEADING = 0.5

function stopIn(between: string): Item['stop'] {
  if (CLOSING.test(between)) return '.'
  if (between.includes(',')) return ','
  return DIVIDING.test(between) ? ':' : ''
}

/** @param index of the numeral in the text */
function signIn(text: string, index: number, between: string, before: Item | undefined): string {
  if (before?.numeral && /^[/:]$/.test(between)) return between
  return SIGN.exec(text.slice(Math.max(0, index - LONGEST_SIGN), index))?.[0].replaceAll(/[^%−-]/gu, '') ?? ''
}

/** The words of a corpus are few. */
const folded = remembered(100_000, foldCircumflexes)

/** Words and numbers of a text, in order. */
export function readText(text: string): Item[] {
  const items: Item[] = []
  const capitals: boolean[] = []
  let end = 0
  for (const { 0: head, index } of text.matchAll(ITEM)) {
    if (index < end) continue
    const between = text.slice(end, index)
    const before = items.at(-1)
    if (before) before.stop = before.numeral && JOINING.test(between) ? '' : stopIn(between)
    const ending =
      ENDING.exec(text.slice(index + head.length, index + head.length + LONGEST_ENDING))?.[1] ?? ''
    end = index + head.length + (ending ? ending.length + 1 : 0)
    const numeral = NUMERAL.test(head)
    const word = folded(head)
    const whole = ending ? word + folded(ending) : word
    const first = before === undefined || before.stop === '.' || before.stop === ':'
    const capital = /^\p{Lu}/u.test(head)
    const acronym = !numeral && /\p{Lu}.*\p{Lu}|\p{L}\p{N}/u.test(head)
    capitals.push(capital)
    items.push({
      text: word,
      whole,
      hard: hardened(whole),
      numeral,
      name: acronym || (capital && (!first || ending !== '')),
      acronym,
      light: !numeral && isFunctionWord(word),
      stop: '',
      joined: before !== undefined && between === '',
      sign: numeral ? signIn(text, index, between, before) : '',
    })
  }
  if (items.length > 0) items.at(-1)!.stop = '.'
  const words = items.filter(({ numeral }) => !numeral).length
  if (capitals.slice(1).filter(Boolean).length > HEADING * (words - 1))
    items.forEach(item => {
      if (!item.acronym) item.name = false
    })
  return items
}
