import { addLeftOut, leaveOut } from '../../left-out.js'
import type { LeftOut } from '../../types.js'
import type { ReadPage } from './assemble.js'
import { toColumns } from './columns.js'
import { joinMarks, type Line, toPieces } from './lines.js'
import type { PageText } from './page-text.js'
import { toParagraphs, type Usual } from './paragraphs.js'
import { findRunningHeads } from './running-heads.js'
import { describePages } from './scanned.js'
import { leaveOutTables } from './tables.js'
import { withoutUnreadable } from './unreadable.js'

/** A font is the usual one if it has so much of the letters. */
const NEARLY_ALL = 0.6

/**
 * Puts the text of pages into reading order, and makes paragraphs and headings of it. What is left out is counted.
 * @param mended numbers of pages, from 0, whose letters were mended before
 */
export function layOut(
  pages: readonly PageText[],
  mended: ReadonlySet<number>,
  leftOut: LeftOut,
  warnings: string[],
): ReadPage[] {
  const unreadable: number[] = []
  const pieces = pages.map(({ runs }, i) => {
    const all = toPieces(runs)
    addLeftOut(leftOut, { markup: all.reduce((sum, { marks }) => sum + marks, 0) })
    const readable = withoutUnreadable(all, leftOut)
    if (readable.hasUnreadable) unreadable.push(i + 1)
    return { repaired: all.some(({ isRepaired }) => isRepaired), lines: joinMarks(readable.lines) }
  })
  if (unreadable.length > 0)
    warnings.push(
      `${describePages(unreadable)}: the file does not say which letters some of its signs are; ` +
        'words of which nothing can be read were left out, in others the signs are �',
    )
  const sizes = usualOfPages(pieces.map(({ lines }) => lines))
  const heads = findRunningHeads(
    pages.map(({ height }, i) => ({ height, pieces: pieces[i]!.lines, body: sizes[i]!.size })),
  )
  const bodies = pieces.map(({ lines }, i) => lines.filter(line => !heads[i]!.has(line)))
  // A slide may hold less than what runs below it.
  const usual = usualOfPages(bodies)
  return pages.map(({ width }, i) => {
    for (const head of heads[i]!) leaveOut(leftOut, 'running-head', head.text)
    const columns = toColumns(bodies[i]!, width)
    const paragraphs = columns.flatMap(({ lines, room }) =>
      toParagraphs(leaveOutTables(lines, leftOut), room, usual[i]!),
    )
    return { paragraphs, isRepaired: pieces[i]!.repaired || mended.has(i) }
  })
}

/** Size and font of most letters of each page. Where a page says little, all pages together decide. */
function usualOfPages(pages: readonly (readonly Line[])[]): Usual[] {
  const everywhere = new Map<number, number>()
  for (const lines of pages) count(lines, ({ size }) => round(size), everywhere)
  return pages.map(lines => {
    const sizes = count(lines, ({ size }) => round(size))
    const size = most(sizes, key => (everywhere.get(key) ?? 0) / pages.length) ?? 10
    const fonts = count(lines, ({ font }) => font)
    const letters = [...fonts.values()].reduce((sum, each) => sum + each, 0)
    const font = most(fonts)
    const isUsual = font !== undefined && fonts.get(font)! > NEARLY_ALL * letters
    return { size, font: isUsual ? font : undefined }
  })
}

function round(size: number): number {
  return Math.round(size * 2) / 2
}

/** Counts letters by a property of their lines. */
function count<K>(
  lines: readonly Line[],
  of: (line: Line) => K,
  counts = new Map<K, number>(),
): Map<K, number> {
  for (const line of lines) counts.set(of(line), (counts.get(of(line)) ?? 0) + line.text.length)
  return counts
}

function most<K>(counts: ReadonlyMap<K, number>, more: (key: K) => number = () => 0): K | undefined {
  let best: { key: K; times: number } | undefined
  for (const [key, own] of counts) {
    const times = own + more(key)
    if (times > (best?.times ?? 0)) best = { key, times }
  }
  return best?.key
}
