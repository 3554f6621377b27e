import { type Alignment, type Gap, sameLexeme } from './align.js'
import type { Item } from './reading.js'

/** Items of a gap that stand nowhere in the other text. */
function unmovedIn(items: readonly Item[], { from, to }: Gap['left'], moved: Int32Array): Item[] {
  const found: Item[] = []
  for (let i = from; i < to; i++) if (moved[i]! < 0) found.push(items[i]!)
  return found
}

/** Most names at one place, and most places of names. */
const MOST_NAMES = 8

/** A place at which each text has a name that the other has nowhere. */
export function otherName({ a, b, gaps, movedToB, movedToA }: Alignment): Gap | undefined {
  let compared = 0
  for (const { left, right } of gaps) {
    const names = [unmovedIn(a, left, movedToB), unmovedIn(b, right, movedToA)].map(list =>
      list.filter(({ name }) => name),
    )
    if (names.some(list => list.length === 0 || list.length > MOST_NAMES)) continue
    if (++compared > MOST_NAMES) return undefined
    const one = names[0]!.filter(item => !mentions(b, item))
    const other = names[1]!.filter(item => !mentions(a, item))
    const named = one.length === left.to - left.from && other.length === right.to - right.from
    if (one.length === 0 || other.length === 0 || (one.length !== other.length && !named)) continue
    const [x, y] = [one[0]!, other[0]!]
    const alone = gaps.length === 1 && named
    const certain = one.length === other.length ? x.acronym && y.acronym : alone && (x.acronym || y.acronym)
    if (certain ? abbreviated(x.text, y.text) : !(proper(x) && proper(y)) && !(alone && bare(x) && bare(y)))
      continue
    if (!alike(x.text, y.text)) return { left, right }
  }
  return undefined
}

function mentions(items: readonly Item[], name: Item): boolean {
  return items.some(item => item.text === name.text || sameLexeme(item, name))
}

/** Whether a name has its suffix after an apostrophe, as only proper names have. */
function proper({ text, whole }: Item): boolean {
  return text !== whole
}

/** Suffixes of common nouns, which headings and translators capitalise. */
const COMMON =
  /(?:l[ae]r[ıi]?[a-zçğıöşü]*|m[ae]s?[ıi]?n?[ıiae]?|l[ıiuü][kğ][ıiuü]?|[ıiuü]m[ıiuü]?|s[ıiuü]n?[ıiae]?|[ıiuü]ş)$/

/** Whether a name has no suffix, of a proper or a common noun. */
function bare({ text, whole }: Item): boolean {
  return text === whole && !COMMON.test(text)
}

/** Share of letters that differ in two spellings of one name. */
const MISSPELT = 0.34
const LONG_NAME = 6

/** Whether two names are spellings of one: `FinTech`, `FinTek`; `Wikipedia`, `Vikipedi`; `SLM`, `SLMs`. */
function alike(one: string, other: string): boolean {
  let shared = 0
  while (shared < one.length && one[shared] === other[shared]) shared++
  const [shorter, longer] = [Math.min(one.length, other.length), Math.max(one.length, other.length)]
  if (shared >= 3 || (shared >= 2 && shorter <= 3)) return true
  return shorter >= LONG_NAME && edits(one, other) <= MISSPELT * longer
}

function edits(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, j) => j)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1)))
    row = next
  }
  return row[other.length]!
}

/** Whether two abbreviations may be of one term in two languages: `SLM`, `KDM`. */
function abbreviated(one: string, other: string): boolean {
  return one.length <= 5 && one.length === other.length && [...one].some((letter, i) => letter === other[i])
}
