import { createReadStream } from 'node:fs'
import { z } from 'zod'
import { AnlamError, asAnlamError } from '../errors.js'
import { cleanValue } from './clean.js'
import { toPassageId } from './document.js'
import { describeIssues } from './issues.js'
import { LongNumber, parseJson } from './json.js'
import { cutLines, LongLine, MAX_LINE_CHARACTERS } from './lines.js'

/** Text of a row, cleaned: well-formed, in NFC, without NUL and outer white space. */
export const cleanString = z.string().transform(value => cleanValue(value).trim())

/** A name in a row. It may be a number, whose digits are kept. */
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

/** As cells of tables hold numbers. */
const NUMBER = /^\s{0,9}[+-]?\d{1,20}(?:[.,]\d{1,20})?\s{0,9}$/

/** A number of a row, or of a cell; one with too many digits becomes the nearest double. */
export const rowNumber = z.preprocess(toNumber, z.number())

/** A label of a row: 1 or 0, true or false. */
export const rowLabel = z.preprocess(
  value =>
    value === true || value === 'true' ? 1 : value === false || value === 'false' ? 0 : toNumber(value),
  z.union([z.literal(0), z.literal(1)]),
)

function toNumber(value: unknown): unknown {
  if (value instanceof LongNumber) return value.nearest
  return typeof value === 'string' && NUMBER.test(value) ? Number(value.trim().replace(',', '.')) : value
}

/** A parsed line of JSON lines. */
export interface JsonLine<T> {
  /** 1-based. */
  line: number
  value: T
}

/** A line that is invalid or too long. Readers yield it instead of a parsed one, so that reading can go on. */
export class BadLine {
  constructor(
    /** 1-based. */
    readonly line: number,
    readonly reason: string,
    readonly isTooLong = false,
  ) {}
}

/**
 * Parses JSON lines one at a time, skipping blank ones.
 * @param parse parses one line; an error becomes a `BadLine`, with "not JSON" before its message unless an AnlamError
 * @param most most characters of a line
 * @throws what the chunks throw
 */
export async function* jsonLines<T>(
  chunks: AsyncIterable<string>,
  parse: (text: string) => T,
  most = MAX_LINE_CHARACTERS,
): AsyncGenerator<JsonLine<T> | BadLine> {
  for await (const line of cutLines(chunks, most)) {
    if (line instanceof LongLine) yield new BadLine(line.number, line.message, true)
    else if (line.text.trim() !== '') yield parseLine(line.text, line.number, parse)
  }
}

function parseLine<T>(text: string, line: number, parse: (text: string) => T): JsonLine<T> | BadLine {
  try {
    return { line, value: parse(text) }
  } catch (error) {
    const { message } = error as Error
    return new BadLine(line, error instanceof AnlamError ? message : `not JSON (${message})`)
  }
}

/**
 * Parses a JSON lines file, one line at a time.
 * @throws AnlamError `not-found`; `invalid-input` naming file and line
 */
export async function* jsonLinesOf(path: string): AsyncGenerator<JsonLine<unknown>> {
  try {
    for await (const read of jsonLines(createReadStream(path, 'utf8'), parseJson)) {
      if (read instanceof BadLine) throw badRow(path, read.line, read.reason)
      yield read
    }
  } catch (error) {
    throw asAnlamError(error)
  }
}

/**
 * Reads the rows of a JSON lines file, and validates each.
 * @throws AnlamError `not-found`; `invalid-input` naming file and line
 */
export async function readRows<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>[]> {
  const rows: z.output<T>[] = []
  for await (const { line, value } of jsonLinesOf(path)) {
    const parsed = schema.safeParse(value)
    if (!parsed.success) throw badRow(path, line, describeIssues(parsed.error))
    rows.push(parsed.data)
  }
  return rows
}

/** @returns the error for an invalid row, naming file, line and reason */
export function badRow(path: string, line: number, reason: string): AnlamError {
  return new AnlamError('invalid-input', `${path}, line ${line}: ${reason}`)
}
