import type { Alignment } from './align.js'
import { isSuffixes } from './lexemes.js'
import type { Item } from './reading.js'

/** A number in a text, with its unit. */
interface Quantity {
  /** Position of its first item. */
  at: number
  value: number
  /** What is measured, in a base unit. Empty without a unit. */
  dimension: string
  /** Digits of a numeral whose separator may mark decimals or thousands; else empty. */
  digits: string
  /** Written in digits, or large: not a word such as `iki` that texts leave out or put otherwise. */
  firm: boolean
}

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

/** Units with their base unit and how many of it they are. */
const UNITS: Record<string, readonly [string, number]> = {
  bit: ['bit', 1],
  bayt: ['bit', 8],
  byte: ['bit', 8],
  kilobayt: ['bit', 8e3],
  kb: ['bit', 8e3],
  megabayt: ['bit', 8e6],
  mb: ['bit', 8e6],
  gigabayt: ['bit', 8e9],
  gb: ['bit', 8e9],
  terabayt: ['bit', 8e12],
  tb: ['bit', 8e12],
  kib: ['bit', 8 * 1024],
  mib: ['bit', 8 * 1024 ** 2],
  gib: ['bit', 8 * 1024 ** 3],
  mikrosaniye: ['s', 1e-6],
  milisaniye: ['s', 1e-3],
  ms: ['s', 1e-3],
  saniye: ['s', 1],
  sn: ['s', 1],
  dakika: ['s', 60],
  dk: ['s', 60],
  saat: ['s', 3600],
  gün: ['s', 86_400],
  hafta: ['s', 604_800],
  ay: ['month', 1],
  yıl: ['month', 12],
  sene: ['month', 12],
  yüzyıl: ['month', 1200],
  asır: ['month', 1200],
  mm: ['m', 1e-3],
  milimetre: ['m', 1e-3],
  cm: ['m', 1e-2],
  santimetre: ['m', 1e-2],
  metre: ['m', 1],
  m: ['m', 1],
  km: ['m', 1e3],
  kilometre: ['m', 1e3],
  mg: ['g', 1e-3],
  gram: ['g', 1],
  kg: ['g', 1e3],
  kilo: ['g', 1e3],
  kilogram: ['g', 1e3],
  ton: ['g', 1e6],
  hz: ['hz', 1],
  hertz: ['hz', 1],
  khz: ['hz', 1e3],
  kilohertz: ['hz', 1e3],
  mhz: ['hz', 1e6],
  megahertz: ['hz', 1e6],
  ghz: ['hz', 1e9],
  gigahertz: ['hz', 1e9],
  watt: ['w', 1],
  kilowatt: ['w', 1e3],
  düzine: ['', 12],
}
const LONGEST_UNIT = 10
/** Years are not durations: `2019 yılında` is `2019'da`. */
const FIRST_YEAR = 1000
const THOUSANDS = /^\d{1,3}(?:[.,]\d{3})+$/

/** Numbers after these are not compared. */
const MOST_NUMBERS = 50

/** Least agreement of texts whose numbers are compared; one with a number that the other lacks needs more. */
const AGREEMENT = 0.45
const ONE_SIDED_AGREEMENT = 0.9

/** Whether two texts name different quantities, in digits or words, or in units that do not convert. */
export function numbersDiffer(alignment: Alignment, agreement: number): boolean {
  if (agreement < AGREEMENT) return false
  const left = quantities(alignment.a)
  const right = quantities(alignment.b)
  if (left.length === 0 && right.length === 0) return false
  const [onlyA, onlyB] = unmatched(left, right)
  if (onlyA.length > 0 && onlyB.length > 0)
    return onlyA.some(one => onlyB.some(other => comparable(one, other, alignment)))
  return agreement >= ONE_SIDED_AGREEMENT && [...onlyA, ...onlyB].some(({ firm }) => firm)
}

function unmatched(left: readonly Quantity[], right: readonly Quantity[]): [Quantity[], Quantity[]] {
  const onlyB = [...right]
  const onlyA = left.filter(one => {
    const at = onlyB.findIndex(other => equal(one, other))
    if (at >= 0) onlyB.splice(at, 1)
    return at < 0
  })
  return [onlyA, onlyB]
}

function equal(one: Quantity, other: Quantity): boolean {
  if (one.dimension !== other.dimension && one.dimension !== '' && other.dimension !== '') return false
  if (one.digits !== '' && one.digits === other.digits) return true
  const scale = Math.max(Math.abs(one.value), Math.abs(other.value))
  return Math.abs(one.value - other.value) <= 1e-9 * scale
}

/** Whether two numbers stand for each other: both firm, or at the same place. */
function comparable(one: Quantity, other: Quantity, { toB, gaps }: Alignment): boolean {
  if (one.firm && other.firm) return true
  if (toB[one.at] === other.at) return true
  return gaps.some(
    ({ left, right }) =>
      one.at >= left.from && one.at < left.to && other.at >= right.from && other.at < right.to,
  )
}

function quantities(items: readonly Item[]): Quantity[] {
  const found: Quantity[] = []
  for (let at = 0; at < items.length && found.length < MOST_NUMBERS; at++) {
    const read = readNumber(items, at)
    if (read === undefined) continue
    const { value, digits, firm, length } = read
    const last = items[at + length - 1]!
    const unit = last.stop === '' ? unitOf(items[at + length]?.whole) : undefined
    const year = unit?.[0] === 'month' && value >= FIRST_YEAR
    const [dimension, factor] = unit && !year ? unit : ['', 1]
    const percent = items[at]!.sign === '%' || items[at - 1]?.text === 'yüzde'
    const negative = items[at]!.sign !== '' && items[at]!.sign !== '%'
    found.push({
      at,
      value: value * factor * (percent ? 0.01 : 1) * (negative ? -1 : 1),
      dimension,
      digits: factor === 1 && !percent ? digits : '',
      firm: firm || dimension !== '',
    })
    at += length - 1
  }
  return found
}

interface Reading {
  value: number
  digits: string
  firm: boolean
  /** In items. */
  length: number
}

/** The number that begins at an item: a numeral or a part, or words in order (`yüz yirmi beş`, `1,5 milyon`). */
function readNumber(items: readonly Item[], start: number): Reading | undefined {
  const first = items[start]!
  if (first.numeral) {
    const times = items[start + 1] && first.stop === '' ? wordOf(items[start + 1]!) : undefined
    const value = numeralValue(first.text)
    if (times?.large) return { value: value * times.value, digits: '', firm: true, length: 2 }
    return {
      value,
      digits: THOUSANDS.test(first.text) ? first.text.replaceAll(/[.,]/g, '') : '',
      firm: true,
      length: 1,
    }
  }
  const part = PARTS[first.whole]
  if (part !== undefined) return { value: part, digits: '', firm: false, length: 1 }
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
const known = new Map<string, NumberWord | undefined>()
const MOST_KNOWN = 100_000

function wordOf({ text, whole }: Item): NumberWord | undefined {
  let word = known.get(whole)
  if (word === undefined && !known.has(whole)) {
    word = readWord(text, whole)
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(whole, word)
  }
  return word
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

function unitOf(word: string | undefined): readonly [string, number] | undefined {
  if (word === undefined) return undefined
  for (let length = Math.min(word.length, LONGEST_UNIT); length >= 1; length--) {
    const unit = UNITS[word.slice(0, length)]
    if (unit && (length > 1 || word.length === 1) && isSuffixes(word.slice(length))) return unit
  }
  return undefined
}
