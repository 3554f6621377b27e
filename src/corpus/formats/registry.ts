import { extensionOf, FORMATS, type Format } from '../../basics/file-formats.js'
import type { Recogniser } from '../recogniser.js'
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
import type { WholeDocument } from './whole-document.js'

/** Formats read into memory as a whole; the others are read row by row or line by line. */
export type WholeFormat = Exclude<Format, RowFormat | 'txt'>

const BY_EXTENSION = new Map<string, Format>(
  Object.entries(FORMATS).flatMap(([format, extensions]) =>
    extensions.map(extension => [extension, format as Format] as const),
  ),
)

/** The format by file extension; for `.gz`, by the extension before it. */
export function formatOf(name: string): Format | undefined {
  return BY_EXTENSION.get(extensionOf(name))
}

/**
 * A format's reader. It takes decoded text, which a page may declare the encoding of, or bytes if the format has rules
 * of its own.
 */
export type WholeReader =
  | { of: 'text'; read(text: string): WholeDocument; isPage?: true }
  | { of: 'bytes'; read(bytes: Buffer, recogniser?: Recogniser): WholeDocument | Promise<WholeDocument> }

export const WHOLE_READERS: Readonly<Record<WholeFormat, WholeReader>> = {
  md: { of: 'text', read: readMarkdown },
  html: { of: 'text', read: readHtml, isPage: true },
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
