import type { Document, Metadata, Unit } from '../types.js'
import type { Damage } from './mojibake.js'

export interface ReadOptions {
  /** Field of a row that holds its text. */
  textField: string
  /** Field of a row that identifies it. */
  idField: string
  /** `fail` stops at the first bad row; `skip` goes on and reports it. */
  onError: 'fail' | 'skip'
  /** What ids, sources and messages call the one path that is read, where it is not its own name that counts. */
  label?: string
  /** Undo wrong readings of encodings where that is certain; default true. */
  repair?: boolean
  /** Told of everything that is left out, in words. */
  onSkip?: (what: string) => void
  /** Told of every text in which a wrong reading was undone, with its file and line. */
  onRepair?: (where: string, damages: readonly Damage[]) => void
}

export interface ReadDocument {
  document: Document
  /** Text, title or metadata are not what the file holds: another encoding, stray bytes, NUL, lone surrogates, NFD. */
  repaired: boolean
  /** Wrong readings that were undone. */
  damages: Damage[]
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
  /** 1-based; the page, or the number of the section, in formats without lines. */
  line: number
  /** A part of a file that is one document has no line in its id. */
  part?: string
}

/** A row that cannot be taken. Readers yield it in place of a record, so that reading can go on. */
export class BadRow {
  constructor(
    /** 0 where the whole file is meant. */
    readonly line: number,
    readonly reason: string,
    /** The file is damaged here, and ends. */
    readonly isDamage = false,
  ) {}
}
