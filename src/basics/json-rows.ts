import { createReadStream } from 'node:fs'
import { z } from 'zod'
import { AnlamError, asAnlamError } from '../errors.js'
import { cleanValue } from './clean.js'
import { toPassageId } from './document.js'
import { describeIssues } from './issues.js'
import { LongNumber, parseJson } from './json.js'
import { splitLines } from './lines.js'

/** Text of a row: well-formed, in NFC, without NUL and outer white space. */
export const cleanString = z.string().transform(value => cleanValue(value).trim())

/** A name of a row, which may look like a number: as it stands there. */
export const rowName = z.union([z.string().min(1), z.number(), z.instanceof(LongNumber)]).transform(String)

/** Id of a document or passage. */
export const rowId = rowName.transform((value, context) => {
  try {
    return toPassageId(value)
  } catch (error) {
    context.addIssue(asAnlamError(error).message)
    return z.NEVER
  }
})

/** A number of a row, also one with more digits than there is use for. */
export const rowNumber = z.preprocess(
  value => (value instanceof LongNumber ? value.nearest : value),
  z.number(),
)

/**
 * Rows of a JSON lines file, each checked.
 * @throws AnlamError `not-found`; `invalid-input` naming file and line
 */
export async function readRows<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>[]> {
  const rows: z.output<T>[] = []
  try {
    for await (const { text: line, number } of splitLines(createReadStream(path, 'utf8'))) {
      if (line.trim() !== '') rows.push(parseRow(line, schema, `${path}, line ${number}`))
    }
  } catch (error) {
    throw asAnlamError(error)
  }
  return rows
}

function parseRow<T extends z.ZodType>(line: string, schema: T, where: string): z.output<T> {
  let value: unknown
  try {
    value = parseJson(line)
  } catch (cause) {
    throw new AnlamError('invalid-input', `${where}: not JSON (${(cause as Error).message})`, { cause })
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new AnlamError('invalid-input', `${where}: ${describeIssues(parsed.error)}`)
}
