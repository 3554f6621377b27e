import { remembered } from '../../basics/remembered.js'
import type { Item } from './reading.js'
import { unitOf } from './units.js'

const SMALL: Record<string, number> = {
  sıfır: 0,
  bir: 1,
  iki: 2,
  üç: 3,
  dört: 4,
  dörd: 4,
  beş: 5,
  altı: 6,
  yedi: 7,
  sekiz: 8,
  dokuz: 9,
  on: 10,
  yirmi: 20,
  otuz: 30,
  kırk: 40,
  elli: 50,
  altmış: 60,
  yetmiş: 70,
  seksen: 80,
  doksan: 90,
}
const LARGE: Record<string, number> = { yüz: 100, bin: 1000, milyon: 1e6, milyar: 1e9, trilyon: 1e12 }
const PARTS: Record<string, number> = {
  yarım: 0.5,
  yarısı: 0.5,
  yarısını: 0.5,
  yarıya: 0.5,
  çeyrek: 0.25,
  buçuk: 0.5,
}
/** Cases and derivations of a number word; with anything else it is another word (`onun`, `altında`, `yüzde`). */
const CASE =
  /^(?:|[yn]?[eaıiuü]|[dt][ea]n?|[yn]?[ıiuü]n|[dt][ıiuü]r|s?[ıiuü]|s?[ıiuü]n[ıiae]|[ıiuü]?nc[ıiuü].*|l[ıiuü].*|[şsz]?[ea]r.*|y?ken|ye|ya)$/
/** These are other words with most suffixes. */
const BARE = /^(?:on|yüz|bin|altı|yedi|kırk|bir)$/
const ORDINAL = /^[ıiuü]?nc[ıiuü]/

const THOUSANDS = /^\d{1,3}(?:[.,]\d{3})+$/

/** A number in a text. */
export interface Reading {
  value: number
  /** Digits of a numeral whose separator may mark decimals or thousands; else empty. */
  digits: string
  /** Written in digits, or large: not a word such as `iki` that texts leave out or put otherwise. */
  firm: boolean
  /** In items. */
  length: number
}

/**
 * The number that begins at an item: a numeral, a part, or words in order (`yüz yirmi beş`, `1,5 milyon`, `bir buçuk`,
 * `üçte iki`).
 */
export function readNumber(items: readonly Item[], start: number): Reading | undefined {
  if (!startsNumber(items[start]!)) return undefined
  return fractionAt(items, start) ?? halved(items, start, plainNumber(items, start))
}

function startsNumber(item: Item): boolean {
  return (
    item.numeral ||
    PARTS[item.whole] !== undefined ||
    wordOf(item) !== undefined ||
    partOf(item.whole) !== undefined
  )
}

/** `dörtte biri`, `1/4`, `1:4`. */
function fractionAt(items: readonly Item[], start: number): Reading | undefined {
  const [first, second] = [items[start]!, items[start + 1]]
  if (!second || first.stop !== '') return undefined
  if (first.numeral && second.numeral && /^[/:]$/.test(second.sign))
    return ratio(numeralValue(first.text), numeralValue(second.text))
  const of = partOf(first.whole)
  if (of === undefined || of < 2) return undefined
  const part = /^biri/.test(second.whole) ? 1 : wordOf(second)?.value
  return part !== undefined && part < of ? ratio(part, of) : undefined
}

/** `dörtte`: of four. */
function partOf(whole: string): number | undefined {
  return /[dt][ae]$/.test(whole) ? SMALL[whole.slice(0, -2)] : undefined
}

function ratio(part: number, of: number): Reading | undefined {
  return of === 0 ? undefined : { value: part / of, digits: '', firm: true, length: 2 }
}

/** Adds the half of `bir buçuk`. */
function halved(items: readonly Item[], start: number, number: Reading | undefined): Reading | undefined {
  const bare =
    number ?? (items[start]!.text === 'bir' ? { value: 1, digits: '', firm: true, length: 1 } : undefined)
  if (!bare || items[start + bare.length]?.whole.startsWith('buçuk') !== true) return number
  return { value: bare.value + 0.5, digits: '', firm: true, length: bare.length + 1 }
}

/** Letters after a numeral that stand for thousands and more. */
const SHORT: Record<string, number> = { k: 1e3, b: 1e9, t: 1e12 }

function plainNumber(items: readonly Item[], start: number): Reading | undefined {
  const first = items[start]!
  if (first.numeral) {
    const next = first.stop === '' ? items[start + 1] : undefined
    const word = next && wordOf(next)
    const times = word?.large ? word.value : next?.joined ? SHORT[next.text] : undefined
    const value = numeralValue(first.text)
    if (Number.isNaN(value)) return undefined
    if (times !== undefined) return { value: value * times, digits: '', firm: true, length: 2 }
    return {
      value,
      digits: THOUSANDS.test(first.text) ? first.text.replaceAll(/[.,]/g, '') : '',
      firm: true,
      length: 1,
    }
  }
  const part = PARTS[first.whole]
  if (part !== undefined) {
    const times = items[start + 1] && wordOf(items[start + 1]!)
    if (times?.large) return { value: part * times.value, digits: '', firm: true, length: 2 }
    return { value: part, digits: '', firm: false, length: 1 }
  }
  let total = 0
  let group = 0
  let length = 0
  for (let at = start; at < items.length; at++, length++) {
    const word = wordOf(items[at]!)
    if (word === undefined) break
    if (at > start && !word.large && group % 100 !== 0 && !(group % 10 === 0 && word.value < 10)) break
    if (!word.large) group += word.value
    else if (word.value === 100) group = Math.max(1, group) * 100
    else {
      total += Math.max(1, group) * word.value
      group = 0
    }
    if (word.inflected || items[at]!.stop !== '') {
      length++
      break
    }
  }
  if (length === 0) return undefined
  const value = total + group
  // `bir` is also the article.
  if (length === 1 && first.text === 'bir' && !unitOf(items[start + 1]?.whole)) return undefined
  return { value, digits: '', firm: value > 10, length }
}

function numeralValue(text: string): number {
  const plain = text.replaceAll(/\.(?=\d{3}(?:\D|$))/g, '').replace(',', '.')
  return Number.parseFloat(plain)
}

interface NumberWord {
  value: number
  large: boolean
  inflected: boolean
}
/** Where a text and the whole differ, an apostrophe stood between the word and its ending. */
const APOSTROPHE = "'"
const wordIn = remembered(100_000, key => {
  const [text = '', ending = ''] = key.split(APOSTROPHE)
  return readWord(text, text + ending)
})

function wordOf({ text, whole }: Item): NumberWord | undefined {
  return wordIn(text === whole ? whole : text + APOSTROPHE + whole.slice(text.length))
}

function readWord(text: string, whole: string): NumberWord | undefined {
  for (let length = Math.min(whole.length, 8); length >= 2; length--) {
    const stem = whole.slice(0, length)
    const value = SMALL[stem] ?? LARGE[stem]
    if (value === undefined) continue
    const ending = whole.slice(length)
    const ordinal = ORDINAL.test(ending)
    if (ending === '' || ordinal || (!BARE.test(stem) && text === whole && CASE.test(ending)))
      return { value, large: LARGE[stem] !== undefined, inflected: ending !== '' }
  }
  return undefined
}

/** Whether an item is a numeral or a number word. */
export function isNumber(item: Item | undefined): boolean {
  return item !== undefined && (item.numeral || wordOf(item) !== undefined)
}
