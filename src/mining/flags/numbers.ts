import type { Alignment, Gap } from './align.js'
import { readNumber } from './number-words.js'
import type { Item } from './reading.js'
import { unitOf } from './units.js'

/** A number in a text, with its unit. */
interface Quantity {
  /** Position of its first item. */
  at: number
  value: number
  /** What is measured, in a base unit. Empty without a unit. */
  dimension: string
  /** How many base units its unit is. */
  unit: number
  /** Written as a part of a whole. */
  ratio: boolean
  /** Digits of a numeral whose separator may mark decimals or thousands; else empty. */
  digits: string
  /** Written in digits, or large: not a word such as `iki` that texts leave out or put otherwise. */
  firm: boolean
}

/** Years are not durations: `2019 yılında` is `2019'da`. */
const FIRST_YEAR = 1000

/** Numbers after these are not compared. */
const MOST_NUMBERS = 50

/** Least agreement of texts whose numbers are compared; one with a number that the other lacks needs more. */
const AGREEMENT = 0.45
const ONE_SIDED_AGREEMENT = 0.9
/** For a number where the other text has other words. */
const REPLACED_AGREEMENT = 0.75
/** In items, of what is replaced. */
const LONGEST_REPLACED = 3

/** Whether two texts name different quantities, in digits or words, or in units that do not convert. */
export function numbersDiffer(alignment: Alignment, agreement: number): boolean {
  if (agreement < AGREEMENT) return false
  const left = quantities(alignment.a)
  const right = quantities(alignment.b)
  if (left.length === 0 && right.length === 0) return false
  const [onlyA, onlyB] = unmatched(left, right)
  if (onlyA.length > 0 && onlyB.length > 0)
    return onlyA.some(one => onlyB.some(other => comparable(one, other, alignment)))
  if (agreement >= ONE_SIDED_AGREEMENT && [...onlyA, ...onlyB].some(({ firm }) => firm)) return true
  return agreement >= REPLACED_AGREEMENT && alignment.gaps.some(gap => replaced(gap, alignment, onlyA, onlyB))
}

/** Whether a gap holds a number of one text, and of the other nothing but other words: `tek`, `en az yüz`. */
function replaced(
  { left, right }: Gap,
  { a, b }: Alignment,
  onlyA: readonly Quantity[],
  onlyB: readonly Quantity[],
): boolean {
  const short = (side: Gap['left'], items: readonly Item[]): boolean =>
    side.to - side.from <= LONGEST_REPLACED && items.slice(side.from, side.to).some(({ light }) => !light)
  const within = (side: Gap['left'], numbers: readonly Quantity[]): boolean =>
    numbers.some(({ at }) => at >= side.from && at < side.to)
  return short(left, a) && short(right, b) && within(left, onlyA) !== within(right, onlyB)
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
  if (isDecade(one, other) || isDecade(other, one)) return true
  const scale = Math.max(Math.abs(one.value), Math.abs(other.value))
  return Math.abs(one.value - other.value) <= toleranceOf(one, other) * scale
}

/** `90'lar` and `1990'lar`. */
function isDecade(one: Quantity, other: Quantity): boolean {
  const { value } = other
  return one.dimension === '' && value >= 1900 && value < 2100 && one.value === value % 100
}

/** A kilobyte is 1,000 or 1,024 bytes, and two thirds are 67 %. */
function toleranceOf(one: Quantity, other: Quantity): number {
  if (one.dimension === 'bit' && one.unit !== other.unit) return 0.1
  return one.value < 1 && (one.ratio || other.ratio) ? 0.01 : 1e-9
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
    const negative = /[-−]/.test(items[at]!.sign)
    found.push({
      at,
      value: value * factor * (percent ? 0.01 : 1) * (negative ? -1 : 1),
      dimension,
      unit: factor,
      ratio: percent || length > 1,
      digits: factor === 1 && !percent ? digits : '',
      firm: firm || dimension !== '',
    })
    at += length - 1
  }
  return found
}
