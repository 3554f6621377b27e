import { createHash } from 'node:crypto'
import { AnlamError } from '../errors.js'
import type { IngestSource } from '../ingest/ingest.js'
import { prepareDocuments } from '../ingest/prepare.js'
import { preparedSources } from '../ingest/sources.js'
import type { Metadata, Unit } from '../types.js'

/** Hexadecimal digits of an id that is made from a text: 64 bits, one collision in 10^8 for a million texts. */
const ID_DIGITS = 16

/** A text to be added to an index. */
export interface TextInput {
  /** Replaces the document of this id. Default: made from the text, so that the same text is the same document. */
  id?: string | number
  text: string
  title?: string
  /** Fields to filter by. Default: none. */
  metadata?: Metadata
}

/** Texts, one by one or as they come. A text without more is a string. */
export type Texts = string | Iterable<string | TextInput> | AsyncIterable<string | TextInput>

/** Items of either kind of iterable. A string is one item. */
export function itemsOf<T>(given: T | Iterable<T> | AsyncIterable<T>): Iterable<T> | AsyncIterable<T> {
  if (typeof given === 'string') return [given as T]
  if (isIterable<T>(given)) return given
  throw new AnlamError(
    'invalid-input',
    'texts are given as an array, or as anything that `for await` goes through',
  )
}

function isIterable<T>(given: unknown): given is Iterable<T> | AsyncIterable<T> {
  return (
    typeof given === 'object' && given !== null && (Symbol.iterator in given || Symbol.asyncIterator in given)
  )
}

/**
 * Cleans, checks and segments texts, so that they can be embedded. A text that was given before in the same call, and has
 * no id of its own, is left out.
 * @param unit of the index; without one, a text is one passage
 * @param onCopy called for each text that is left out
 */
export function sourcesOf(
  texts: Texts,
  unit: Unit | undefined,
  onCopy: () => void,
): AsyncGenerator<IngestSource> {
  const made = new Set<string>()
  const documents = async function* () {
    for await (const given of itemsOf<string | TextInput>(texts)) {
      const { id, text, title, metadata } = asInput(given)
      const own = id === undefined ? idOf(text) : String(id)
      if (id === undefined) {
        if (made.has(own)) {
          onCopy()
          continue
        }
        made.add(own)
      }
      yield* prepareDocuments([{ id: own, text, title, metadata }], unit, 'library')
    }
  }
  return preparedSources(documents())
}

function asInput(given: string | TextInput): TextInput {
  if (typeof given === 'string') return { text: given }
  if (typeof given === 'object' && given !== null && typeof given.text === 'string') return given
  throw new AnlamError(
    'invalid-input',
    `a text is a string, or an object with one as \`text\`, not ${shown(given)}`,
  )
}

function shown(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value)?.slice(0, 80) : String(value).slice(0, 80)
}

function idOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, ID_DIGITS)
}
