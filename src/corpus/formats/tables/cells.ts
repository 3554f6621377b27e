import { MAX_LINE_CHARACTERS } from '../../../basics/lines.js'

export const DELIMITERS = ['\t', ';', ',', '|'] as const
/** What stands between cells; undefined where a row is one cell. */
export type Delimiter = (typeof DELIMITERS)[number] | undefined

/** How a table is written. */
export interface Dialect {
  delimiter: Delimiter
  /** Cells may stand in quotation marks (RFC 4180); otherwise these are characters like any other. */
  quoted: boolean
  /** Some cells had to be quoted, so that two lines in quotation marks are believed to be one cell. */
  trusted: boolean
}

/** Cells of one row. */
export interface Cells {
  cells: string[]
  /** Position of the next row. */
  end: number
  /** Number of line ends in it, its own included. */
  lines: number
  /** A quotation mark that seemed to open a cell was read as a character. */
  stray: boolean
  /** Cells that are quoted. */
  quotes: number
  /** A quoted cell holds what would otherwise end it. */
  needed: boolean
}

/** A row whose quotation marks fit in no way. Reading can go on at `end`. */
export class Misquoted {
  readonly lines = 1

  constructor(
    readonly end: number,
    readonly reason: string,
  ) {}
}

const QUOTE = 34
const SPACE = 32
const PLAIN: Readonly<Record<string, RegExp>> = {
  '\t': /[^\t\r\n]*/y,
  ';': /[^;\r\n]*/y,
  ',': /[^,\r\n]*/y,
  '|': /[^|\r\n]*/y,
  none: /[^\r\n]*/y,
}
/** The opening quotation mark of a cell; spaces before it are no part of the cell. */
const OPENING = / *"/y
/** What may follow a closing one in its line. */
const SPACES = / */y

/**
 * Reads the row that starts at a position. A quoted cell that is never closed, goes on behind its closing quotation
 * mark, or runs over lines that are rows by themselves, is no quoted cell: the line is read with its quotation marks
 * as characters, if that makes a row of the right width.
 *
 * @param width number of columns; undefined if not known yet
 * @param isEnd nothing follows the text
 * @returns undefined if the row may go on behind the text
 */
export function readCells(
  text: string,
  start: number,
  dialect: Dialect,
  width: number | undefined,
  isEnd: boolean,
): Cells | Misquoted | undefined {
  const row = scan(text, start, dialect, isEnd || text.length - start > MAX_LINE_CHARACTERS)
  if (row === undefined) return undefined
  if (row !== 'misquoted')
    return row.lines > 1 && isSeveral(text, start, row, dialect, width) ? plainly() : row
  return plainly()

  function plainly(): Cells | Misquoted | undefined {
    const line = /[^\r\n]*/y
    line.lastIndex = start
    const end = start + line.exec(text)![0].length
    const next = afterLineEnd(text, end, isEnd)
    if (next === undefined) return undefined
    const content = text.slice(start, end)
    const readings = [
      (scan(content, 0, { ...dialect, quoted: false }, true) as Cells).cells,
      leniently(content, dialect.delimiter),
    ]
    const cells = width === undefined ? readings[0] : readings.find(found => fits(found, width))
    if (cells) return { cells, end: next, lines: 1, stray: true, quotes: 0, needed: false }
    return new Misquoted(next, 'a quotation mark opens a cell and is not closed as one')
  }
}

/**
 * Reads cells strictly; `misquoted` where a quoted cell is not closed as one, undefined where the text ends too
 * early.
 */
function scan(
  text: string,
  start: number,
  { delimiter, quoted }: Dialect,
  isEnd: boolean,
): Cells | 'misquoted' | undefined {
  const plain = PLAIN[delimiter ?? 'none']!
  const row: Cells = { cells: [], end: start, lines: 0, stray: false, quotes: 0, needed: false }
  for (let at = start; ; at++) {
    const first = quoted ? text.charCodeAt(at) : 0
    const opening = first === QUOTE || first === SPACE ? match(OPENING, text, at) : 0
    if (opening > 0) {
      const open = at + opening
      const close = closingQuote(text, open)
      if (close < 0) return isEnd ? 'misquoted' : undefined
      at = close + 1 + match(SPACES, text, close + 1)
      if (at === text.length && !isEnd) return undefined
      if (!isCellEnd(text, at, delimiter)) return 'misquoted'
      const cell = text.slice(open, close)
      const isDoubled = cell.includes('"')
      row.cells.push(isDoubled ? cell.replaceAll('""', '"') : cell)
      row.quotes++
      row.needed ||= isDoubled || (delimiter !== undefined && cell.includes(delimiter))
      if (cell.includes('\n') || cell.includes('\r')) row.lines += countLines(cell)
    } else {
      const length = match(plain, text, at)
      row.cells.push(text.slice(at, at + length))
      at += length
    }
    if (delimiter !== undefined && text[at] === delimiter) continue
    const next = afterLineEnd(text, at, isEnd)
    if (next === undefined) return undefined
    row.end = next
    row.lines++
    return row
  }
}

function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex - at : 0
}

/** Position of the quotation mark that closes a cell, which is not doubled; -1 if there is none. */
function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open)
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2)
  return at
}

function isCellEnd(text: string, at: number, delimiter: Delimiter): boolean {
  const next = text[at]
  return next === undefined || next === delimiter || next === '\n' || next === '\r'
}

function afterLineEnd(text: string, at: number, isEnd: boolean): number | undefined {
  if (at === text.length) return isEnd ? at : undefined
  if (text[at] === '\n') return at + 1
  // A line feed may follow.
  if (at + 1 === text.length && !isEnd) return undefined
  return text[at + 1] === '\n' ? at + 2 : at + 1
}

function countLines(cell: string): number {
  let lines = 0
  for (const _ of cell.matchAll(/\r\n?|\n/g)) lines++
  return lines
}

/** Whether each line of a row is a row by itself, so that a stray quotation mark has joined them. */
function isSeveral(text: string, start: number, row: Cells, dialect: Dialect, width = 0): boolean {
  const isQuotedWhole = row.quotes === row.cells.length
  if (width < 2 || isQuotedWhole || (dialect.trusted && width === 2 && row.lines === 2)) return false
  const plain = { ...dialect, quoted: false }
  for (let at = start; at < row.end; ) {
    const line = scan(text, at, plain, true) as Cells
    if (!isRegular(line.cells, width)) return false
    at = line.end
  }
  return true
}

/** Whether there is a cell for each column; spreadsheets may write empty ones behind the last. */
export function fits(cells: readonly string[], width: number): boolean {
  return cells.length >= width && cells.every((cell, i) => i < width || cell === '')
}

/** Whether cells fill the columns. A delimiter with a space behind it is one of prose, such as a comma. */
export function isRegular(cells: readonly string[], width: number): boolean {
  return fits(cells, width) && !cells.some((cell, i) => i > 0 && /^ [^ ]/.test(cell))
}

/** Cells of a line in which a quotation mark closes a cell only where a cell can end, and otherwise belongs to it. */
function leniently(line: string, delimiter: Delimiter): string[] {
  const plain = PLAIN[delimiter ?? 'none']!
  const cells: string[] = []
  let closes = true
  for (let at = 0; ; at++) {
    const opening = closes ? match(OPENING, line, at) : 0
    let close = opening > 0 ? line.indexOf('"', at + opening) : -1
    while (close >= 0 && !isCellEnd(line, close + 1, delimiter)) close = line.indexOf('"', close + 1)
    // Then no later one closes a cell either.
    if (opening > 0 && close < 0) closes = false
    const end = close >= 0 ? close + 1 : at + match(plain, line, at)
    cells.push(close >= 0 ? line.slice(at + opening, close).replaceAll('""', '"') : line.slice(at, end))
    at = end
    if (at >= line.length) return cells
  }
}
