/** Columns of `pairs.csv`, in order; two more follow if two corpora were compared. */
export const PAIR_COLUMNS = [
  'score',
  'kind',
  'flags',
  'aId',
  'a',
  'bId',
  'b',
  'overlap',
  'probability',
] as const

/**
 * Positions where a spreadsheet may see the start of a formula: the start of a cell, and after a semicolon, a tab or a
 * line end in it, because programs with another separator than a comma start a cell there and do not see the quoting.
 * Quotation marks and spaces before the formula do not prevent it.
 */
const FORMULA = /(?<=^|[;\t\r\n])(?=[ \u00a0\ufeff'"]*[=+\-@\t\r])/g
const GUARDED = /(?<=^|[;\t\r\n])'(?=[ \u00a0\ufeff'"]*[=+\-@\t\r])/g

/** Puts an apostrophe before everything that a spreadsheet could take for a formula. */
export function guardCell(text: string): string {
  return text.replaceAll(FORMULA, "'")
}

/** Inverse of `guardCell`. */
export function unguardCell(cell: string): string {
  return cell.replaceAll(GUARDED, '')
}

/** Those that tell a table of pairs: without a calibration there may be no probabilities. */
const TELLING = PAIR_COLUMNS.filter(column => column !== 'probability')

/** Whether a table is one of our pairs, with guarded cells, by its columns. Other tables are taken literally. */
export function isGuarded(columns: readonly string[]): boolean {
  return TELLING.every((column, i) => columns[i] === column)
}
