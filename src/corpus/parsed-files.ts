import { createHash } from 'node:crypto'
import type { WholeDocument } from './formats/whole-document.js'

/** Characters of text that are kept at most, some 64 MiB. */
const MOST = 32 << 20

/** A file that was parsed as a whole. */
export interface ParsedFile {
  document: WholeDocument
  /** Whether it was in another encoding than UTF-8. */
  decoded: boolean
}

/**
 * What was read of files that are parsed as a whole. They are read twice, once to find what is wrong before anything is
 * written, and parsing a PDF takes far longer than reading its bytes again. What does not fit is parsed again.
 */
export class ParsedFiles {
  private readonly kept = new Map<string, { file: ParsedFile; size: number }>()
  private size = 0

  /** Names a file by what is in it: it may have changed meanwhile. */
  static keyOf(format: string, bytes: Uint8Array): string {
    return `${format} ${createHash('sha256').update(bytes).digest('base64')}`
  }

  /** Takes a file out; undefined if it is not there. */
  take(key: string): ParsedFile | undefined {
    const found = this.kept.get(key)
    if (!found) return undefined
    this.kept.delete(key)
    this.size -= found.size
    return found.file
  }

  keep(key: string, file: ParsedFile): void {
    const size = sizeOf(file.document)
    if (this.size + size > MOST || this.kept.has(key)) return
    this.kept.set(key, { file, size })
    this.size += size
  }
}

function sizeOf({ sections }: WholeDocument): number {
  return sections.reduce(
    (sum, { paragraphs }) => paragraphs.reduce((characters, text) => characters + text.length, sum),
    0,
  )
}
