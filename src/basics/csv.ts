/** Columns of `pairs.csv`, in order; two more follow where two corpora were compared. */
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
 * Places where a spreadsheet might see the begin of a formula: that of a cell, and what follows a semicolon, a tab or a line
 * end in it, since programs that separate cells by another character than a comma see cells begin there, and do not see that
 * they are quoted. Quotation marks and spaces between do not help.
 */
const FORMULA = /(?<=^|[;\t\r\n])(?=[ \u00a0\ufeff'"]*[=+\-@\t\r])/g
const GUARDED = /(?<=^|[;\t\r\n])'(?=[ \u00a0\ufeff'"]*[=+\-@\t\r])/g

/** A text as a cell that no spreadsheet takes for a formula: with an apostrophe before what looks like one. */
export function guardCell(text: string): string {
  return text.replaceAll(FORMULA, "'")
}

/** The text that `guardCell` was given. */
export function unguardCell(cell: string): string {
  return cell.replaceAll(GUARDED, '')
}

/** Whether cells of a table are guarded, by its columns: those of other people mean what they say. */
export function isGuarded(columns: readonly string[]): boolean {
  return PAIR_COLUMNS.every((column, i) => columns[i] === column)
}
