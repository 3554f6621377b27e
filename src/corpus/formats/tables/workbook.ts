import type { LeftOut } from '../../types.js'

/** A cell as it is stored; dates are text. */
export type Cell = string | number | boolean

export interface SheetRow {
  /** As the spreadsheet shows it. */
  number: number
  /** By column; there are holes for empty ones. */
  cells: (Cell | undefined)[]
}

export interface Sheet {
  name: string
  /** Rows that are not empty. */
  rows(): SheetRow[]
}

export interface Workbook {
  sheets: Sheet[]
  /** What stands in no cell: comments, and texts in drawings. */
  leftOut: LeftOut
}

/** Most columns of a sheet. */
export const MAX_COLUMNS = 16_384
/** Rows times columns of a sheet. A made-up one may say that each row ends in the last column. */
export const MAX_CELLS = 100_000_000
