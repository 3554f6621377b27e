import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { type Entry, fromBuffer, open, type ZipFile } from 'yauzl'
import { MAX_WHOLE_BYTES } from './sections.js'

const MOST_ENTRIES = 100_000

export interface ZipEntry {
  name: string
  /** Bytes, unpacked, as the archive says; reading stops with an error where there are more. */
  size: number
  open(): Promise<Readable>
}

/** Files of an archive, in its order; folders, and what is locked by a password, are left out. */
export async function* zipEntries(archive: string | Buffer): AsyncGenerator<ZipEntry> {
  const options = { lazyEntries: true, autoClose: false } as const
  const zip =
    typeof archive === 'string'
      ? await promisify<string, typeof options, ZipFile>(open)(archive, options)
      : await promisify<Buffer, typeof options, ZipFile>(fromBuffer)(archive, options)
  try {
    let count = 0
    for (let entry = await nextEntry(zip); entry; entry = await nextEntry(zip)) {
      if (++count > MOST_ENTRIES) throw new Error(`it holds more than ${MOST_ENTRIES} files`)
      const found = entry
      if (found.fileName.endsWith('/') || found.isEncrypted()) continue
      yield { name: found.fileName, size: found.uncompressedSize, open: () => openEntry(zip, found) }
    }
  } finally {
    zip.close()
  }
}

/** An entry as a whole. */
export async function readEntry(entry: ZipEntry): Promise<Buffer> {
  if (entry.size > MAX_WHOLE_BYTES) throw new Error(`${entry.name} is larger than ${MAX_WHOLE_BYTES} bytes`)
  return buffer(await entry.open())
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

function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)))
  })
}
