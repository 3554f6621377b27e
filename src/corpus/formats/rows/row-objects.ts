import { setOwn } from '../../../basics/document.js'
import { badRow, type JsonLine } from '../../../basics/json-rows.js'
import { AnlamError } from '../../../errors.js'
import { describeDamage, isDamage } from '../../damaged.js'
import { decode, detectEncoding } from '../../encoding.js'
import { type SourceFile, sourceFiles } from '../../files.js'
import { BadRow, Remark } from '../../types.js'
import { fieldKey } from './fields.js'
import { binaryRows, isTextRows, type RowFormat, textRows } from './read.js'
import type { ReadRow, Row } from './row.js'

/** A name that is written so, such as `queryId`, has no other in lower case. */
const CAMEL_CASE = /\p{Ll}\p{Lu}/u

/**
 * Rows of a file as objects. Those of a table have its columns' names in lower case, and no empty cells.
 * @throws AnlamError `not-found`; `invalid-input`, naming file and line
 */
export async function* rowObjects(path: string, format: RowFormat): AsyncGenerator<JsonLine<unknown>> {
  const isTable = format !== 'jsonl' && format !== 'json'
  try {
    for await (const file of sourceFiles([path], () => undefined))
      for await (const row of await rowsOf(file, format)) {
        if (row instanceof Remark) continue
        const problem = problemOf(row)
        if (problem !== undefined) throw badRow(path, row.line, problem)
        yield { line: row.line, value: toObject(row as Row, isTable) }
      }
  } catch (error) {
    if (error instanceof AnlamError || !isDamage(error)) throw error
    throw new AnlamError('invalid-input', `${path}: ${describeDamage(error)}`, { cause: error })
  }
}

async function rowsOf(file: SourceFile, format: RowFormat): Promise<AsyncGenerator<ReadRow>> {
  if (!isTextRows(format)) return binaryRows(file, format)
  return textRows(decode(file.read(), await detectEncoding(file.read())), format)
}

/** Labels and texts of a row with a cell too many may be those of others. */
function problemOf(row: Row | BadRow): string | undefined {
  if (row instanceof BadRow) return row.reason
  return row.surplus && 'it has more cells than there are columns'
}

function toObject({ names, values }: Row, isTable: boolean): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  for (const [i, name] of names.entries()) {
    const value = values[i]
    if (!isTable) setOwn(object, name, value)
    else if (value !== undefined && value !== null && value !== '')
      setOwn(object, CAMEL_CASE.test(name) ? name : fieldKey(name), value)
  }
  return object
}
