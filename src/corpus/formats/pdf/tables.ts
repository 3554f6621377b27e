import { leaveOut } from '../../left-out.js'
import type { LeftOut } from '../../types.js'
import type { Line } from './lines.js'

/** Of the cells of a table, so many are numbers; a table of words is text. */
const NUMBERS = 0.25
/** Edges of cells below each other differ by at most so many letter heights. */
const ALIGNED = 1
/** Gaps between words of prose are no wider, in letter heights, */
const STRETCHED = 2.5
/** unless they differ by less, because all of a line were made wider alike. */
const EVEN = 0.1
/** So many lines above and below are around a line. */
const NEAR = 3
/** The names of its columns stand so near above a table, in letter heights. */
const HEAD_GAP = 2
/** So many numbers or short labels below each other are the scale of a figure. */
const LEAST_LABELS = 3

/**
 * Takes tables of numbers, labels of figures and formulas out of a column, and counts their words. What is left keeps
 * its order.
 */
export function leaveOutTables(column: readonly Line[], leftOut: LeftOut): Line[] {
  const kept: Line[] = []
  for (let i = 0; i < column.length; ) {
    let end = i
    while (end < column.length && isRow(column, end)) end++
    const rows = column.slice(i, end)
    if (rows.length > 0) {
      if (rows.length === 1 && isFormula(rows[0]!.text)) leaveOut(leftOut, 'formula', rows[0]!.text)
      else if (isOfNumbers(rows)) {
        if (isHeadOf(rows, kept.at(-1))) rows.push(kept.pop()!)
        for (const { text } of rows) leaveOut(leftOut, 'table', text)
      } else kept.push(...rows)
      i = end
      continue
    }
    while (end < column.length && isLabel(column[end]!.text)) end++
    const labels = column.slice(i, end)
    if (
      labels.length >= LEAST_LABELS ||
      (labels.length > 0 && labels.every(({ text }) => text.length === 1))
    ) {
      for (const { text } of labels) leaveOut(leftOut, 'figure', text)
      i = end
      continue
    }
    const line = column[i]!
    if (isFormula(line.text)) leaveOut(leftOut, 'formula', line.text)
    else kept.push(asOne(line))
    i++
  }
  return kept
}

/** Whether a line is a row of cells: three, or two that stand below or above those of another row. */
function isRow(column: readonly Line[], at: number): boolean {
  const line = column[at]!
  if (line.cells.length < 2 || isStretched(line, column.slice(Math.max(0, at - NEAR), at + NEAR + 1)))
    return false
  return (
    line.cells.length > 2 || [column[at - 1], column[at + 1]].some(other => other && areAligned(line, other))
  )
}

/** Whether a line of prose was spaced out to end where the lines around it end. */
function isStretched({ cells, right, size }: Line, around: readonly Line[]): boolean {
  const gaps = cells.slice(1).map((cell, i) => cell.left - cells[i]!.right)
  const widest = Math.max(...gaps)
  const isEven = gaps.length > 1 && widest - Math.min(...gaps) < EVEN * size
  const areWords = cells.every(({ text }) => !text.includes(' '))
  if (widest > STRETCHED * size && !(isEven && areWords)) return false
  return around.some(other => other.cells.length === 1 && Math.abs(other.right - right) < size / 2)
}

/** A line that is no row of a table has no cells. */
function asOne(line: Line): Line {
  const { text, left, right } = line
  return line.cells.length > 1 ? { ...line, cells: [{ text, left, right }] } : line
}

function areAligned(a: Line, b: Line): boolean {
  if (a.cells.length < 2 || b.cells.length < 2) return false
  const nearest = a.cells.slice(1).filter(cell =>
    b.cells.slice(1).some(other => {
      const middles = (cell.left + cell.right - other.left - other.right) / 2
      const distances = [cell.left - other.left, cell.right - other.right, middles]
      return distances.some(distance => Math.abs(distance) < ALIGNED * a.size)
    }),
  )
  return nearest.length > 0
}

function isOfNumbers(rows: readonly Line[]): boolean {
  const cells = rows.flatMap(row => row.cells)
  return cells.filter(({ text }) => isNumber(text)).length >= NUMBERS * cells.length
}

/** Whether a line above rows names their columns, which stand too close to be seen as cells. */
function isHeadOf(rows: readonly Line[], line: Line | undefined): boolean {
  if (!line) return false
  const [first] = rows as [Line]
  const columns = Math.max(...rows.map(({ cells }) => cells.length))
  const left = Math.min(...rows.map(row => row.left)) - first.size
  const right = Math.max(...rows.map(row => row.right)) + 2 * first.size
  const isNear = first.y - line.y < HEAD_GAP * first.size && Math.abs(line.size - first.size) < 1
  const words = line.text.split(' ').length
  return (
    isNear && line.left > left && line.right < right && words <= 2 * columns && !/[.:!?]$/.test(line.text)
  )
}

function isNumber(text: string): boolean {
  const digits = text.match(/\d/g)?.length ?? 0
  return digits > 0 && digits >= (text.match(/\p{L}/gu)?.length ?? 0)
}

/** Numbers on an axis, names of variables. */
function isLabel(text: string): boolean {
  return text.length === 1 || /^[-−]?[\d.,]{1,7}%?$/.test(text)
}

/** Whether a line is a formula: signs of mathematics, and no word. */
function isFormula(text: string): boolean {
  return /[=∑∏∫√≤≥≈∈∂∇±×Α-Ωα-ω]/u.test(text) && !/\p{L}{4}/u.test(text.replaceAll(FUNCTIONS, ''))
}

const FUNCTIONS = /argmax|argmin|softmax|sigmoid|tanh/g
