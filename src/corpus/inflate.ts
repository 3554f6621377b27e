import { crc32, createInflateRaw } from 'node:zlib'

/** Bytes that come in chunks, taken in pieces of any size. */
export class ByteSource {
  private held: Buffer = Buffer.alloc(0)
  private readonly chunks: AsyncIterator<Buffer>

  constructor(chunks: AsyncIterable<Buffer>) {
    this.chunks = chunks[Symbol.asyncIterator]()
  }

  /** What is at hand, at least one byte, without taking it; undefined at the end. */
  async peek(): Promise<Buffer | undefined> {
    while (this.held.length === 0) {
      const next = await this.chunks.next()
      if (next.done) return undefined
      this.held = next.value
    }
    return this.held
  }

  /** Takes bytes that `peek` has shown. */
  take(count: number): void {
    this.held = this.held.subarray(count)
  }

  /** @throws Error if there are fewer */
  async exactly(count: number): Promise<Buffer> {
    const pieces: Buffer[] = []
    for (let missing = count; missing > 0; ) {
      const piece = (await this.peek())?.subarray(0, missing)
      if (!piece) throw endsEarly()
      pieces.push(piece)
      this.take(piece.length)
      missing -= piece.length
    }
    return Buffer.concat(pieces)
  }

  /** Closes what the chunks come from. */
  async close(): Promise<void> {
    await this.chunks.return?.()
  }
}

/**
 * Deflated bytes (RFC 1951) unpacked, up to the end of their stream. All that stands before damage is given out before the
 * error is thrown, which zlib's own streams do not promise.
 * @throws Error if they end early, or are none
 */
export async function* inflate(source: ByteSource): AsyncGenerator<Buffer> {
  const stream = createInflateRaw()
  const pieces: Buffer[] = []
  stream.on('data', (piece: Buffer) => pieces.push(piece))
  let ended = false
  const end = new Promise<void>((resolve, reject) => {
    stream.once('error', reject).once('end', () => {
      ended = true
      resolve()
    })
  })
  end.catch(() => undefined)
  try {
    while (!ended) {
      const chunk = await source.peek()
      if (!chunk) {
        stream.end()
        // Fails unless the last byte was that of its end.
        await end.catch(() => {
          throw endsEarly()
        })
        yield* pieces
        return
      }
      const before = stream.bytesWritten
      let failure: unknown
      const written = new Promise<void>((resolve, reject) => {
        stream.write(chunk, error => (error ? reject(error) : resolve()))
      })
      // Of bytes that follow the end of its stream, a write is never told.
      await Promise.race([written, end]).catch((error: unknown) => {
        failure = error
      })
      yield* pieces.splice(0)
      if (failure) throw failure
      source.take(stream.bytesWritten - before)
    }
  } finally {
    stream.destroy()
  }
}

/** Counts bytes that pass, and their CRC-32. */
export class Checksum {
  crc = 0
  size = 0

  async *over(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.crc = crc32(chunk, this.crc)
      this.size += chunk.length
      yield chunk
    }
  }

  /** @throws Error unless they are what was written down when they were packed */
  check(crc: number, size: number): void {
    if (this.crc !== crc || this.size !== size)
      throw new Error('its checksum is another than when it was packed')
  }
}

function endsEarly(): Error {
  return new Error('it ends too early')
}
