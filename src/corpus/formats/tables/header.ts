import { toNfc } from '../../../basics/document.js'
import { filled } from './dialect.js'

/**
 * Names of the columns of a table: trimmed, in NFC; a column without a name is called by its number.
 * @returns a sentence if two columns have the same name
 */
export function columnNames(header: readonly string[]): string[] | string {
  const names = header
    .slice(0, Math.max(1, filled(header)))
    .map((name, i) => toNfc(name.trim()) || `column ${i + 1}`)
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) return `the column ${JSON.stringify(name)} is there twice: rename one of them`
    seen.add(name)
  }
  return names
}

const NUMBER = /^[-+]?\d+(?:[.,]\d+)?$/
const SENTENCE = /^\S+\s+\S+\s+\S.*[.!…]["”’)]?$/su

/**
 * Whether the first row of a table is no header: it has a whole sentence, or a number in a column of numbers, where
 * names would stand.
 * @param rows some of the rows that follow
 */
export function isHeaderless(first: readonly string[], rows: readonly (readonly string[])[]): boolean {
  if (rows.length === 0) return false
  if (first.some(cell => SENTENCE.test(cell.trim()))) return true
  return first.some(
    (cell, i) => NUMBER.test(cell.trim()) && rows.every(row => NUMBER.test(row[i]?.trim() ?? '')),
  )
}
