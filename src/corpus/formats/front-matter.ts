import { parse } from 'yaml'
import { setOwn } from '../../basics/document.js'
import type { Metadata } from '../../types.js'
import { countWords } from '../left-out.js'
import type { LeftOut } from '../types.js'

export interface FrontMatter {
  title?: string
  /** Its fields with one value, except the title. */
  metadata: Metadata
  /** Words of the others. */
  leftOut: LeftOut
  warnings: string[]
  /** The text below it. */
  body: string
}

/** Most characters of a header that is parsed, and of a value that is kept. */
const MOST = 1 << 16
const MOST_OF_VALUE = 1000
const MOST_FIELDS = 50
/** YAML and TOML, as site generators understand them. */
const YAML = /^---[^\S\n]*\n/
const TOML = /^\+\+\+[^\S\n]*\n/
const FIELD = /^[\p{L}_][\p{L}\p{N}_-]{0,80}[^\S\n]{0,20}[:=]/mu

/**
 * Takes the header off a text: YAML between lines of `---`, TOML between lines of `+++`, or pandoc's lines that begin
 * with `%`.
 * @param text with `\n` line ends
 */
export function takeFrontMatter(text: string): FrontMatter {
  if (text.startsWith('% ')) return titleBlock(text)
  const isToml = TOML.test(text)
  const nothing = { metadata: {}, leftOut: {}, warnings: [], body: text }
  if (!isToml && !YAML.test(text)) return nothing
  const start = text.indexOf('\n') + 1
  const end = endOf(text, start, isToml ? ['+++'] : ['---', '...'])
  // Two rules around a paragraph look the same.
  if (end === undefined || !FIELD.test(text.slice(start, end))) return nothing
  const header = text.slice(start, end)
  const lineEnd = text.indexOf('\n', end)
  const body = lineEnd < 0 ? '' : text.slice(lineEnd + 1)
  const fields = isToml ? tomlFields(header) : yamlFields(header)
  if (fields === undefined) {
    const warnings = ['its front matter is not read: it is no YAML that can be understood']
    return { metadata: {}, leftOut: { 'front-matter': countWords(header) }, warnings, body }
  }
  return { ...keep(fields), warnings: [], body }
}

function endOf(text: string, start: number, marks: readonly string[]): number | undefined {
  for (let at = start; at < text.length && at - start <= MOST; ) {
    const lineEnd = text.indexOf('\n', at)
    const line = text.slice(at, lineEnd < 0 ? text.length : lineEnd)
    if (marks.includes(line.trimEnd())) return at
    if (lineEnd < 0) return undefined
    at = lineEnd + 1
  }
  return undefined
}

function yamlFields(header: string): Record<string, unknown> | undefined {
  try {
    const options = { intAsBigInt: true, logLevel: 'error', uniqueKeys: false, merge: false } as const
    const fields: unknown = parse(header, options)
    return typeof fields === 'object' && fields !== null && !Array.isArray(fields)
      ? (fields as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** The lines of TOML that are a key and a text, number or truth value; other lines as they are, as if lists. */
function tomlFields(header: string): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  const rest: string[] = []
  let inTable = false
  for (const line of header.split('\n')) {
    inTable ||= line.startsWith('[')
    const at = line.indexOf('=')
    const value = at < 0 || inTable ? undefined : tomlValue(line.slice(at + 1).trim())
    if (value === undefined) rest.push(line)
    else setOwn(fields, line.slice(0, at).trim(), value)
  }
  if (rest.length > 0) setOwn(fields, '', [rest.join(' ')])
  return fields
}

function tomlValue(written: string): unknown {
  if (/^'[^']*'$/.test(written)) return written.slice(1, -1)
  if (/^\d{4}-\d\d-\d\d\S{0,30}$/.test(written)) return written
  try {
    const value: unknown = JSON.parse(written)
    return typeof value === 'object' ? undefined : value
  } catch {
    return undefined
  }
}

function titleBlock(text: string): FrontMatter {
  const values: string[] = []
  let at = 0
  while (values.length < 3 && text.startsWith('%', at)) {
    const lineEnd = text.indexOf('\n', at)
    const end = lineEnd < 0 ? text.length : lineEnd
    values.push(text.slice(at + 1, end).trim())
    at = lineEnd < 0 ? end : lineEnd + 1
  }
  const [title, author, date] = values
  return { ...keep({ title, author, date }), warnings: [], body: text.slice(at) }
}

function keep(
  fields: Readonly<Record<string, unknown>>,
): Pick<FrontMatter, 'title' | 'metadata' | 'leftOut'> {
  const metadata: Metadata = {}
  let title: string | undefined
  let words = 0
  for (const [key, value] of Object.entries(fields)) {
    const plain = typeof value === 'bigint' ? toNumber(value) : value
    const isText = typeof plain === 'string'
    const fits = Object.keys(metadata).length < MOST_FIELDS && (!isText || plain.length <= MOST_OF_VALUE)
    if (plain === undefined || plain === '' || plain === null) continue
    if (key === 'title' && (isText || typeof plain === 'number') && fits) title = String(plain)
    else if (fits && (isText || typeof plain === 'boolean' || Number.isFinite(plain)))
      setOwn<Metadata[string]>(metadata, key, plain as string | number | boolean)
    else words += wordsIn(plain)
  }
  return { ...(title === undefined ? {} : { title }), metadata, leftOut: { 'front-matter': words } }
}

/** Integers that a number cannot hold keep their digits as text. */
function toNumber(value: bigint): number | string {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}

function wordsIn(value: unknown): number {
  return countWords(
    JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each)) ?? '',
  )
}
