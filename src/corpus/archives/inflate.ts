import { crc32, createInflateRaw } from 'node:zlib'

/** Lets a reader take pieces of any size from a stream of chunks. */
export class ByteSource {
  private held: Buffer = Buffer.alloc(0)
  private readonly chunks: AsyncIterator<Buffer>

  constructor(chunks: AsyncIterable<Buffer>) {
    this.chunks = chunks[Symbol.asyncIterator]()
  }

  /** The buffered bytes, at least one, without consuming them; undefined at the end. */
  async peek(): Promise<Buffer | undefined> {
    while (this.held.length === 0) {
      const next = await this.chunks.next()
      if (next.done) return undefined
      this.held = next.value
    }
    return this.held
  }

  /** Consumes bytes returned by `peek`. */
  take(count: number): void {
    this.held = this.held.subarray(count)
  }

  /**
   * Consumes and returns `count` bytes.
   * @throws Error if fewer are left
   */
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

  /** Closes the underlying stream. */
  async close(): Promise<void> {
    await this.chunks.return?.()
  }
}

/**
 * Decompresses a deflate stream (RFC 1951), and leaves what follows it in `source`. All data before damage is yielded
 * before the error is thrown; zlib's own streams do not guarantee that.
 * @throws Error if the stream ends early or is not deflate
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
        // Fails unless the last byte completed the stream.
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
      // zlib never calls back for a write of bytes after the end of the stream.
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

/** Counts the bytes that pass through, and computes their CRC-32. */
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

  /** @throws Error unless checksum and size match those stored in the archive */
  check(crc: number, size: number): void {
    if (this.crc !== crc || this.size !== size)
      throw new Error('its checksum or size does not match the one stored in it')
  }
}

function endsEarly(): Error {
  return new Error('it ends too early')
}
