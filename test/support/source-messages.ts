import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT_ROOT } from './shared.js'

export interface SourceMessage {
  /** Path below src. */
  path: string
  /** The text with `{0}`, `{1}`, … in the places of values. */
  key: string
}

const SOURCE = join(PROJECT_ROOT, 'src')
const sources = (readdirSync(SOURCE, { recursive: true }) as string[])
  .filter(path => /\.ts$/.test(path))
  .map(path => ({ path, code: readFileSync(join(SOURCE, path), 'utf8') }))

/** What is said in the code: the texts that stand behind a beginning, as literals joined by `+`. */
export function messagesBehind(beginning: RegExp): SourceMessage[] {
  return sources.flatMap(({ path, code }) =>
    [...code.matchAll(new RegExp(beginning, 'g'))].flatMap(match => {
      const text = joined(code, match.index + match[0].length)
      return text === undefined ? [] : [{ path, key: keyOf(text) }]
    }),
  )
}

/** Whether all parts of a text between its values still stand in one file of the code. */
export function isInCode(key: string): boolean {
  const parts = key
    .replaceAll('\\', '')
    .split(/\{\d+\}/)
    .filter(part => part.trim() !== '')
  return plain.some(code => parts.every(part => code.includes(part)))
}

/** The code with texts that are joined by `+` in one piece, and without escapes. */
const plain = sources
  .filter(({ path }) => !path.startsWith('messages/turkish/'))
  .map(({ code }) =>
    code
      .replaceAll(/(['"`])\s*\+\s*['"`]/g, '')
      .replaceAll('\\n', '\n')
      .replaceAll('\\', ''),
  )

/** Beginnings of literals. */
const QUOTES: ReadonlySet<string> = new Set(["'", '"', '`'])
/** Stands for a value until the values are counted. */
const VALUE = '\0'

function keyOf(text: string): string {
  let n = 0
  return text.replaceAll(VALUE, () => `{${n++}}`)
}

function joined(code: string, from: number): string | undefined {
  let text: string | undefined
  let at = skipSpace(code, from)
  while (QUOTES.has(code[at] ?? '')) {
    const read = literal(code, at)
    text = (text ?? '') + read.text
    at = skipSpace(code, read.end)
    if (code[at] !== '+') break
    at = skipSpace(code, at + 1)
  }
  return text
}

function literal(code: string, from: number): { text: string; end: number } {
  const quote = code[from]!
  let text = ''
  let at = from + 1
  while (code[at] !== quote && at < code.length) {
    if (code[at] === '\\') {
      const next = code[at + 1]!
      text += next === 'n' ? '\n' : next
      at += 2
    } else if (quote === '`' && code.startsWith('${', at)) {
      at = endOfValue(code, at + 2)
      text += VALUE
    } else text += code[at++]
  }
  return { text, end: at + 1 }
}

function endOfValue(code: string, from: number): number {
  let depth = 1
  let at = from
  while (depth > 0 && at < code.length) {
    const sign = code[at]!
    if (QUOTES.has(sign)) at = literal(code, at).end
    else {
      if (sign === '{') depth++
      if (sign === '}') depth--
      at++
    }
  }
  return at
}

function skipSpace(code: string, from: number): number {
  let at = from
  while (/\s/.test(code[at] ?? '')) at++
  return at
}
