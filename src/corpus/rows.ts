import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { AnlamError } from '../errors.js'
import { MAX_LINE_CHARACTERS, splitLines } from '../lines.js'
import type { Metadata } from '../types.js'
import { BadRow, type RawRecord, type ReadOptions } from './types.js'

const MAX_ID_CHARACTERS = 512

interface SeparatedRow {
  record: Record<string, string>
  info: { lines: number }
}

/** One JSON object a line; blank lines are allowed. */
export async function* readJsonLines(
  chunks: AsyncIterable<string>,
  options: ReadOptions,
): AsyncGenerator<RawRecord | BadRow> {
  for await (const { text, number } of splitLines(chunks)) {
    if (text.trim() === '') continue
    let row: unknown
    try {
      row = JSON.parse(text)
    } catch (error) {
      yield new BadRow(number, `not JSON (${(error as Error).message})`)
      continue
    }
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      yield new BadRow(number, 'not a JSON object')
    else yield toRecord(row as Record<string, unknown>, number, options)
  }
}

/**
 * Comma, semicolon (as spreadsheets write in Turkey) or tab separated values with a header row, quoted as RFC 4180
 * says.
 */
export async function* readSeparated(
  chunks: AsyncIterable<string>,
  format: 'csv' | 'tsv',
  options: ReadOptions,
): AsyncGenerator<RawRecord | BadRow> {
  const { head, all } = await peek(chunks)
  const header = head.split(/[\r\n]/, 1)[0]!
  const delimiter = format === 'tsv' ? '\t' : count(header, ';') > count(header, ',') ? ';' : ','
  const bad: BadRow[] = []
  const parser = Readable.from(all).pipe(
    parse({
      columns: true,
      delimiter,
      info: true,
      skip_empty_lines: true,
      // A stray quote inside a cell (5" screen) is a character like any other.
      relax_quotes: true,
      skip_records_with_error: true,
      max_record_size: MAX_LINE_CHARACTERS,
      on_skip: error => {
        if (error) bad.push(new BadRow(Number((error as { lines?: number }).lines ?? 0), error.message))
        return undefined
      },
    }),
  )
  try {
    for await (const { record, info } of parser as AsyncIterable<SeparatedRow>) {
      yield* bad.splice(0)
      yield toRecord(record, info.lines, options)
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    throw new AnlamError('invalid-input', cause.message, { cause })
  }
  yield* bad
}

async function peek(chunks: AsyncIterable<string>): Promise<{ head: string; all: AsyncIterable<string> }> {
  const iterator = chunks[Symbol.asyncIterator]()
  let head = ''
  let done = false
  while (!done && !/[\r\n]/.test(head) && head.length < MAX_LINE_CHARACTERS) {
    const next = await iterator.next()
    if (next.done) done = true
    else head += next.value
  }
  async function* all(): AsyncGenerator<string> {
    yield head
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  }
  return { head, all: all() }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}

function toRecord(row: Record<string, unknown>, line: number, options: ReadOptions): RawRecord | BadRow {
  const { [options.textField]: text, [options.idField]: id, title, ...rest } = row
  if (typeof text !== 'string') {
    const fields = Object.keys(row).slice(0, 8).join(', ')
    return new BadRow(
      line,
      `no text in field "${options.textField}"; --text-field names another (it has: ${fields})`,
    )
  }
  if (id !== undefined && typeof id !== 'string' && typeof id !== 'number') {
    return new BadRow(line, `field "${options.idField}" is neither text nor a number`)
  }
  const name = id === undefined ? undefined : String(id)
  if (name !== undefined && (name === '' || name.length > MAX_ID_CHARACTERS || name.includes('\0'))) {
    return new BadRow(
      line,
      `field "${options.idField}" is empty, longer than ${MAX_ID_CHARACTERS} characters or holds NUL`,
    )
  }
  const metadata: Metadata = {}
  for (const [key, value] of Object.entries(rest)) metadata[key] = toScalar(value)
  return {
    ...(name === undefined ? {} : { id: name.toWellFormed() }),
    text,
    ...(typeof title === 'string' && title !== '' ? { title } : {}),
    metadata,
    line,
  }
}

function toScalar(value: unknown): Metadata[string] {
  if (typeof value === 'string') return value.toWellFormed()
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  return JSON.stringify(value)
}
