import { findHyphenated, joinLines } from '../hyphens.js'

/** Lines are wrapped at some width between these. Wider lines are paragraphs, narrower ones verses. */
const NARROWEST = 40
const WIDEST = 130
/** In a file of so many lines, the width is that of all but some. */
const MANY_LINES = 40
const ALL_BUT_SOME = 0.97
/** Of the ends of lines in a wrapped text, so many are within a sentence, */
const WITHIN_SENTENCES = 0.4
/** and of these, before so many the next word did not fit. */
const FULL = 0.75
/** In so many lines of prose, a sentence ends within one. */
const LINES_WITH_AN_END = 5
/** So many sentences that end before the end of a line show that paragraphs end so. */
const SHORT_ENDS = 3
/** A last line that leaves so much of the width empty is one by itself. */
const HALF_EMPTY = 0.5

const ENDED = /[.!?…]["”’»)\]]*$/
const ENDED_WITHIN = /[.!?…]["”’»)\]]{0,3} \p{L}/u
const DIVIDED = /\p{Ll}[-‐\u00ad]$/u
/** Items of lists, lines of dialogues, headings, quotations and lines of tables begin a paragraph. */
const ITEM = /^(?:[•●○◦▪■*–—→>#|+-]|\(?(?:\p{Ll}|\d{1,3}|[ivxIVX]{1,4})[.)]) /u
const COLUMNS = /\S(?: {3}|\t)[ \t]*\S/

interface WrappedLine {
  text: string
  indent: number
  /** Length with its indent. */
  length: number
}

/**
 * Makes paragraphs of lines that were wrapped at some width, separated by blank lines. Whether they were is read from
 * the whole text: lines end in the middle of sentences, and where they do, the next word would not have fitted. Texts
 * with a sentence, a verse or a paragraph on each line stay as they are. Takes n log n time.
 */
export function unwrap(lines: readonly string[]): string {
  const read = lines.map(toLine)
  const width = widthOf(read)
  if (width === undefined) return lines.join('\n')
  const hyphenated = findHyphenated(lines)
  const endsShort = countShortEnds(read, width) >= SHORT_ENDS
  const paragraphs: string[] = []
  let block: WrappedLine[] = []
  const flush = (): void => {
    if (block.length > 0) paragraphs.push(joinLines(textsOf(block), hyphenated))
    block = []
  }
  for (const line of read) {
    const last = block.at(-1)
    if (line.text === '') flush()
    else if (last === undefined || !goesOn(block, last, line, width, endsShort)) {
      flush()
      block = [line]
    } else block.push(line)
  }
  flush()
  return paragraphs.join('\n\n')
}

function toLine(line: string): WrappedLine {
  const end = line.trimEnd()
  const text = end.trimStart()
  return { text, indent: end.length - text.length, length: end.length }
}

function textsOf(lines: readonly WrappedLine[]): string[] {
  return lines.map(({ text }) => text)
}

/** The width at which a text was wrapped; undefined if it was not. */
function widthOf(lines: readonly WrappedLine[]): number | undefined {
  const lengths = lines.filter(({ text }) => text !== '').map(({ length }) => length)
  if (lengths.length < 2) return undefined
  lengths.sort((a, b) => a - b)
  const at = lengths.length < MANY_LINES ? lengths.length - 1 : Math.floor(ALL_BUT_SOME * lengths.length)
  const width = lengths[at]!
  if (width > WIDEST) return undefined
  let ends = 0
  let within = 0
  let full = 0
  let divided = 0
  for (const [i, line] of lines.entries()) {
    const next = lines[i + 1]
    if (!next || line.text === '' || next.text === '' || begins(line, next)) continue
    ends++
    if (!/^\p{Ll}/u.test(next.text) || ENDED.test(line.text)) continue
    within++
    if (DIVIDED.test(line.text)) divided++
    else if (isFull(line, next, width)) full++
  }
  if (width < NARROWEST && divided < 2) return undefined
  const hasEnds = lines.some(({ text }) => ENDED_WITHIN.test(text))
  if (within >= LINES_WITH_AN_END && divided === 0 && !hasEnds) return undefined
  const isWrapped = within > 0 && within >= WITHIN_SENTENCES * ends && full + divided >= FULL * within
  return isWrapped ? width : undefined
}

/** Whether a line begins something new by its looks. */
function begins(before: WrappedLine, line: WrappedLine): boolean {
  if (ITEM.test(line.text) || COLUMNS.test(line.text) || COLUMNS.test(before.text)) return true
  // The lines of an item may be indented below its first.
  return line.indent > before.indent + 1 && !ITEM.test(before.text)
}

/** Whether the first word of the next line did not fit. */
function isFull({ length }: WrappedLine, next: WrappedLine, width: number): boolean {
  const space = next.text.indexOf(' ')
  return length + 1 + (space < 0 ? next.text.length : space) > width
}

function goesOn(
  block: readonly WrappedLine[],
  last: WrappedLine,
  line: WrappedLine,
  width: number,
  endsShort: boolean,
): boolean {
  if (begins(last, line)) return false
  // After an indented block or an item, a line that stands further left is something else.
  if (block.length > 1 && line.indent < last.indent - 1) return false
  if (isFull(last, line, width) || DIVIDED.test(last.text)) return true
  if (!ENDED.test(last.text)) return /^\p{Ll}/u.test(line.text)
  return !endsShort && last.length > (1 - HALF_EMPTY) * width
}

/** How often a sentence ends a line although the next word would have fitted. */
function countShortEnds(lines: readonly WrappedLine[], width: number): number {
  let count = 0
  for (const [i, line] of lines.entries()) {
    const next = lines[i + 1]
    if (next && line.text !== '' && next.text !== '' && ENDED.test(line.text) && !isFull(line, next, width))
      count++
  }
  return count
}
