import type { Document, Metadata, Unit } from '../types.js'

export interface ReadOptions {
  /** Field of a row that holds its text. */
  textField: string
  /** Field of a row that identifies it. */
  idField: string
  /** `fail` stops at the first bad row; `skip` goes on and reports it. */
  onError: 'fail' | 'skip'
  /** Told of everything that is left out, in words. */
  onSkip?: (what: string) => void
}

export interface ReadDocument {
  document: Document
  /** The text is not what the file holds: another encoding, stray bytes, NUL, lone surrogates, NFD. */
  repaired: boolean
  /** What to embed where the user does not say: rows are records, files are prose. */
  defaultUnit: Unit
}

/** A record as its format gives it, before clean-up. */
export interface RawRecord {
  /** Absent where the row has none. */
  id?: string
  text: string
  title?: string
  metadata: Metadata
  /** 1-based. */
  line: number
  /** A part of a file that is one document has no line in its id. */
  part?: string
}

/** A row that cannot be taken. Readers yield it in place of a record, so that reading can go on. */
export class BadRow {
  constructor(
    readonly line: number,
    readonly reason: string,
  ) {}
}
