/** What is known of an open table. */
export interface OpenTable {
  /** Index of its first block, and words before it. */
  firstBlock: number
  wordsBefore: number
  rows: number
  /** Cells of the current row, and of the longest one. */
  cells: number
  columns: number
  /** Words of cells that have any. */
  filled: number
  words: number
  longest: number
  /** Has cells that name rows or columns. */
  named: boolean
  /** Has headings or tables in its cells. */
  structured: boolean
  /** Says itself that it only arranges. */
  arranges: boolean
}

export function openTable(firstBlock: number, wordsBefore: number, role: string | undefined): OpenTable {
  const arranges = role === 'presentation' || role === 'none'
  const counts = { rows: 0, cells: 0, columns: 0, filled: 0, words: 0, longest: 0 }
  return { firstBlock, wordsBefore, ...counts, named: false, structured: false, arranges }
}

export function addCell(table: OpenTable, words: number): void {
  table.cells++
  table.columns = Math.max(table.columns, table.cells)
  if (words === 0) return
  table.filled++
  table.words += words
  table.longest = Math.max(table.longest, words)
}

/** Words a cell that are more than data have: on average, in the longest cell, in a single row or column. */
const MEAN = 12
const LONGEST = 40
const SINGLE = 5

/** Whether a table holds data. One that arranges a page, or holds sentences, is text. */
export function isData(table: OpenTable): boolean {
  const { arranges, structured, named, rows, columns, filled, words, longest } = table
  if (arranges || structured || columns === 0) return false
  if (rows < 2 || columns < 2) return longest < SINGLE
  return named || (longest < LONGEST && words < MEAN * filled)
}
