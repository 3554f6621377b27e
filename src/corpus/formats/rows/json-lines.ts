import { toNfc } from '../../../basics/document.js'
import { parseJson } from '../../../basics/json.js'
import { BadLine, jsonLines } from '../../../basics/json-rows.js'
import { BadRow } from '../../types.js'
import type { ReadRow, Row } from './row.js'

/** Reads one JSON object per line. Blank lines are allowed. */
export async function* readJsonLines(chunks: AsyncIterable<string>): AsyncGenerator<ReadRow> {
  for await (const read of jsonLines(chunks, parseJson))
    yield read instanceof BadLine
      ? new BadRow(read.line, read.reason, read.isTooLong ? 'too-long' : 'not-json')
      : toRow(read.value, read.line)
}

/** A row of a parsed JSON object. `part` as in `Row`. */
export function toRow(value: unknown, line: number, part?: string): Row | BadRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return new BadRow(line, 'not a JSON object', 'not-json')
  const keys = Object.keys(value)
  const names = keys.map(toNfc)
  if (names.some((name, i) => name !== keys[i]) && new Set(names).size < names.length)
    return new BadRow(line, 'it has two fields whose names are the same in NFC')
  return { line, names, values: Object.values(value), ...(part === undefined ? {} : { part }) }
}
