import type { SkippedRow, SkipReason } from '../basics/skipped-row.js'
import type { Document, Metadata, Unit } from '../types.js'
import type { Damage } from './mojibake.js'
import type { ParsedFiles } from './parsed-files.js'
import type { Recogniser } from './recogniser.js'

export interface ReadOptions {
  /** Field of a row that holds its text; several with commas between them, or a template: `findText` of `formats/rows`. */
  textField: string
  /** Field of a row that holds its id. */
  idField: string
  /** Field of a row that holds its vector, which is no metadata then. Default: none. */
  vectorField?: string
  /** `fail` stops at the first bad row; `skip` reports it and continues. */
  onError: 'fail' | 'skip'
  /** Replaces the path in ids, sources and messages, if a single path is read. */
  label?: string
  /** Recognises the text of scanned pages. Default: they are left out, with a warning. */
  recogniser?: Recogniser
  /** Keeps what is parsed, for reading the same files once more. Default: they are parsed each time. */
  parsed?: ParsedFiles
  /** The paths are files that were found in a folder, and are treated as such. */
  areFound?: boolean
  /** Ids that were read: a document with one of these is a duplicate, each other one is added. Default: none. */
  ids?: Ids
  /** Undo wrong decodings where that is certain. Default true. */
  repair?: boolean
  /** Called with a description of everything that is left out, and for programs with its line and why. */
  onSkip?: (what: string, row?: SkippedRow) => void
  /** Called for every text in which a wrong decoding was undone, with its file and line. */
  onRepair?: (where: string, damages: readonly Damage[]) => void
  /** Called when a file has been read, also if nothing came of it. */
  onFile?: (report: FileReport) => void
}

/** A set of ids, as far as reading needs one. */
export interface Ids {
  has(id: string): boolean
  add(id: string): unknown
}

/** What words of a file that are in none of its documents were part of. */
export type LeftOutKind =
  | 'code'
  | 'formula'
  | 'table'
  /** Links and controls around the text of a page. */
  | 'menu'
  /** Headers, footers and numbers of pages. */
  | 'running-head'
  /** Labels in figures. */
  | 'figure'
  | 'image'
  | 'front-matter'
  | 'comment'
  /** Tags, directives and marks of notes. */
  | 'markup'
  /** What readers do not see. */
  | 'hidden'
  /** Said already, as in captions that roll. */
  | 'repetition'
  /** Letters of which the file does not say what they are. */
  | 'unreadable'

/** Numbers of words by kind; images without words count as one each. */
export type LeftOut = Partial<Record<LeftOutKind, number>>

/** What became of a file. Words are as `countWords` counts them. */
export interface FileReport {
  /** As in `Document.source`. */
  path: string
  format: string
  documents: number
  /** Words of these documents. */
  words: number
  leftOut: LeftOut
  /** Rows or parts that were skipped; each was named to `onSkip`. */
  skipped: number
  /** Documents whose text, title or metadata differ from the file. */
  repaired: number
  /** What its owner should know and can do something about, such as a scanned page. */
  warnings: string[]
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
  /** What its row has in the field of vectors, as it stands there. */
  vector?: unknown
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
  /** As in `ReadDocument`. */
  vector?: unknown
  /** Whether its reader had to mend letters. */
  isRepaired?: boolean
}

/** An unusable row. Readers yield it instead of a record, so that they can continue. */
export class BadRow {
  constructor(
    /** 1-based; 0 means the whole file. */
    readonly line: number,
    readonly reason: string,
    readonly kind: SkipReason = 'invalid',
  ) {}

  /** Whether the file is damaged here, and reading ends. */
  get isDamage(): boolean {
    return this.kind === 'damaged'
  }
}

/** What a reader says of its file beside records. */
export class Remark {
  constructor(
    readonly leftOut: LeftOut,
    readonly warning?: string,
  ) {}
}
