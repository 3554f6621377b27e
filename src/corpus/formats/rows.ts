import { CsvError, type Parser, parse } from 'csv-parse'
import { isGuarded, unguardCell } from '../../basics/csv.js'
import { setOwn, toNfc } from '../../basics/document.js'
import { LongNumber, parseJson } from '../../basics/json.js'
import { BadLine, jsonLines } from '../../basics/json-rows.js'
import { MAX_LINE_CHARACTERS } from '../../basics/lines.js'
import { AnlamError } from '../../errors.js'
import type { Metadata } from '../../types.js'
import { BadRow, type RawRecord, type ReadOptions } from '../types.js'

/** Prefixed to column names while parsing, so that `__proto__` and the like have no special meaning. */
const COLUMN = ':'

interface SeparatedRow {
  /** Cells by column name, each prefixed with `COLUMN`. */
  record: Record<string, string>
  info: { lines: number }
}

/** Reads one JSON object per line. Blank lines are allowed. */
export async function* readJsonLines(
  chunks: AsyncIterable<string>,
  options: ReadOptions,
): AsyncGenerator<RawRecord | BadRow> {
  for await (const read of jsonLines(chunks, parseJson)) {
    const { line } = read
    if (read instanceof BadLine) yield new BadRow(line, read.reason)
    else if (typeof read.value !== 'object' || read.value === null || Array.isArray(read.value))
      yield new BadRow(line, 'not a JSON object')
    else yield toRecord(read.value as Record<string, unknown>, line, options)
  }
}

/**
 * Reads comma-, semicolon- (as spreadsheets write in Turkey) or tab-separated values with a header row, quoted by RFC
 * 4180.
 */
export async function* readSeparated(
  chunks: AsyncIterable<string>,
  format: 'csv' | 'tsv',
  options: ReadOptions,
): AsyncGenerator<RawRecord | BadRow> {
  const iterator = chunks[Symbol.asyncIterator]()
  try {
    const { head, all } = await peek(iterator)
    const header = head.split(/[\r\n]/, 1)[0]!
    const delimiter = format === 'tsv' ? '\t' : count(header, ';') > count(header, ',') ? ';' : ','
    const bad: BadRow[] = []
    let guarded = false
    const parser = parse({
      columns: (names: string[]) => {
        guarded = isGuarded(names)
        return names.map(name => COLUMN + name)
      },
      delimiter,
      info: true,
      skip_empty_lines: true,
      // A stray quote inside a cell (5" screen) is an ordinary character.
      relax_quotes: true,
      skip_records_with_error: true,
      max_record_size: MAX_LINE_CHARACTERS,
      on_skip: error => {
        if (error) bad.push(new BadRow(Number((error as { lines?: number }).lines ?? 0), error.message))
        return undefined
      },
    })
    for await (const { record, info } of parsed(all, parser)) {
      yield* bad.splice(0)
      yield toRecord(withoutMarks(record, guarded), info.lines, options)
    }
    yield* bad
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    throw new AnlamError('invalid-input', cause.message, { cause })
  } finally {
    await iterator.return?.()
  }
}

function withoutMarks(record: Record<string, string>, guarded: boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).map(([column, cell]) => [
      column.slice(COLUMN.length),
      guarded ? unguardCell(cell) : cell,
    ]),
  )
}

/** Line ends to append so that the parser has enough lookahead to know that the row before them is complete. */
const ENOUGH_ENDS = 16

/**
 * Feeds the parser by hand. If the input fails, all complete rows before the failure are yielded, and the incomplete
 * one is dropped. A pipe would lose the former and, if ended, emit the latter as complete.
 */
async function* parsed(chunks: AsyncIterable<string>, parser: Parser): AsyncGenerator<SeparatedRow> {
  // Rethrown below from `parser.errored`.
  parser.on('error', () => undefined)
  const rowsOf = function* (chunk: string): Generator<SeparatedRow> {
    parser.write(chunk)
    for (let row = parser.read(); row !== null; row = parser.read()) yield row as SeparatedRow
    if (parser.errored) throw parser.errored
  }
  let last = ''
  try {
    for await (const chunk of chunks) {
      yield* rowsOf(chunk)
      last = chunk.at(-1) ?? last
    }
    parser.end()
    yield* parser as AsyncIterable<SeparatedRow>
  } catch (error) {
    if (!parser.errored && /[\r\n]/.test(last)) yield* rowsOf(last.repeat(ENOUGH_ENDS))
    throw error
  } finally {
    parser.destroy()
  }
}

async function peek(iterator: AsyncIterator<string>): Promise<{ head: string; all: AsyncIterable<string> }> {
  let head = ''
  let done = false
  let lineEnded = false
  while (!done && !lineEnded && head.length < MAX_LINE_CHARACTERS) {
    const next = await iterator.next()
    if (next.done) done = true
    else {
      head += next.value
      lineEnded = /[\r\n]/.test(next.value)
    }
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
  const textField = toNfc(options.textField)
  const idField = toNfc(options.idField)
  const names = new Set<string>()
  const metadata: Metadata = {}
  let text: unknown
  let id: unknown
  let title = ''
  try {
    for (const [key, value] of Object.entries(row)) {
      const name = toNfc(key)
      if (names.has(name)) return new BadRow(line, 'it has two fields whose names are the same in NFC')
      names.add(name)
      if (name === textField) text = value
      else if (name === idField) id = value ?? undefined
      // A title that is not a string is ordinary metadata.
      else if (name === 'title' && typeof value === 'string') title = value
      else setOwn(metadata, name, toScalar(value))
    }
  } catch {
    return new BadRow(line, 'its metadata is nested too deeply')
  }
  if (typeof text !== 'string') {
    const known = [...names].slice(0, 8).join(', ')
    return new BadRow(
      line,
      `no text in field "${options.textField}"; --text-field names another (it has: ${known})`,
    )
  }
  if (id !== undefined && typeof id !== 'string' && typeof id !== 'number' && !(id instanceof LongNumber))
    return new BadRow(line, `field "${options.idField}" is neither text nor a number`)
  return {
    ...(id === undefined ? {} : { id: String(id) }),
    text,
    ...(title === '' ? {} : { title }),
    metadata,
    line,
  }
}

function toScalar(value: unknown): Metadata[string] {
  if (value instanceof LongNumber) return value.text
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  return JSON.stringify(value)
}
