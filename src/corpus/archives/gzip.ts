import { createReadStream } from 'node:fs'
import { ByteSource, Checksum, inflate } from './inflate.js'

/** Flags in a member's header (RFC 1952, 2.3.1). */
const CHECKED = 2
const EXTRA = 4
const NAME = 8
const COMMENT = 16

/**
 * Decompresses all members of a gzip file (RFC 1952). Zero padding after the last member is allowed, as tapes add it.
 * @throws Error at damage, after yielding everything before it
 */
export async function* readGzip(path: string): AsyncGenerator<Buffer> {
  const source = new ByteSource(createReadStream(path))
  try {
    for (let first = true; first || !(await isPadding(source)); first = false) {
      if (!(await isMember(source)))
        throw new Error(first ? 'it is not a gzip file' : 'it is followed by bytes that are not gzip')
      await skipHeader(source)
      const checksum = new Checksum()
      yield* checksum.over(inflate(source))
      const trailer = await source.exactly(8)
      checksum.size %= 2 ** 32
      checksum.check(trailer.readUInt32LE(0), trailer.readUInt32LE(4))
    }
  } finally {
    await source.close()
  }
}

/** Consumes NULs. Returns whether the file ends after them. */
async function isPadding(source: ByteSource): Promise<boolean> {
  for (let bytes = await source.peek(); bytes; bytes = await source.peek()) {
    const end = bytes.findIndex(byte => byte !== 0)
    source.take(end === -1 ? bytes.length : end)
    if (end !== -1) return false
  }
  return true
}

/**
 * Consumes a member's two magic bytes and its compression method (deflate is the only one). Returns whether they
 * match.
 */
async function isMember(source: ByteSource): Promise<boolean> {
  for (const byte of [0x1f, 0x8b, 8]) {
    if ((await source.peek())?.[0] !== byte) return false
    source.take(1)
  }
  return true
}

async function skipHeader(source: ByteSource): Promise<void> {
  const flags = (await source.exactly(1))[0]!
  await source.exactly(6)
  if (flags & EXTRA) await source.exactly((await source.exactly(2)).readUInt16LE())
  if (flags & NAME) await skipText(source)
  if (flags & COMMENT) await skipText(source)
  if (flags & CHECKED) await source.exactly(2)
}

async function skipText(source: ByteSource): Promise<void> {
  for (let end = -1; end === -1; ) {
    const bytes = await source.peek()
    end = bytes ? bytes.indexOf(0) : 0
    source.take(end === -1 ? bytes!.length : end)
  }
  await source.exactly(1)
}
