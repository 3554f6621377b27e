import { toNfc } from '../../../basics/document.js'
import { parseJson } from '../../../basics/json.js'
import { BadLine, jsonLines } from '../../../basics/json-rows.js'
import { BadRow } from '../../types.js'
import type { ReadRow, Row } from './row.js'

/** Reads one JSON object per line. Blank lines are allowed. */
export async function* readJsonLines(chunks: AsyncIterable<string>): AsyncGenerator<ReadRow> {
  let names: readonly string[] = []
  for await (const read of jsonLines(chunks, parseJson)) {
    if (read instanceof BadLine) {
      yield new BadRow(read.line, read.reason, read.isTooLong ? 'too-long' : 'not-json')
      continue
    }
    const row = toRow(read.value, read.line, undefined, names)
    if (!(row instanceof BadRow)) names = row.names
    yield row
  }
}

/**
 * A row of a parsed JSON object. `part` as in `Row`.
 * @param last names of the row before: rows with the same names share them, as rows of a table do
 */
export function toRow(
  value: unknown,
  line: number,
  part?: string,
  last: readonly string[] = [],
): Row | BadRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return new BadRow(line, 'not a JSON object', 'not-json')
  const keys = Object.keys(value)
  const areSame = keys.length === last.length && keys.every((key, i) => key === last[i])
  const names = areSame ? last : keys.map(toNfc)
  if (!areSame && names.some((name, i) => name !== keys[i]) && new Set(names).size < names.length)
    return new BadRow(line, 'it has two fields whose names are the same in NFC')
  return { line, names, values: Object.values(value), ...(part === undefined ? {} : { part }) }
}
