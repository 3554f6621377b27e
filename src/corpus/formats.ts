import { extname } from 'node:path'
import { readDocx } from './docx.js'
import { readEpub } from './epub.js'
import { readHtml } from './html.js'
import { readNotebook } from './notebook.js'
import { readPdf } from './pdf.js'
import type { Section } from './sections.js'
import { readSubtitles } from './subtitles.js'

/** Read row by row or line by line, whatever their size. */
export type StreamedFormat = 'jsonl' | 'csv' | 'tsv' | 'txt' | 'md'
/** Read as a whole. */
export type WholeFormat = 'html' | 'pdf' | 'docx' | 'epub' | 'ipynb' | 'subtitles'
export type Format = StreamedFormat | WholeFormat

const BY_EXTENSION: Record<string, Format> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.txt': 'txt',
  '.md': 'md',
  '.markdown': 'md',
  '.html': 'html',
  '.htm': 'html',
  '.xhtml': 'html',
  '.pdf': 'pdf',
  '.docx': 'docx',
  '.epub': 'epub',
  '.ipynb': 'ipynb',
  '.srt': 'subtitles',
  '.vtt': 'subtitles',
}

export const KNOWN_EXTENSIONS: readonly string[] = Object.keys(BY_EXTENSION)

/** By the end of a name; that of what is inside for `.gz`. */
export function formatOf(name: string): Format | undefined {
  const inner = extname(name).toLowerCase() === '.gz' ? name.slice(0, -3) : name
  return BY_EXTENSION[extname(inner).toLowerCase()]
}

export interface WholeDocument {
  title?: string
  sections: Section[]
}

/** Readers of formats that are text in some encoding, already decoded. */
export const TEXT_READERS: Partial<Record<Format, (text: string) => WholeDocument>> = {
  html: readHtml,
  subtitles: readSubtitles,
}

/** Readers of formats that say themselves what they are encoded in. */
export const BINARY_READERS: Partial<
  Record<Format, (bytes: Buffer) => WholeDocument | Promise<WholeDocument>>
> = {
  pdf: readPdf,
  docx: readDocx,
  epub: readEpub,
  ipynb: readNotebook,
}
