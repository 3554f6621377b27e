import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { AnlamError, asAnlamError } from '../errors.js'

export interface InputLine {
  text: string
  /** 1-based. */
  line: number
}

/** Lines of standard input. A line that is a JSON object gives the text of its field; any other is the text. */
export async function* stdinTexts(field: string): AsyncGenerator<InputLine> {
  let line = 0
  for await (const raw of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++
    yield { text: raw.startsWith('{') ? (objectField(raw, field) ?? raw) : raw, line }
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
  let line = 0
  try {
    // readline ends lines at U+2028 too, which JSON allows inside a string.
    for await (const raw of lines(createReadStream(path, 'utf8'))) {
      line++
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

async function* lines(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split('\n')
    rest = parts.pop()!
    yield* parts
  }
  if (rest !== '') yield rest
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
