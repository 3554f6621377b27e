import { extname } from 'node:path'
import type { Metadata } from '../../types.js'
import type { Section } from '../sections.js'
import type { LeftOut } from '../types.js'
import { readEpub } from './epub.js'
import { readHtml } from './html.js'
import { readMarkdown } from './markdown.js'
import { readOrg } from './markup/org.js'
import { readRst } from './markup/rst.js'
import { readNotebook } from './notebook.js'
import { readDocx } from './office/docx.js'
import { readOpenDocument } from './office/opendocument.js'
import { readPptx } from './office/pptx.js'
import { readPdf } from './pdf/read.js'
import type { RowFormat } from './rows/read.js'
import { readRtf } from './rtf/read.js'
import { readSubtitles } from './subtitles.js'
import { readTex } from './tex/read.js'

/** Formats read row by row or line by line, so files may be of any size. */
export type StreamedFormat = RowFormat | 'txt'
/** Formats read into memory as a whole. */
export type WholeFormat =
  | 'md'
  | 'html'
  | 'pdf'
  | 'docx'
  | 'pptx'
  | 'opendocument'
  | 'rtf'
  | 'tex'
  | 'rst'
  | 'org'
  | 'epub'
  | 'ipynb'
  | 'subtitles'
export type Format = StreamedFormat | WholeFormat

const BY_EXTENSION: Record<string, Format> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.json': 'json',
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.parquet': 'parquet',
  '.xlsx': 'xlsx',
  '.xlsm': 'xlsx',
  '.txt': 'txt',
  '.md': 'md',
  '.markdown': 'md',
  '.mdx': 'md',
  '.rmd': 'md',
  '.qmd': 'md',
  '.html': 'html',
  '.htm': 'html',
  '.xhtml': 'html',
  '.pdf': 'pdf',
  '.docx': 'docx',
  '.pptx': 'pptx',
  '.ppsx': 'pptx',
  '.odt': 'opendocument',
  '.odp': 'opendocument',
  '.rtf': 'rtf',
  '.tex': 'tex',
  '.rst': 'rst',
  '.org': 'org',
  '.epub': 'epub',
  '.ipynb': 'ipynb',
  '.srt': 'subtitles',
  '.vtt': 'subtitles',
}

export const KNOWN_EXTENSIONS: readonly string[] = Object.keys(BY_EXTENSION)

/** The format by file extension; for `.gz`, by the extension before it. */
export function formatOf(name: string): Format | undefined {
  const inner = extname(name).toLowerCase() === '.gz' ? name.slice(0, -3) : name
  return BY_EXTENSION[extname(inner).toLowerCase()]
}

export interface WholeDocument {
  title?: string
  /** Of all sections, such as an author. */
  metadata?: Metadata
  sections: Section[]
  /** What stands in no section. */
  leftOut?: LeftOut
  /** What the owner of the file should know, such as pages that are scanned. */
  warnings?: string[]
}

/** A format's reader. It takes decoded text, or bytes if the format declares its own encoding. */
export type WholeReader =
  | { of: 'text'; read(text: string): WholeDocument }
  | { of: 'bytes'; read(bytes: Buffer): WholeDocument | Promise<WholeDocument> }

export const WHOLE_READERS: Readonly<Record<WholeFormat, WholeReader>> = {
  md: { of: 'text', read: readMarkdown },
  html: { of: 'text', read: readHtml },
  subtitles: { of: 'text', read: readSubtitles },
  pdf: { of: 'bytes', read: readPdf },
  docx: { of: 'bytes', read: readDocx },
  pptx: { of: 'bytes', read: readPptx },
  rst: { of: 'text', read: readRst },
  org: { of: 'text', read: readOrg },
  tex: { of: 'text', read: readTex },
  rtf: { of: 'bytes', read: readRtf },
  opendocument: { of: 'bytes', read: readOpenDocument },
  epub: { of: 'bytes', read: readEpub },
  ipynb: { of: 'bytes', read: readNotebook },
}

export function isWhole(format: Format): format is WholeFormat {
  return Object.hasOwn(WHOLE_READERS, format)
}
