import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { AnlamError } from '../errors.js'
import type { Document } from '../types.js'
import { cleanText, wasRepaired } from './clean.js'
import { decode, detectEncoding } from './encoding.js'
import { readProse } from './prose.js'
import { readJsonLines, readSeparated } from './rows.js'
import { BadRow, type RawRecord, type ReadDocument, type ReadOptions } from './types.js'

type Format = 'jsonl' | 'csv' | 'tsv' | 'txt' | 'md'

const FORMATS: Record<string, Format> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.txt': 'txt',
  '.md': 'md',
  '.markdown': 'md',
}

/** Standard input, taken as JSON lines. */
export const STDIN = '-'

interface SourceFile {
  path: string
  format: Format
  /** Found in a folder, not named by the user. */
  found: boolean
}

/**
 * Reads documents from files and folders, one at a time, in a fixed order. Empty texts are always skipped and
 * reported. In a folder, files of other formats are passed over, and so are tables without the text field.
 *
 * @throws AnlamError `not-found` for a path that is not there; `invalid-input` naming file and line for a bad row
 *   or an id that comes twice, unless `onError` is `skip`
 */
export async function* readCorpus(
  paths: readonly string[],
  options: ReadOptions,
): AsyncGenerator<ReadDocument> {
  const ids = new Set<string>()
  const skip = options.onSkip ?? (() => undefined)
  for (const file of await listFiles(paths, skip)) {
    let rows = 0
    for await (const { record, damaged } of readFile(file, options)) {
      rows++
      const problem = record instanceof BadRow ? record.reason : duplicate(record, ids)
      if (problem !== undefined) {
        const where = `${file.path}, line ${record.line}: ${problem}`
        if (rows === 1 && file.found && record instanceof BadRow) {
          skip(`${where}; the file was passed over`)
          break
        }
        if (options.onError === 'fail')
          throw new AnlamError('invalid-input', `${where}; --on-error skip goes on`)
        skip(where)
      } else {
        const read = toDocument(record as RawRecord, file, damaged)
        if (/[\p{L}\p{N}]/u.test(read.document.text)) yield read
        else skip(`${file.path}, line ${record.line}: the text is empty`)
      }
    }
    if (rows === 0) skip(`${file.path}: the file is empty`)
  }
}

function duplicate(record: RawRecord, ids: Set<string>): string | undefined {
  if (record.id === undefined) return undefined
  if (ids.has(record.id)) return `id ${JSON.stringify(record.id)} comes again`
  ids.add(record.id)
  return undefined
}

async function* readFile(
  file: SourceFile,
  options: ReadOptions,
): AsyncGenerator<{ record: RawRecord | BadRow; damaged: boolean }> {
  const detected =
    file.path === STDIN ? { encoding: 'utf-8' as const, damaged: false } : await detectEncoding(file.path)
  const bytes = file.path === STDIN ? process.stdin : createReadStream(file.path)
  const chunks = decode(bytes, detected.encoding)
  const damaged = detected.encoding !== 'utf-8'
  const records =
    file.format === 'jsonl'
      ? readJsonLines(chunks, options)
      : file.format === 'csv' || file.format === 'tsv'
        ? readSeparated(chunks, file.format, options)
        : readProse(chunks, file.format)
  try {
    for await (const record of records) yield { record, damaged }
  } catch (error) {
    if (error instanceof AnlamError) throw new AnlamError(error.code, `${file.path}, ${error.message}`)
    throw error
  }
}

function toDocument(record: RawRecord, { path, format }: SourceFile, damaged: boolean): ReadDocument {
  const text = cleanText(record.text)
  const title = record.title === undefined ? undefined : cleanText(record.title)
  const document: Document = {
    id: record.id ?? (record.part === undefined ? `${path}#${record.line}` : `${path}${record.part}`),
    text,
    source: path,
    ...(title === undefined ? {} : { title }),
    metadata: record.metadata,
  }
  const repaired = wasRepaired(record.text, text) || (damaged && /[^\0-\x7f]/.test(text))
  return { document, repaired, defaultUnit: format === 'txt' || format === 'md' ? 'paragraph' : 'document' }
}

async function listFiles(paths: readonly string[], skip: (what: string) => void): Promise<SourceFile[]> {
  const files: SourceFile[] = []
  for (const given of paths) {
    if (given === STDIN) {
      files.push({ path: STDIN, format: 'jsonl', found: false })
      continue
    }
    const path = normalize(given)
    const info = await stat(path).catch((cause: NodeJS.ErrnoException) => {
      const missing = cause.code === 'ENOENT' || cause.code === 'ENOTDIR'
      throw new AnlamError(
        missing ? 'not-found' : 'invalid-input',
        `cannot read ${given}: ${missing ? 'there is no such file or folder' : cause.message}`,
        { cause },
      )
    })
    if (info.isDirectory()) {
      await walk(path, files, skip)
      continue
    }
    const format = FORMATS[extname(path).toLowerCase()]
    if (!format) {
      throw new AnlamError(
        'invalid-input',
        `${given}: unknown format; known are ${Object.keys(FORMATS).join(', ')}`,
      )
    }
    files.push({ path, format, found: false })
  }
  return files
}

async function walk(folder: string, files: SourceFile[], skip: (what: string) => void): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
    if (entry.isDirectory()) await walk(path, files, skip)
    // A link to a folder may lead back to where it stands.
    else if (entry.isSymbolicLink() && !(await isFile(path)))
      skip(`${path}: a link to a folder, or to nothing`)
    else if (entry.isFile() || entry.isSymbolicLink()) {
      const format = FORMATS[extname(entry.name).toLowerCase()]
      if (format) files.push({ path, format, found: true })
      else skip(`${path}: not a text format`)
    }
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    info => info.isFile(),
    () => false,
  )
}
