import type { Alignment, Gap } from './align.js'
import { denialOf, denied, denies, deniesBefore } from './polarity.js'
import type { Item } from './reading.js'

/** A place where one text denies or reverses what the other says. */
export interface Reversal {
  /** Position in the first text, or where it would be. */
  at: number
  /** Position of the word in the text that it is in. */
  word: number
  /** Which text denies. */
  side: 'a' | 'b'
  kind: 'negation' | 'antonym'
}

/** `sadece … değil`: not only. */
const ONLY = /^(?:sadece|yalnız|yalnızca|salt|sırf|tek)$/
/** Items before `değil` among which an "only" is looked for. */
const ONLY_BEFORE = 8

/** Where one text has a word negated that the other has unnegated, or a denial of a word that both have. */
export function negations(alignment: Alignment): Reversal[] {
  const { a, b, toB, toA, movedToB, movedToA } = alignment
  const found: Reversal[] = []
  a.forEach((item, i) => {
    const j = toB[i]! >= 0 ? toB[i]! : movedToB[i]!
    if (j < 0 || item.whole === b[j]!.whole || whether(a, i) || whether(b, j)) return
    if (carriesDenied(alignment, i, j)) return
    const [one, other] = [denied(a, i, b[j]!), denied(b, j, item)]
    if (one !== other && (denies(a, i, b[j]!) || denies(b, j, item)))
      found.push({ at: i, word: one ? i : j, side: one ? 'a' : 'b', kind: 'negation' })
  })
  for (const gap of alignment.gaps) {
    for (const i of denials(a, gap.left, movedToB))
      if (reverses(a, i, b, toB, movedToB)) found.push({ at: i, word: i, side: 'a', kind: 'negation' })
    for (const j of denials(b, gap.right, movedToA))
      if (reverses(b, j, a, toA, movedToA))
        found.push({ at: placeOf(gap, alignment, j), word: j, side: 'b', kind: 'negation' })
  }
  return found
}

/** Whether a negated carrier undoes the denial before it: `başarısız sayılmaz`, `başarılı sayılır`. */
function carriesDenied({ a, b, toB }: Alignment, i: number, j: number): boolean {
  if (i === 0 || j === 0 || toB[i - 1] !== j - 1) return false
  if (!deniesBefore(a[i]!) && !deniesBefore(b[j]!)) return false
  return denies(a, i - 1, b[j - 1]!) !== denies(b, j - 1, a[i - 1]!)
}

function placeOf(gap: Gap, { a }: Alignment, j: number): number {
  return Math.min(a.length, gap.left.from + (j - gap.right.from))
}

/**
 * Whether the texts differ by an odd number of negated verbs and denials at places that have nothing else in common
 * (`izin vermez` where the other has `sağlar`).
 */
export function oddlyDenied({ a, b, gaps, movedToB, movedToA }: Alignment): boolean {
  const count = (items: readonly Item[], { from, to }: Gap['left'], moved: Int32Array): number => {
    let denials = 0
    for (let i = from; i < to; i++) {
      const denial = moved[i]! < 0 ? denialOf(items[i]!) : undefined
      if ((denial === 'verb' || denial === 'word') && !notOnly(items, i)) denials++
    }
    return denials
  }
  return gaps.some(({ left, right }) => {
    const [one, other] = [count(a, left, movedToB), count(b, right, movedToA)]
    if (one % 2 === other % 2 || left.from === left.to || right.from === right.to) return false
    const [last, end] = [a[left.to - 1]!, b[right.to - 1]!]
    return last.stop !== '' && end.stop !== ''
  })
}

/** Words in a gap that deny what stands before them. */
function denials(items: readonly Item[], { from, to }: Gap['left'], moved: Int32Array): number[] {
  const found: number[] = []
  for (let i = from; i < to; i++) {
    if (moved[i]! >= 0 || whether(items, i)) continue
    if (deniesBefore(items[i]!) && !notOnly(items, i)) found.push(i)
    else if (farFromDoing(items, i)) found.push(i)
    else if (items[i]!.text === 'ne' && neitherNor(items, i)) found.push(i)
  }
  return found
}

function notOnly(items: readonly Item[], at: number): boolean {
  return (
    items[at]!.text.startsWith('değil') &&
    items.slice(Math.max(0, at - ONLY_BEFORE), at).some(({ text }) => ONLY.test(text))
  )
}

/** `çözmekten uzak` */
function farFromDoing(items: readonly Item[], at: number): boolean {
  return items[at]!.text.startsWith('uza') && /m[ae]kt[ae]n$/.test(items[at - 1]?.whole ?? '')
}

/** Items after a `ne` among which the other one and the verb are looked for. */
const NEITHER_SPAN = 20

/** The first of `ne … ne`, before an unnegated verb. */
function neitherNor(items: readonly Item[], at: number): boolean {
  const clause = items.slice(at + 1, at + NEITHER_SPAN)
  const end = clause.findIndex(({ stop }) => stop === '.')
  const rest = end < 0 ? clause : clause.slice(0, end + 1)
  const second = rest.findIndex(({ text }, i) => i > 0 && text === 'ne')
  return second > 0 && !rest.slice(second).some(item => ['verb', 'word'].includes(denialOf(item) ?? ''))
}

/** Whether both texts have the word that a denial is about, and only this text denies it. */
function reverses(
  items: readonly Item[],
  at: number,
  others: readonly Item[],
  to: Int32Array,
  moved: Int32Array,
): boolean {
  if (items[at]!.text === 'ne') return true
  if (/^say/.test(items[at + 1]?.text ?? '')) return false
  let before = at - 1
  // A degree that only this text has is what is denied: `çok değil`.
  while (before >= 0 && items[before]!.light && items[before]!.stop === '' && to[before]! >= 0) before--
  if (before < 0) return false
  const other = to[before]! >= 0 ? to[before]! : moved[before]!
  return (
    other >= 0 &&
    denied(items, before, others[other]!) !== denied(others, other, items[before]!) &&
    !denies(items, before, others[other]!) &&
    !denies(others, other, items[before]!)
  )
}

/** `olup olmadığı`: whether. */
function whether(items: readonly Item[], at: number): boolean {
  const before = items[at - 1]?.whole
  return before !== undefined && /[ıiuü]p$/.test(before) && before[0] === items[at]!.whole[0]
}
