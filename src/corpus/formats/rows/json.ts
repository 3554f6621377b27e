import { parseJson } from '../../../basics/json.js'
import { BadRow, Remark } from '../../types.js'
import { MAX_WHOLE_BYTES } from '../../whole.js'
import { arrayElements } from './json-array.js'
import { readJsonLines, toRow } from './json-lines.js'
import type { ReadRow } from './row.js'
import { DEFAULT_TEXT } from './shape.js'
import { isSquad, squadRows } from './squad.js'

/**
 * Reads a JSON file. An array of rows is read element by element; an object per line as JSON lines are. Another object
 * is read whole: a data set in the shape of SQuAD, the arrays of rows in it, or a row itself.
 *
 * @throws Error if it is not JSON, or an object that is too large to be read whole
 */
export async function* readJson(chunks: AsyncIterable<string>): AsyncGenerator<ReadRow> {
  const input = new Peeked(chunks)
  await input.fillWhile(text => text.trim() === '')
  if (input.text.trimStart().startsWith('[')) {
    let number = 0
    for await (const { text, line } of arrayElements(input.all())) {
      number++
      if (text === undefined) yield new BadRow(line, 'the element is too long', 'too-long')
      else yield elementRow(text, line, number)
    }
    return
  }
  await input.fillWhile(text => !hasSeveralLines(text))
  const first = input.text.trimStart().split(/[\r\n]/, 1)[0]!
  if (isJson(first) && hasSeveralLines(input.text)) {
    yield* readJsonLines(input.all())
    return
  }
  const pieces: string[] = []
  let size = 0
  for await (const piece of input.all()) {
    size += piece.length
    if (size > MAX_WHOLE_BYTES) throw new Error(`it is an object of more than ${MAX_WHOLE_BYTES >> 20} MiB`)
    pieces.push(piece)
  }
  if (size > 0) yield* objectRows(parseJson(pieces.join('')))
}

function elementRow(text: string, line: number, number: number): ReadRow {
  let value: unknown
  try {
    value = parseJson(text)
  } catch (error) {
    return new BadRow(line, `not JSON (${(error as Error).message})`, 'not-json')
  }
  return valueRow(value, line, `:${number}`)
}

/** A text alone is a row with a text. */
function valueRow(value: unknown, line: number, part: string): ReadRow {
  if (typeof value === 'string') return { line, part, names: [DEFAULT_TEXT], values: [value] }
  return toRow(value, line, part)
}

function* objectRows(object: unknown): Generator<ReadRow> {
  if (isSquad(object)) {
    yield* squadRows(object)
    return
  }
  const fields = typeof object === 'object' && object !== null ? Object.entries(object) : []
  const arrays = fields.filter((field): field is [string, object[]] => isRows(field[1]))
  if (arrays.length === 0) {
    yield valueRow(object, 1, '')
    return
  }
  for (const [name, rows] of arrays)
    for (const [i, row] of rows.entries())
      yield toRow(row, i + 1, arrays.length === 1 ? `:${i + 1}` : `~${name}:${i + 1}`)
  const others = fields.map(([name]) => name).filter(name => !arrays.some(([each]) => each === name))
  if (others.length > 0)
    yield new Remark(
      {},
      `rows are in ${arrays.map(([name]) => name).join(', ')}; not read: ${others.slice(0, 8).join(', ')}`,
    )
}

function isRows(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(row => typeof row === 'object' && row !== null && !Array.isArray(row))
  )
}

/** Whether something follows the first line that is not blank. */
function hasSeveralLines(text: string): boolean {
  const begun = text.trimStart()
  const end = begun.search(/[\r\n]/)
  return end >= 0 && begun.slice(end).trim() !== ''
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Chunks of which the first can be looked at before they are read. */
class Peeked {
  text = ''
  private readonly chunks: AsyncIterator<string>

  constructor(chunks: AsyncIterable<string>) {
    this.chunks = chunks[Symbol.asyncIterator]()
  }

  /** Reads on while what has been read is not enough, to a megabyte at most. */
  async fillWhile(isTooLittle: (text: string) => boolean): Promise<void> {
    while (this.text.length < 1 << 20 && isTooLittle(this.text)) {
      const next = await this.chunks.next()
      if (next.done) return
      this.text += this.text === '' ? next.value.replace(/^\ufeff+/, '') : next.value
    }
  }

  async *all(): AsyncGenerator<string> {
    yield this.text
    for (let next = await this.chunks.next(); !next.done; next = await this.chunks.next()) yield next.value
  }
}
