import { Readable } from 'node:stream'
import { cleanText, cleanValue, wasRepaired } from '../basics/clean.js'
import { createDocument, setOwn } from '../basics/document.js'
import type { SkipReason } from '../basics/skipped-row.js'
import { AnlamError } from '../errors.js'
import type { Metadata } from '../types.js'
import { describeDamage, isDamage } from './damaged.js'
import { decode, decodeWhole, detectEncoding, detectPageEncoding, type Encoding } from './encoding.js'
import { type SourceFile, STDIN, sourceFiles } from './files.js'
import { readProse } from './formats/prose.js'
import { isWhole, WHOLE_READERS, type WholeReader } from './formats/registry.js'
import { isBinaryRows, isRowFormat, isTextRows, readBinaryRows, readTextRows } from './formats/rows/read.js'
import { addLeftOut, countWords } from './left-out.js'
import { type Damage, repairMojibake } from './mojibake.js'
import { type ParsedFile, ParsedFiles } from './parsed-files.js'
import { toRecords } from './sections.js'
import { hasSharedBytes, TurkishLetters } from './turkish-letters.js'
import {
  BadRow,
  type FileReport,
  type Ids,
  type RawRecord,
  type ReadDocument,
  type ReadOptions,
  Remark,
} from './types.js'
import { wholeBytes } from './whole.js'

/**
 * Reads documents from files, folders and archives, one at a time, in a fixed order. Empty texts are always skipped
 * and reported. In folders and archives, so are files of other formats, tables without the text field, and unreadable
 * files.
 *
 * @throws AnlamError `not-found` for a missing path; `invalid-input`, naming file and line, for a bad row or a
 * duplicate id, unless `onError` is `skip`; what the recogniser throws
 */
export async function* readCorpus(
  paths: readonly string[],
  options: ReadOptions,
): AsyncGenerator<ReadDocument> {
  const ids = options.ids ?? new Set<string>()
  const skip = options.onSkip ?? (() => undefined)
  for await (const file of sourceFiles(paths, skip, options)) {
    let rows = 0
    const report = newReport(file)
    const skipRow = (what: string, line: number, reason: SkipReason): void => {
      report.skipped++
      skip(what, { line, reason })
    }
    for await (const { record, decoded, letters } of readFile(file, options)) {
      if (record instanceof Remark) {
        addLeftOut(report.leftOut, record.leftOut)
        if (record.warning !== undefined) report.warnings.push(record.warning)
        continue
      }
      rows++
      const where = placeOf(record, file)
      const read =
        record instanceof BadRow
          ? record
          : toUnique(
              record,
              file,
              { decoded, mayBeLatin1: !hasSharedBytes(record) || !(await letters.areRight()) },
              options,
              ids,
            )
      if (read instanceof BadRow) {
        const { line, reason, isDamage, kind } = read
        if (rows === 1 && file.found && record instanceof BadRow && !(isDamage && file.named)) {
          skipRow(`${where}: ${reason}; the file was skipped`, line, kind)
          break
        }
        if (options.onError === 'fail')
          throw new AnlamError('invalid-input', `${where}: ${reason}; --on-error skip would continue`)
        const kept = report.documents
        const what = `${where}: ${reason}`
        skipRow(isDamage && kept > 0 ? `${what}; the ${kept} before it were kept` : what, line, kind)
      } else {
        if (read.damages.length > 0) options.onRepair?.(where, read.damages)
        const words = countWords(read.document.text)
        if (words === 0) {
          skipRow(`${where}: the text is empty`, record.line, 'empty')
          continue
        }
        report.documents++
        report.words += words
        if (read.repaired) report.repaired++
        yield read
      }
    }
    if (rows === 0) skipRow(`${file.path}: it contains no text`, 0, 'empty')
    options.onFile?.(report)
  }
}

function newReport({ path, format }: SourceFile): FileReport {
  return { path, format, documents: 0, words: 0, leftOut: {}, skipped: 0, repaired: 0, warnings: [] }
}

/** Names a record in messages: by its line, or by its id in a format without lines. */
function placeOf(record: RawRecord | BadRow, { path }: SourceFile): string {
  if (!(record instanceof BadRow) && record.part !== undefined) return `${path}${record.part}`
  return record.line > 0 ? `${path}, line ${record.line}` : path
}

/** Makes a document of a record; a `BadRow` if its fields are invalid or its id is a duplicate. */
function toUnique(
  record: RawRecord,
  file: SourceFile,
  reading: Reading,
  options: ReadOptions,
  ids: Ids,
): ReadDocument | BadRow {
  try {
    const read = toDocument(record, file, reading, options)
    const { id } = read.document
    if (ids.has(id)) return new BadRow(record.line, `id ${JSON.stringify(id)} is a duplicate`, 'duplicate')
    ids.add(id)
    return read
  } catch (error) {
    if (error instanceof AnlamError && error.code === 'invalid-input')
      return new BadRow(record.line, error.message, 'invalid')
    throw error
  }
}

interface Read {
  record: RawRecord | BadRow | Remark
  /** Whether it was in another encoding than UTF-8. */
  decoded: boolean
  /** Of its file. */
  letters: TurkishLetters
}

/** How a record came to be text. */
interface Reading {
  decoded: boolean
  /** Whether it may have been windows-1254 that somebody read as Latin-1. */
  mayBeLatin1: boolean
}

async function* readFile(file: SourceFile, options: ReadOptions): AsyncGenerator<Read> {
  const { format } = file
  if (isWhole(format)) {
    yield* readWhole(file, WHOLE_READERS[format], options)
    return
  }
  const isStdin = file.path === STDIN
  let encoding: Encoding = 'utf-8'
  // Standard input cannot be read ahead, so each of its rows is judged by itself.
  const letters = new TurkishLetters(() =>
    isStdin || isBinaryRows(format) ? [] : decode(file.read(), encoding),
  )
  try {
    if (!isStdin && !isBinaryRows(format)) encoding = await detectEncoding(file.read())
    const chunks = (): AsyncGenerator<string> => decode(file.read(), encoding)
    const records = isBinaryRows(format)
      ? readBinaryRows(file, format, options)
      : isTextRows(format)
        ? readTextRows(chunks(), format, options)
        : readProse(chunks())
    for await (const record of records) yield { record, decoded: encoding !== 'utf-8', letters }
  } catch (error) {
    if (error instanceof AnlamError) throw new AnlamError(error.code, `${file.path}, ${error.message}`)
    if (!isDamage(error)) throw error
    yield { record: damaged(error), decoded: false, letters }
  }
}

/** Reads a file into memory and parses it. If that fails, yields a single `BadRow`. */
async function* readWhole(file: SourceFile, reader: WholeReader, options: ReadOptions): AsyncGenerator<Read> {
  let records: RawRecord[] = []
  const letters = new TurkishLetters(() => records.map(({ text, title = '' }) => `${title}\n${text}`))
  let bytes: Buffer
  try {
    bytes = await wholeBytes(file.read())
  } catch (error) {
    if (!isDamage(error)) throw error
    yield { record: damaged(error), decoded: false, letters }
    return
  }
  let parsed: ParsedFile
  try {
    parsed = await parse(bytes, file.format, reader, options)
  } catch (error) {
    // It is not the file that is wrong.
    if (error instanceof AnlamError && error.code !== 'invalid-input') throw error
    yield { record: new BadRow(0, describeDamage(error), 'unread'), decoded: false, letters }
    return
  }
  const { document, decoded } = parsed
  const { sections, title, metadata, leftOut = {}, warnings = [] } = document
  records = toRecords(sections, title, metadata)
  for (const record of records) yield { record, decoded, letters }
  yield { record: new Remark(leftOut), decoded, letters }
  for (const warning of warnings) yield { record: new Remark({}, warning), decoded, letters }
}

async function parse(
  bytes: Buffer,
  format: string,
  reader: WholeReader,
  { recogniser, parsed }: ReadOptions,
): Promise<ParsedFile> {
  const key = parsed && ParsedFiles.keyOf(format, bytes)
  const known = parsed?.take(key!)
  if (known) return known
  let result: ParsedFile
  if (reader.of === 'text') {
    const encoding = await (reader.isPage
      ? detectPageEncoding(bytes)
      : detectEncoding(Readable.from([bytes])))
    const document = reader.read(await decodeWhole(bytes, encoding))
    result = { document, decoded: encoding !== 'utf-8' }
  } else result = { document: await reader.read(bytes, recogniser), decoded: false }
  parsed?.keep(key!, result)
  return result
}

function damaged(error: unknown): BadRow {
  return new BadRow(0, describeDamage(error), 'damaged')
}

function toDocument(
  record: RawRecord,
  { path, format }: SourceFile,
  { decoded, mayBeLatin1 }: Reading,
  { repair = true }: ReadOptions,
): ReadDocument {
  const damages = new Set<Damage>()
  const clean = (raw: string): string => {
    const found = repair ? repairMojibake(raw, mayBeLatin1) : undefined
    for (const damage of found?.damages ?? []) damages.add(damage)
    return cleanText(found?.text ?? raw)
  }
  const text = clean(record.text)
  const title = record.title === undefined ? undefined : clean(record.title)
  let mended = title !== undefined && wasRepaired(record.title!, title)
  const metadata: Metadata = {}
  for (const key of Object.keys(record.metadata)) {
    const raw = record.metadata[key] as Metadata[string]
    const value = typeof raw === 'string' ? cleanValue(raw) : raw
    setOwn(metadata, key, value)
    mended ||= typeof raw === 'string' && wasRepaired(raw, value as string)
  }
  const document = createDocument({
    id: record.id ?? (record.part === undefined ? `${path}:${record.line}` : `${path}${record.part}`),
    text,
    source: path,
    ...(title === undefined ? {} : { title }),
    metadata,
  })
  const repaired =
    damages.size > 0 ||
    record.isRepaired === true ||
    wasRepaired(record.text, text) ||
    mended ||
    (decoded && /[^\0-\x7f]/.test(text))
  return {
    document,
    repaired,
    damages: [...damages],
    defaultUnit: isRowFormat(format) ? 'document' : 'paragraph',
    ...(record.vector === undefined ? {} : { vector: record.vector }),
  }
}
