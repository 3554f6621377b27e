import type { Alignment, Gap } from './align.js'
import { type Sense, sensesIn, sensesOfWord } from './contrasts.js'
import { commonStem } from './lexemes.js'
import { isNumber } from './number-words.js'
import { denialOf, reversed } from './polarity.js'
import type { Item } from './reading.js'
import { unitOf } from './units.js'

/** Words at one place of two texts that exclude each other. */
export interface Exclusion {
  /** Position in the first text, and in the second. */
  i: number
  j: number
  antonym: boolean
  /** Whether one of them is denied, so that the texts agree: `azdır`, `çok değildir`. */
  denied: boolean
}

interface Placed extends Sense {
  at: number
  /** Whether the other text has the word elsewhere. */
  moved: boolean
}

/** Least agreement for words of which one stands elsewhere in the other text too. */
const MOVED_AGREEMENT = 0.8
/** In items. At larger places the texts say different things in many words, or nothing about each other. */
const LARGEST_GAP = 40
const MOST_GAPS = 10
/** Prefixes that turn an adjective into its opposite, hardened. */
const OPPOSING = /^(?:anti|non|gayri|a|an|in|im|te|tes|un|kontra)(?=.{5})/

const DEGREE = /^(?:daha|en|çok|pek)$/

/** Contrasts of which each text has a side where the other has another. */
export function excluding(alignment: Alignment): Exclusion[] {
  const { a, b, gaps, movedToB, movedToA, agreement } = alignment
  const left = gaps.map(gap => senses(a, gap.left, movedToB))
  const right = gaps.map(gap => senses(b, gap.right, movedToA))
  const [inA, inB] = [standing(left), standing(right)]
  const within = gaps.flatMap((gap, g) => {
    const found = new Map<boolean, Exclusion>()
    for (const one of left[g]!.values())
      for (const other of right[g]!.values()) {
        if (one.contrast !== other.contrast || one.side === other.side) continue
        if (one.moved && other.moved) continue
        if (isNumber(a[one.at]) && isNumber(b[other.at])) continue
        if ((one.moved || other.moved) && agreement < MOVED_AGREEMENT) continue
        if (inA.has(keyOf(other)) || inB.has(keyOf(one))) continue
        const denied = reversed(a, one.at) !== reversed(b, other.at)
        if (found.get(one.antonym)?.denied !== false)
          found.set(one.antonym, { i: one.at, j: other.at, antonym: one.antonym, denied })
      }
    const prefixed = opposedByPrefix(alignment, gap)
    if (prefixed && found.size === 0) found.set(true, prefixed)
    const less = lessOf(alignment, gap)
    if (less) found.set(true, less)
    return [...found.values()]
  })
  const elsewhere = within.length === 0 ? quantified(left, right) : []
  return [...within, ...aligned(alignment), ...elsewhere]
}

/** Quantifiers at different places: `bütün modeller`, `modellerin çoğu`. */
function quantified(
  left: readonly ReadonlyMap<string, Placed>[],
  right: readonly ReadonlyMap<string, Placed>[],
): Exclusion[] {
  const quantifiers = (gaps: readonly ReadonlyMap<string, Placed>[]): Placed[] =>
    gaps
      .slice(0, MOST_GAPS)
      .flatMap(list => [...list.values()].filter(({ quantifier, moved }) => quantifier && !moved))
  const [one, other] = [quantifiers(left), quantifiers(right)]
  for (const x of one)
    for (const y of other)
      if (x.contrast === y.contrast && !one.some(z => same(y, z)) && !other.some(z => same(x, z)))
        return [{ i: x.at, j: y.at, antonym: true, denied: false }]
  return []
}

/** Words of which the beginning is the same (`çevrimiçi`, `çevrimdışı`). */
function aligned({ a, b, toB }: Alignment): Exclusion[] {
  const found: Exclusion[] = []
  for (let i = 0; i < a.length; i++) {
    const j = toB[i]!
    if (j < 0 || a[i]!.whole === b[j]!.whole || a[i]!.light) continue
    const [one, other] = [sensesOfWord(a[i]!), sensesOfWord(b[j]!)]
    if (one.length === 0 || other.length === 0) continue
    const excluded = one.find(
      x =>
        !other.some(y => same(x, y)) &&
        other.some(y => x.contrast === y.contrast && !one.some(z => same(y, z))),
    )
    if (!excluded || denies(a[i]!) || denies(b[j]!)) continue
    found.push({ i, j, antonym: excluded.antonym, denied: reversed(a, i) !== reversed(b, j) })
  }
  return found
}

function denies(item: Item): boolean {
  const denial = denialOf(item)
  return denial !== undefined && denial !== 'lexical'
}

const same = (one: Sense, other: Sense): boolean => one.contrast === other.contrast && one.side === other.side

/** `daha az hızlı` where the other text has `daha hızlı`. */
function lessOf({ a, b, toB, toA }: Alignment, { left, right }: Gap): Exclusion | undefined {
  const less = (items: readonly Item[], { from, to }: Gap['left'], other: Int32Array): boolean =>
    to - from === 1 &&
    items[from]!.text === 'az' &&
    from > 0 &&
    other[from - 1]! >= 0 &&
    DEGREE.test(items[from - 1]!.text)
  const found =
    (right.from === right.to && less(a, left, toB)) || (left.from === left.to && less(b, right, toA))
  return found ? { i: left.from, j: right.from, antonym: true, denied: false } : undefined
}

const keyOf = ({ contrast, side }: Sense): string => `${contrast} ${side}`

/** Sides of contrasts that one text has and that do not stand elsewhere in the other. */
function standing(gaps: readonly ReadonlyMap<string, Placed>[]): Set<string> {
  return new Set(gaps.flatMap(list => [...list].filter(([, { moved }]) => !moved).map(([key]) => key)))
}

/** Senses of the items in a gap, one of each side of a contrast. */
function senses(items: readonly Item[], { from, to }: Gap['left'], moved: Int32Array): Map<string, Placed> {
  const found = new Map<string, Placed>()
  if (from === to || to - from > LARGEST_GAP) return found
  sensesIn(items.slice(from, to)).forEach((list, k) => {
    const at = from + k
    for (const sense of list) {
      // Units are compared with their numbers.
      if (!sense.antonym && isNumber(items[at - 1]) && unitOf(items[at]!.whole)) continue
      const known = found.get(keyOf(sense))
      if (!known || (known.moved && moved[at]! < 0))
        found.set(keyOf(sense), { ...sense, at, moved: moved[at]! >= 0 })
    }
  })
  return found
}

/** `simetrik` and `asimetrik`. */
function opposedByPrefix({ a, b }: Alignment, { left, right }: Gap): Exclusion | undefined {
  if (left.to - left.from > LARGEST_GAP || right.to - right.from > LARGEST_GAP) return undefined
  for (let i = left.from; i < left.to; i++)
    for (let j = right.from; j < right.to; j++) {
      const [one, other] = [a[i]!.hard, b[j]!.hard]
      if (opposes(one, other) || opposes(other, one)) return { i, j, antonym: true, denied: false }
    }
  return undefined
}

function opposes(one: string, other: string): boolean {
  const prefix = OPPOSING.exec(one)?.[0]
  return prefix !== undefined && commonStem(one.slice(prefix.length), other) >= 5
}
