import type { Document, Metadata, Unit } from '../types.js'
import type { Damage } from './mojibake.js'

export interface ReadOptions {
  /** Field of a row that holds its text. */
  textField: string
  /** Field of a row that holds its id. */
  idField: string
  /** `fail` stops at the first bad row; `skip` reports it and continues. */
  onError: 'fail' | 'skip'
  /** Replaces the path in ids, sources and messages, if a single path is read. */
  label?: string
  /** Undo wrong decodings where that is certain. Default true. */
  repair?: boolean
  /** Called with a description of everything that is left out. */
  onSkip?: (what: string) => void
  /** Called for every text in which a wrong decoding was undone, with its file and line. */
  onRepair?: (where: string, damages: readonly Damage[]) => void
}

export interface ReadDocument {
  document: Document
  /**
   * Whether text, title or metadata differ from the file: another encoding, stray bytes, NUL, lone surrogates, NFD,
   * mojibake.
   */
  repaired: boolean
  /** Wrong decodings that were undone. */
  damages: Damage[]
  /** The unit to embed unless the user chooses: rows are records, files are prose. */
  defaultUnit: Unit
}

/** A record as read from its format, before clean-up. */
export interface RawRecord {
  /** Absent if the row has none. */
  id?: string
  text: string
  title?: string
  metadata: Metadata
  /** 1-based. In formats without lines, the page or the section's number. */
  line: number
  /** Suffix of the id after the path, for documents that are identified by a part of a file instead of a line. */
  part?: string
}

/** An unusable row. Readers yield it instead of a record, so that they can continue. */
export class BadRow {
  constructor(
    /** 1-based; 0 means the whole file. */
    readonly line: number,
    readonly reason: string,
    /** The file is damaged here, and reading ends. */
    readonly isDamage = false,
  ) {}
}
