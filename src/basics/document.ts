import { AnlamError } from '../errors.js'
import type { Document, DocumentFields, Metadata, Passage } from '../types.js'
import { MAX_ID_BYTES, MAX_METADATA_BYTES, MAX_PASSAGE_ID_BYTES, MAX_TEXT, MAX_TITLE } from './bounds.js'
import { normalForm } from './normal-form.js'

/**
 * Latin letters and typographic marks, none of which composes with another. Such text needs no check by ICU, nor for
 * lone surrogates and NUL, which takes several times as long.
 */
const SIMPLE = /^[\x01-\u02ff\u2010-\u2027]*$/

/** Normalises a text to NFC; see `normalForm`. */
export function toNfc(text: string): string {
  return SIMPLE.test(text) ? text : normalForm(text, 'NFC')
}

/**
 * Checks and normalises a string: well-formed Unicode in NFC, without NUL. All ids, titles, keys, filters and lookups
 * pass through here, so that what was written in one normal form is found in another.
 * @param what name of the string in the message
 * @throws AnlamError `invalid-input` for a lone surrogate or NUL
 */
export function toPlain(raw: string, what: string): string {
  if (SIMPLE.test(raw)) return raw
  const problem = problemOf(raw)
  if (problem) throw refused(what, problem)
  return toNfc(raw)
}

/** @throws AnlamError `invalid-input` if it cannot be the id of a document */
export function toDocumentId(raw: string): string {
  return toId(raw, 'the id', MAX_ID_BYTES)
}

/** @throws AnlamError `invalid-input` if it cannot be the id of a passage */
export function toPassageId(raw: string): string {
  return toId(raw, 'the id of a passage', MAX_PASSAGE_ID_BYTES)
}

function toId(raw: string, what: string, most: number): string {
  const id = toPlain(raw, what)
  if (id === '') throw refused(what, 'is empty')
  // Clients resolve these in a URL's path, so such a document could not be read or removed.
  if (id === '.' || id === '..') throw refused(what, `cannot be ${JSON.stringify(id)}`)
  checkSize(what, Buffer.byteLength(id), most, 'bytes')
  return id
}

/** @throws AnlamError `invalid-input` for keys or values that `toPlain` refuses, or more than `MAX_METADATA_BYTES` */
export function toMetadata(raw: Metadata): Metadata {
  const metadata: Metadata = {}
  const keys = Object.keys(raw)
  let renamed = false
  let characters = 0
  for (const key of keys) {
    const value = raw[key] as Metadata[string]
    const name = toPlain(key, 'a key of the metadata')
    renamed ||= name !== key
    const plain = typeof value === 'string' ? toPlain(value, 'a value of the metadata') : value
    if (typeof plain === 'string') characters += plain.length
    else if (plain !== null && typeof plain !== 'boolean' && !Number.isFinite(plain))
      throw refused(`the metadata ${quoted(name)}`, 'is neither text, a finite number, true, false nor null')
    characters += name.length + OTHER_CHARACTERS
    setOwn(metadata, name, plain)
  }
  if (renamed && Object.keys(metadata).length < keys.length)
    throw refused('the metadata', 'has two keys that are the same in NFC')
  if (characters * BYTES_OF_CHARACTER > MAX_METADATA_BYTES)
    checkSize('the metadata', Buffer.byteLength(JSON.stringify(metadata)), MAX_METADATA_BYTES, 'bytes')
  return metadata
}

/** Most characters of a number, quotation marks, colon and comma in JSON, and most bytes of a character. */
const OTHER_CHARACTERS = 32
const BYTES_OF_CHARACTER = 6

/** Sets an own property, even for the key `__proto__`. */
export function setOwn<T>(object: Record<string, T>, key: string, value: T): void {
  if (key !== '__proto__') object[key] = value
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
}

/**
 * Creates a document. Documents from every source are created here.
 * @throws AnlamError `invalid-input` naming the invalid field
 */
export function createDocument({ id, text, source, title, metadata }: DocumentFields): Document {
  const fields: DocumentFields = {
    id: toDocumentId(id),
    text: toPlain(text, 'the text'),
    source: toPlain(source, 'the source'),
    ...(title === undefined ? {} : { title: toPlain(title, 'the title') }),
    metadata: toMetadata(metadata),
  }
  checkSize('the text', fields.text.length, MAX_TEXT, 'characters')
  checkSize('the title', fields.title?.length ?? 0, MAX_TITLE, 'characters')
  return fields as Document
}

/**
 * Checks before writing that a document is as `createDocument` would make it.
 * @throws AnlamError `invalid-input` naming the document
 */
export function checkSound(document: Omit<DocumentFields, 'text'>, passages: readonly Passage[]): void {
  const { id, source, title, metadata } = document
  const same = (value: string, plain: string): boolean => value === plain
  const sound =
    same(id, toDocumentId(id)) &&
    same(source, toPlain(source, 'the source')) &&
    (title === undefined || same(title, toPlain(title, 'the title'))) &&
    Object.entries(toMetadata(metadata)).every(
      ([key, value]) => Object.hasOwn(metadata, key) && Object.is(metadata[key], value),
    ) &&
    passages.every(
      passage =>
        passage.documentId === id &&
        same(passage.id, toPassageId(passage.id)) &&
        same(passage.text, toPlain(passage.text, 'the text')),
    )
  if (!sound) throw refused(`document ${quoted(id)}`, 'is not in NFC, or has passages of another')
}

function problemOf(raw: string): string | undefined {
  if (!raw.isWellFormed()) return 'is not well-formed Unicode: it has half of a surrogate pair'
  return raw.includes('\0') ? 'holds NUL' : undefined
}

function checkSize(what: string, size: number, most: number, unit: string): void {
  if (size > most) throw refused(what, `has ${size} ${unit}; ${most} are allowed`)
}

/** Quotes a text for a message, shortened and well-formed. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80).toWellFormed()}…` : text)
}

function refused(what: string, problem: string): AnlamError {
  return new AnlamError('invalid-input', `${what} ${problem}`)
}
