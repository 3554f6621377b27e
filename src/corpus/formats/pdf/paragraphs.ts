import { type HyphenatedWords, joinLines } from '../../hyphens.js'
import type { Line } from './lines.js'
import { isBulleted, isListItem, withoutBullet } from './list-items.js'

/** Lines that belong together. */
export interface Paragraph {
  lines: Line[]
  /** Whether it says what the text below it is about. */
  isHeading: boolean
  /** Whether it says what a figure or a table shows: text may go on after it. */
  isCaption: boolean
  /** Whether it stands at the foot of a column, in smaller letters, after a mark. */
  isNote: boolean
  /** Whether its last line runs to the end of its column. */
  isFull: boolean
}

/** What counts as usual on a page. */
export interface Usual {
  /** Size of most letters, in points. */
  size: number
  /** Font of most letters, if it is that of nearly all. */
  font: string | undefined
}

/** Letters of a heading are so much larger than usual. */
const HEADING_SIZE = 1.15
const HEADING_CHARACTERS = 200
/** A heading in letters of usual size is no longer than this, and in another font. */
const HEADING_WORDS = 12
/** Letters of notes are so much smaller than usual. */
const NOTE_SIZE = 0.93
/** A distance between lines so much larger than usual ends a paragraph. */
const PARAGRAPH_GAP = 1.25
/** Distance between lines, in letter heights, where nothing tells what is usual. */
const LEADING = 1.4
/** Fewer distances tell nothing: a slide may hold three paragraphs of one line. */
const LEAST_DISTANCES = 6
/** An indent, in letter heights. */
const INDENT = 0.8
/** Fewer lines do not tell whether they run to the end of the column. */
const LEAST_JUSTIFIED = 4
/** Sizes that differ by less are the same. */
const SAME_SIZE = 0.08

const ENDED = /[.!?:;…]["”’»)\]]*$/

/** Whether a text ends like a sentence. */
export function isEnded(text: string): boolean {
  return ENDED.test(text)
}

/** The text of a paragraph, with words whole that are divided at the ends of lines. */
export function textOf({ lines }: Paragraph, hyphenated: HyphenatedWords): string {
  return withoutBullet(
    joinLines(
      lines.map(({ text }) => text),
      hyphenated,
    ),
  )
}

/**
 * Makes paragraphs of the lines of a column: by distance, indent, the ends of lines, size and marks of items.
 * @param room how far lines could run
 */
export function toParagraphs(column: readonly Line[], room: number, usual: Usual): Paragraph[] {
  if (column.length === 0) return []
  const leading = usualDistance(column)
  const [left, farthest] = edgesOf(column)
  const full = column.filter(line => farthest - line.right < 2 * line.size).length
  const isJustified = column.length > LEAST_JUSTIFIED && full > column.length / 2
  const right = isJustified ? farthest : Math.max(farthest, room)
  const paragraphs: Paragraph[] = []
  for (const [i, line] of column.entries()) {
    const last = paragraphs.at(-1)
    if (last && continues(last.lines, line, column[i + 1], { leading, left, right })) last.lines.push(line)
    else paragraphs.push({ lines: [line], isHeading: false, isCaption: false, isNote: false, isFull: false })
  }
  for (const paragraph of paragraphs) {
    paragraph.isHeading = isHeading(paragraph, usual)
    paragraph.isCaption = CAPTION.test(paragraph.lines[0]!.text)
    const end = paragraph.lines.at(-1)!
    paragraph.isFull = isJustified && right - end.right < 2 * end.size
  }
  markNotes(paragraphs, usual)
  return paragraphs
}

function edgesOf(lines: readonly Line[]): [left: number, right: number] {
  let [left, right] = [Number.POSITIVE_INFINITY, 0]
  for (const line of lines) {
    left = Math.min(left, line.left)
    right = Math.max(right, line.right)
  }
  return [left, right]
}

interface Edges {
  /** Distance between lines of a paragraph, in letter heights. */
  leading: number
  left: number
  right: number
}

function continues(
  lines: readonly Line[],
  line: Line,
  next: Line | undefined,
  { leading, left, right }: Edges,
): boolean {
  const last = lines.at(-1)!
  const height = Math.max(last.size, line.size)
  if (Math.abs(last.size - line.size) > SAME_SIZE * height) return false
  if (line.y - last.y > PARAGRAPH_GAP * leading * height) return false
  if (isBulleted(line.text)) return false
  if (last.cells.length > 1 || line.cells.length > 1) return false
  const ended = isEnded(last.text)
  const indent = line.left - last.left
  const isCentred =
    Math.abs(last.left + last.right - line.left - line.right) < height && Math.abs(indent) > height / 2
  // The first word would have fitted: whoever wrote this began a new line.
  const firstWord = (line.right - line.left) * (wordLength(line.text) / line.text.length)
  const room = right - last.right - firstWord - height / 2
  const isShort = room > 0 && !isCentred
  const isItem = isListItem(line.text)
  if (isItem && (ended || isShort || Math.abs(indent) > INDENT * height)) return false
  if (isShort && ended && /^[\p{Lu}\p{N}"“«(]/u.test(line.text)) return false
  if (isShort && room > 0.25 * (right - left) && /^\p{Lu}/u.test(line.text)) return false
  if (isCentred) return true
  const isItemsFirst = lines.length === 1 && isListItem(last.text)
  if (indent > INDENT * height && !isItemsFirst)
    // Lines of a quotation are all indented, and so are those below the first of a hanging paragraph.
    return lines.length === 1 && !ended && next !== undefined && Math.abs(next.left - line.left) < height / 2
  const isAfterFirst = lines.length === 1 && !isListItem(last.text)
  if (indent < -INDENT * height && !isAfterFirst) return false
  return !(last.font !== line.font && isShort && ended)
}

/** Number of letters up to the first space. */
function wordLength(text: string): number {
  const space = text.indexOf(' ')
  return space < 0 ? text.length : space
}

/** The smaller distances between lines of the same size, in letter heights. */
function usualDistance(column: readonly Line[]): number {
  const distances: number[] = []
  for (const [i, line] of column.entries()) {
    const before = column[i - 1]
    if (!before || Math.abs(before.size - line.size) > SAME_SIZE * line.size) continue
    const distance = (line.y - before.y) / line.size
    if (distance > 0.8 && distance < 3) distances.push(distance)
  }
  distances.sort((a, b) => a - b)
  // Most lines continue a paragraph, but on slides a half may not.
  const usual = distances[distances.length >> 2] ?? LEADING
  return distances.length < LEAST_DISTANCES ? Math.min(usual, LEADING) : usual
}

function isHeading({ lines }: Paragraph, usual: Usual): boolean {
  const text = lines.map(line => line.text).join(' ')
  if (text.length > HEADING_CHARACTERS || !/\p{L}{2}/u.test(text)) return false
  if (lines.some(({ cells }) => cells.length > 1)) return false
  const { size, font } = lines[0]!
  if (size > HEADING_SIZE * usual.size) return true
  if (size < NOTE_SIZE * usual.size || usual.font === undefined || font === usual.font) return false
  if (CAPTION.test(text) || isBulleted(text) || isEnded(text)) return false
  return (
    lines.length <= 2 &&
    lines.every(line => line.font === font) &&
    text.split(' ').length <= HEADING_WORDS &&
    /^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.? )?\p{Lu}/u.test(text)
  )
}

/** What is said of a figure or a table. */
const CAPTION = /^(?:Şekil|Tablo|Çizelge|Resim|Grafik|Figure|Fig\.|Table) ?\d/i
const NOTE = /^(?:\d{1,3}|[*†‡§¶∗]{1,3}|[a-z](?= ))\)? ?[\p{L}"“(]/u

/** Marks the last paragraphs of a column as notes, from the first that begins with a mark. */
function markNotes(paragraphs: readonly Paragraph[], usual: Usual): void {
  let from = paragraphs.length
  for (let i = paragraphs.length - 1; i > 0; i--) {
    const { lines, isHeading: heads } = paragraphs[i]!
    if (heads || lines[0]!.size > NOTE_SIZE * usual.size) break
    if (NOTE.test(lines[0]!.text)) from = i
  }
  for (const paragraph of paragraphs.slice(from)) paragraph.isNote = true
}
