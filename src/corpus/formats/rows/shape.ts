import { PAIR_NAMES } from '../../../basics/pair-names.js'
import { countWords } from '../../left-out.js'
import type { ReadOptions } from '../../types.js'
import { findField, findText, listed } from './fields.js'
import type { Row } from './row.js'

/** The name that is looked for if none is given. */
export const DEFAULT_TEXT = 'text'
export const TITLE = 'title'

export type Wanted = Pick<ReadOptions, 'textField' | 'idField' | 'vectorField'>

/** Where the texts of rows are. */
export type Shape =
  | { kind: 'text'; text: string }
  /** Each field is a document of its own. */
  | { kind: 'sides'; fields: readonly string[] }

/** Least mean number of words of a field that holds prose. */
const PROSE = 3
/** Rows of which most have texts of their own. */
const ENOUGH = 10

/** The shape of a row, if its names show it. `wanted` is as in `findText`. */
export function shapeOf(names: readonly string[], wanted: string): Shape | undefined {
  if (findText(names, wanted)) return { kind: 'text', text: wanted }
  if (wanted !== DEFAULT_TEXT) return undefined
  const sides = PAIR_NAMES.find(({ names: [first, second] }) =>
    [first, second].every(field => findField(names, field) !== undefined),
  )
  return sides && { kind: 'sides', fields: sides.names }
}

/**
 * The only field that holds prose, the title and the id aside; without one, a sentence that says what the fields are.
 * @param wanted the name that no field has
 */
export function guessText(rows: readonly Row[], wanted: string, idField: string): { name: string } | string {
  const names = [...new Set(rows.flatMap(row => row.names))]
  const aside = [findField(names, TITLE), findField(names, idField)]
  const prose = names.filter((name, i) => !aside.includes(i) && isProse(valuesOf(rows, name)))
  if (wanted === DEFAULT_TEXT && prose.length === 1) return { name: prose[0]! }
  const way =
    prose.length === 0
      ? '--text-field names one of them'
      : prose.length === 1
        ? `--text-field ${shown(prose[0]!)} would take the one that holds prose`
        : `--text-field names one, or several: --text-field ${shown(prose.join(','))}`
  return `there is no field ${JSON.stringify(wanted)}; there are: ${listed(names)}. ${way}`
}

function shown(name: string): string {
  return /^[\p{L}\p{N}_,-]+$/u.test(name) ? name : JSON.stringify(name)
}

function valuesOf(rows: readonly Row[], name: string): unknown[] {
  return rows.flatMap(row => {
    const value = row.values[row.names.indexOf(name)]
    return value === undefined || value === null || value === '' ? [] : [value]
  })
}

function isProse(values: readonly unknown[]): boolean {
  const texts = values.filter(value => typeof value === 'string')
  if (texts.length === 0 || texts.length < values.length) return false
  const words = texts.reduce((sum, text) => sum + countWords(text), 0)
  const areDistinct = texts.length < ENOUGH || new Set(texts).size > texts.length / 2
  return words / texts.length >= PROSE && areDistinct
}
