import type { BadRow, Remark } from '../../types.js'

/** A row of a table, a line of JSON, an element of an array. */
export interface Row {
  /** 1-based line where it begins; 0 in formats without lines. */
  line: number
  /** Suffix of ids and places after the path, in formats without lines. */
  part?: string
  /** Names of its fields, in NFC, each once. Rows of a table share one array. */
  names: readonly string[]
  /** Their values, as `parseJson` makes them; none where a row of a table ends early. */
  values: readonly unknown[]
  /** Cells behind the last column: a delimiter stood in a cell, nobody knows in which. */
  surplus?: { cells: readonly string[]; delimiter: string }
}

/** What readers of rows yield. */
export type ReadRow = Row | BadRow | Remark
