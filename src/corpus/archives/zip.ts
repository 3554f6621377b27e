import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { type Entry, fromBuffer, open, type ZipFile } from 'yauzl'
import { MAX_WHOLE_BYTES, wholeBytes } from '../whole.js'
import { ByteSource, Checksum, inflate } from './inflate.js'

const MAX_ENTRIES = 100_000

export interface ZipEntry {
  name: string
  /** Protected by a password; reading it fails. */
  locked: boolean
  /** @throws Error at damage, after yielding everything before it */
  read(): AsyncIterable<Buffer>
}

/** Lists the files of an archive, in stored order, without folders. */
export async function* zipEntries(archive: string | Buffer): AsyncGenerator<ZipEntry> {
  const options = { lazyEntries: true, autoClose: false } as const
  const zip =
    typeof archive === 'string'
      ? await promisify<string, typeof options, ZipFile>(open)(archive, options)
      : await promisify<Buffer, typeof options, ZipFile>(fromBuffer)(archive, options)
  try {
    let count = 0
    for (let entry = await nextEntry(zip); entry; entry = await nextEntry(zip)) {
      if (++count > MAX_ENTRIES) throw new Error(`it holds more than ${MAX_ENTRIES} files`)
      const found = entry
      if (found.fileName.endsWith('/')) continue
      yield { name: found.fileName, locked: found.isEncrypted(), read: () => readEntry(zip, found) }
    }
  } finally {
    zip.close()
  }
}

/**
 * Unpacks an archive that is itself a document. Returns the entries whose names match `wanted`, by name.
 * @throws Error if their total size exceeds `MAX_WHOLE_BYTES`, whatever sizes the archive declares
 */
export async function unpack(archive: Buffer, wanted: RegExp): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>()
  let left = MAX_WHOLE_BYTES
  for await (const entry of zipEntries(archive)) {
    if (!wanted.test(entry.name)) continue
    const bytes = await wholeBytes(entry.read(), left)
    left -= bytes.length
    files.set(entry.name, bytes)
  }
  return files
}

function nextEntry(zip: ZipFile): Promise<Entry | undefined> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      zip.off('entry', found).off('end', end).off('error', failed)
    }
    const found = (entry: Entry): void => {
      done()
      resolve(entry)
    }
    const end = (): void => {
      done()
      resolve(undefined)
    }
    const failed = (error: Error): void => {
      done()
      reject(error)
    }
    zip.on('entry', found).on('end', end).on('error', failed)
    zip.readEntry()
  })
}

async function* readEntry(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  const isDeflated = entry.compressionMethod === 8
  const source = new ByteSource(await openPacked(zip, entry, isDeflated ? { decompress: false } : {}))
  try {
    const checksum = new Checksum()
    yield* checksum.over(isDeflated ? inflate(source) : chunksOf(source))
    checksum.check(entry.crc32, entry.uncompressedSize)
  } finally {
    await source.close()
  }
}

async function* chunksOf(source: ByteSource): AsyncGenerator<Buffer> {
  for (let chunk = await source.peek(); chunk; chunk = await source.peek()) {
    yield chunk
    source.take(chunk.length)
  }
}

function openPacked(zip: ZipFile, entry: Entry, options: { decompress?: false }): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, options, (error, stream) => (error ? reject(error) : resolve(stream)))
  })
}
