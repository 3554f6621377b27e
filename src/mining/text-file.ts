import { closeSync, openSync } from 'node:fs'
import { setImmediate as otherWork } from 'node:timers/promises'
import { readAll, writeAll } from '../basics/files.js'

/** Bytes per write. */
const CHUNK = 1 << 20
/** Texts read before yielding to the event loop. */
const PAGE = 512

/**
 * Texts of rows in a working file, as they were when the rows were read. Later, an id could have another text, and
 * two corpora may use the same id.
 */
export class TextFile {
  private readonly file: number
  /** End offset of each row's text. */
  private readonly ends: number[] = []
  private held: Buffer[] = []
  private heldBytes = 0
  private written = 0

  constructor(path: string) {
    this.file = openSync(path, 'w+')
  }

  /** Appends the text of the next row. */
  append(text: string): void {
    const bytes = Buffer.from(text)
    this.held.push(bytes)
    this.heldBytes += bytes.length
    this.ends.push(this.written + this.heldBytes)
    if (this.heldBytes >= CHUNK) this.flush()
  }

  /** Reads the texts of rows. */
  async read(rows: Iterable<number>): Promise<Map<number, string>> {
    this.flush()
    const texts = new Map<number, string>()
    // In file order, each once.
    const order = Uint32Array.from(new Set(rows)).sort()
    for (const [i, row] of order.entries()) {
      if (i % PAGE === PAGE - 1) await otherWork()
      const start = row === 0 ? 0 : this.ends[row - 1]!
      const bytes = Buffer.allocUnsafe(this.ends[row]! - start)
      readAll(this.file, bytes, start)
      texts.set(row, bytes.toString())
    }
    return texts
  }

  private flush(): void {
    writeAll(this.file, Buffer.concat(this.held))
    this.written += this.heldBytes
    this.held = []
    this.heldBytes = 0
  }

  close(): void {
    closeSync(this.file)
  }
}
