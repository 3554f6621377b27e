import { splitLines } from '../basics/lines.js'
import { say } from '../messages/said.js'
import type { Output } from './output.js'

export interface InputLine {
  text: string
  /** 1-based. */
  line: number
}

/**
 * Texts of lines, usually of stdin. If a line is a JSON object with this field, its text is that field; otherwise it is the
 * line. Blank ones are skipped, and counted in a warning at the end.
 */
export async function* lineTexts(
  field: string,
  out: Output,
  chunks: AsyncIterable<string> = process.stdin.setEncoding('utf8'),
): AsyncGenerator<InputLine> {
  let blank = 0
  for await (const { text: line, number } of splitLines(chunks)) {
    const text = line.startsWith('{') ? (parsedField(line, field) ?? line) : line
    if (text.trim() === '') blank++
    else yield { text, line: number }
  }
  if (blank > 0) out.warn(say`${blank} blank lines of stdin were skipped`)
}

function parsedField(raw: string, field: string): string | undefined {
  try {
    return textField(JSON.parse(raw), field)
  } catch {
    return undefined
  }
}

function textField(row: unknown, field: string): string | undefined {
  const value = (row as Record<string, unknown> | null)?.[field]
  return typeof value === 'string' ? value : undefined
}

/**
 * Texts of a JSON lines file, unchanged.
 * @throws AnlamError `not-found`; `invalid-input` naming file and line
 */
export async function* jsonLineTexts(path: string, field: string): AsyncGenerator<InputLine> {
  const { badRow, jsonLinesOf } = await import('../basics/json-rows.js')
  for await (const { line, value } of jsonLinesOf(path)) {
    const text = textField(value, field)
    if (text === undefined)
      throw badRow(path, line, `no JSON object with text in field "${field}"; --text-field names another`)
    yield { text, line }
  }
}
