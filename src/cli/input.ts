import { createReadStream } from 'node:fs'
import { splitLines } from '../basics/lines.js'
import { AnlamError, asAnlamError } from '../errors.js'

export interface InputLine {
  text: string
  /** 1-based. */
  line: number
}

/** Lines of standard input. A line that is a JSON object gives the text of its field; any other is the text. */
export async function* stdinTexts(field: string): AsyncGenerator<InputLine> {
  for await (const { text, number } of splitLines(process.stdin.setEncoding('utf8'))) {
    yield { text: text.startsWith('{') ? (objectField(text, field) ?? text) : text, line: number }
  }
}

function objectField(raw: string, field: string): string | undefined {
  try {
    const value: unknown = (JSON.parse(raw) as Record<string, unknown>)[field]
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * Texts of a JSON lines file, as they are.
 * @throws AnlamError `not-found`; `invalid-input` naming file and line
 */
export async function* jsonLineTexts(path: string, field: string): AsyncGenerator<InputLine> {
  try {
    for await (const { text: raw, number: line } of splitLines(createReadStream(path, 'utf8'))) {
      if (raw.trim() === '') continue
      const text = objectField(raw, field)
      if (text === undefined) {
        throw new AnlamError(
          'invalid-input',
          `${path}, line ${line}: no JSON object with text in field "${field}"; --text-field names another`,
        )
      }
      yield { text, line }
    }
  } catch (error) {
    throw asAnlamError(error)
  }
}

/** Groups items, so that many texts are encoded together. */
export async function* inGroups<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let group: T[] = []
  for await (const item of items) {
    group.push(item)
    if (group.length < size) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}
