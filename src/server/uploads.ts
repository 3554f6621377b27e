import type { SkippedRow } from '../basics/skipped-row.js'
import type { PreparedDocument } from '../ingest/prepare.js'
import type { Reading, ThreadedReader } from '../ingest/threaded-reader.js'
import type { Unit } from '../types.js'

/** How files are read unless a request says otherwise: the first bad row is an error. */
export const READING = { textField: 'text', idField: 'id', onError: 'fail' } as const

/** What a client says of a file that it sends, and who is told of it. */
export interface UploadedFile {
  /** Name of the client's file; messages, ids and sources name it, not the temporary one. */
  label: string
  read: Partial<Pick<Reading['options'], 'textField' | 'idField' | 'onError'>>
  signal: AbortSignal
  /** Called with the number of documents after each batch is durable. */
  onProgress: (documents: number) => void
  /** Called with a description of everything that is left out, and its place. */
  onSkip: (what: string, row?: SkippedRow) => void
}

/** Reads a file in a thread of its own. @param unit of the index */
export function readUpload(
  reader: ThreadedReader,
  path: string,
  unit: Unit | undefined,
  { label, read, signal, onSkip }: UploadedFile,
): AsyncGenerator<PreparedDocument> {
  const options = { ...READING, ...read, label }
  return reader.read({ paths: [path], options, ...(unit ? { unit } : {}) }, signal, onSkip)
}
