import { commonStem } from './lexemes.js'
import type { Item } from './reading.js'

/** Items of both texts that stand at the same place. */
export interface Gap {
  /** Positions in the one text, `from` inclusive, `to` exclusive. */
  left: { from: number; to: number }
  right: { from: number; to: number }
}

/** Which items of two texts correspond. */
export interface Alignment {
  a: readonly Item[]
  b: readonly Item[]
  /** Position in `b` of each item of `a`, -1 if none stands at its place. */
  toB: Int32Array
  toA: Int32Array
  /** Position in `b` of an item of `a` that stands elsewhere there, -1 if none. */
  movedToB: Int32Array
  movedToA: Int32Array
  /** What lies between the aligned items. At least one side is not empty. */
  gaps: readonly Gap[]
  /** Share of items that are aligned or moved, 0 to 1. */
  agreement: number
}

/** Weights of aligned items: what carries meaning holds the texts together. */
const SAME = 10
const SAME_LIGHT = 4
const SAME_LEXEME = 7
const SAME_PLACE = 1
/** Most products of lengths that are compared item by item. */
const MOST_CELLS = 10_000

/** Aligns the items of two texts in order, then finds those that have moved. */
export function align(a: readonly Item[], b: readonly Item[]): Alignment {
  const toB = new Int32Array(a.length).fill(-1)
  const toA = new Int32Array(b.length).fill(-1)
  const link = (i: number, j: number): void => {
    toB[i] = j
    toA[j] = i
  }
  let from = 0
  const shorter = Math.min(a.length, b.length)
  while (from < shorter && a[from]!.whole === b[from]!.whole) link(from, from++)
  let rest = 0
  while (rest < shorter - from && a[a.length - 1 - rest]!.whole === b[b.length - 1 - rest]!.whole) {
    link(a.length - 1 - rest, b.length - 1 - rest)
    rest++
  }
  alignSpan(a, b, { left: { from, to: a.length - rest }, right: { from, to: b.length - rest } }, link)
  const gaps = gapsOf(toB, b.length)
  const { movedToB, movedToA } = findMoved(a, b, gaps)
  let agreeing = 0
  for (let i = 0; i < a.length; i++) if (toB[i]! >= 0 || movedToB[i]! >= 0) agreeing++
  const agreement = a.length + b.length === 0 ? 1 : (2 * agreeing) / (a.length + b.length)
  return { a, b, toB, toA, movedToB, movedToA, gaps, agreement }
}

type Link = (i: number, j: number) => void

function alignSpan(a: readonly Item[], b: readonly Item[], span: Gap, link: Link): void {
  const { left, right } = span
  if (left.from === left.to || right.from === right.to) return
  if ((left.to - left.from) * (right.to - right.from) <= MOST_CELLS) {
    alignEach(a, b, span, link)
    return
  }
  let i = left.from
  let j = right.from
  for (const [anchorA, anchorB] of anchors(a, b, span)) {
    const between = { left: { from: i, to: anchorA }, right: { from: j, to: anchorB } }
    if ((anchorA - i) * (anchorB - j) <= MOST_CELLS) alignEach(a, b, between, link)
    link(anchorA, anchorB)
    i = anchorA + 1
    j = anchorB + 1
  }
  const last = { left: { from: i, to: left.to }, right: { from: j, to: right.to } }
  if ((left.to - i) * (right.to - j) <= MOST_CELLS) alignEach(a, b, last, link)
}

/** Finds the heaviest common subsequence. Time and memory: the product of the lengths. */
function alignEach(a: readonly Item[], b: readonly Item[], { left, right }: Gap, link: Link): void {
  const rows = left.to - left.from
  const columns = right.to - right.from
  if (rows === 0 || columns === 0) return
  const best = new Int32Array((rows + 1) * (columns + 1))
  const weights = new Int8Array(rows * columns)
  const width = columns + 1
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--) {
      const weight = weightOf(a[left.from + i]!, b[right.from + j]!, i === j || rows - i === columns - j)
      weights[i * columns + j] = weight
      const without = Math.max(best[(i + 1) * width + j]!, best[i * width + j + 1]!)
      best[i * width + j] = weight > 0 ? Math.max(without, weight + best[(i + 1) * width + j + 1]!) : without
    }
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    const weight = weights[i * columns + j]!
    const here = best[i * width + j]!
    if (weight > 0 && here === weight + best[(i + 1) * width + j + 1]!)
      link(left.from + i++, right.from + j++)
    else if (here === best[(i + 1) * width + j]!) i++
    else j++
  }
}

function weightOf(one: Item, other: Item, samePlace: boolean): number {
  if (one.whole === other.whole) return (one.light ? SAME_LIGHT : SAME) + (samePlace ? SAME_PLACE : 0)
  return sameLexeme(one, other) ? SAME_LEXEME + (samePlace ? SAME_PLACE : 0) : 0
}

/** Whether two items are forms of one word. Numbers are only if they are equal. */
export function sameLexeme(one: Item, other: Item): boolean {
  if (one.text === other.text) return true
  if (one.hard[0] !== other.hard[0] || one.hard[1] !== other.hard[1]) return false
  if (one.numeral || other.numeral) return false
  if ((one.light || other.light) && !/^(?:et|ol)/.test(one.hard)) return false
  return commonStem(one.hard, other.hard) > 0
}

/** Items that occur once in each text and in the same order in both: a longest increasing sequence. */
function anchors(a: readonly Item[], b: readonly Item[], { left, right }: Gap): [number, number][] {
  const once = (items: readonly Item[], from: number, to: number): Map<string, number> => {
    const places = new Map<string, number>()
    for (let i = from; i < to; i++) places.set(items[i]!.whole, places.has(items[i]!.whole) ? -1 : i)
    return places
  }
  const inB = once(b, right.from, right.to)
  const pairs: [number, number][] = []
  for (const [word, i] of once(a, left.from, left.to)) {
    const j = inB.get(word) ?? -1
    if (i >= 0 && j >= 0) pairs.push([i, j])
  }
  pairs.sort(([one], [other]) => one - other)
  return increasing(pairs)
}

function increasing(pairs: readonly [number, number][]): [number, number][] {
  const tails: number[] = []
  const before = new Int32Array(pairs.length).fill(-1)
  pairs.forEach(([, j], at) => {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (pairs[tails[middle]!]![1] < j) low = middle + 1
      else high = middle
    }
    if (low > 0) before[at] = tails[low - 1]!
    tails[low] = at
  })
  const chain: [number, number][] = []
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at]!) chain.push(pairs[at]!)
  return chain.reverse()
}

function gapsOf(toB: Int32Array, lengthB: number): Gap[] {
  const gaps: Gap[] = []
  let i = 0
  let j = 0
  const close = (untilA: number, untilB: number): void => {
    if (untilA > i || untilB > j) gaps.push({ left: { from: i, to: untilA }, right: { from: j, to: untilB } })
  }
  for (let at = 0; at < toB.length; at++)
    if (toB[at]! >= 0) {
      close(at, toB[at]!)
      i = at + 1
      j = toB[at]! + 1
    }
  close(toB.length, lengthB)
  return gaps
}

/** Most items that are tried for one that is not found in the same form. */
const MOST_FORMS = 16
/** Forms of one lexeme begin with the same letters. */
const BEGINNING = 2

/** Links items of different gaps that are forms of one word; light words do not move. */
function findMoved(
  a: readonly Item[],
  b: readonly Item[],
  gaps: readonly Gap[],
): { movedToB: Int32Array; movedToA: Int32Array } {
  const movedToB = new Int32Array(a.length).fill(-1)
  const movedToA = new Int32Array(b.length).fill(-1)
  const link = (keyOf: (item: Item) => string, most: number): void => {
    const free = new Map<string, number[]>()
    for (const { right } of gaps)
      for (let j = right.to - 1; j >= right.from; j--)
        if (!b[j]!.light && movedToA[j] === -1) push(free, keyOf(b[j]!), j)
    for (const { left } of gaps)
      for (let i = left.from; i < left.to; i++) {
        if (a[i]!.light || movedToB[i] !== -1) continue
        const places = free.get(keyOf(a[i]!))
        for (let at = (places?.length ?? 0) - 1, tried = 0; at >= 0 && tried < most; at--, tried++) {
          const j = places![at]!
          if (movedToA[j] !== -1 || !sameLexeme(a[i]!, b[j]!)) continue
          movedToB[i] = j
          movedToA[j] = i
          places!.splice(at, 1)
          break
        }
      }
  }
  link(({ whole }) => whole, MOST_FORMS)
  link(({ text, hard }) => (text.length < BEGINNING ? text : hard.slice(0, BEGINNING)), MOST_FORMS)
  return { movedToB, movedToA }
}

function push(lists: Map<string, number[]>, key: string, value: number): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}
