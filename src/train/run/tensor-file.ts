import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { publishFile, removeIfPossible } from '../../basics/files.js'
import { AnlamError, asAnlamError } from '../../errors.js'

/** Bytes hashed and written at a time, between which other work can run. */
const CHUNK = 8 << 20
const PREFIX_BYTES = 8
const DIGEST_BYTES = 32

interface Header<H> {
  header: H
  tensors: { name: string; length: number }[]
}

/**
 * Writes float32 arrays with a header of JSON: length of the header (uint64, little-endian), header, values, SHA-256 of
 * all that. A reader finds the whole file or the one that it replaces. Other work runs between chunks, so the arrays
 * must not change meanwhile.
 * @throws the system's error
 */
export async function writeTensors(
  path: string,
  header: object,
  tensors: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  const list = [...tensors].map(([name, { length }]) => ({ name, length }))
  const json = Buffer.from(JSON.stringify({ header, tensors: list }))
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeBigUInt64LE(BigInt(json.length))
  const temporary = `${path}.tmp`
  const file = await open(temporary, 'w')
  try {
    const hash = createHash('sha256')
    for (const bytes of [prefix, json, ...[...tensors.values()].map(bytesOf)])
      for (let at = 0; at < bytes.length; at += CHUNK) {
        const chunk = bytes.subarray(at, at + CHUNK)
        hash.update(chunk)
        await writeAll(file, chunk)
      }
    await writeAll(file, hash.digest())
    await file.sync()
  } catch (error) {
    removeIfPossible(temporary)
    throw error
  } finally {
    await file.close()
  }
  publishFile(temporary, path)
}

/**
 * Reads a file of `writeTensors`.
 * @throws AnlamError `not-found`; `corrupt-checkpoint` if a byte is not what was written
 */
export async function readTensors<H>(
  path: string,
): Promise<{ header: H; tensors: Map<string, Float32Array> }> {
  const damaged = (cause?: unknown): AnlamError =>
    new AnlamError('corrupt-checkpoint', `${path} is damaged; --fresh starts the training anew`, { cause })
  const file = await open(path, 'r').catch((error: unknown) => {
    throw asAnlamError(error)
  })
  try {
    const hash = createHash('sha256')
    const take = async (bytes: Uint8Array): Promise<Buffer> => {
      await readAll(file, bytes, damaged)
      hash.update(bytes)
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    }
    const { size } = await file.stat()
    const headerBytes = Number((await take(new Uint8Array(PREFIX_BYTES))).readBigUInt64LE())
    if (headerBytes > size - PREFIX_BYTES - DIGEST_BYTES) throw damaged()
    const { header, tensors: list } = parse<H>(await take(new Uint8Array(headerBytes)), damaged)
    const total = list.reduce((sum, { length }) => sum + length * 4, 0)
    if (PREFIX_BYTES + headerBytes + total + DIGEST_BYTES !== size) throw damaged()
    const tensors = new Map<string, Float32Array>()
    for (const { name, length } of list) {
      const values = new Float32Array(length)
      await take(bytesOf(values))
      tensors.set(name, values)
    }
    const expected = hash.digest()
    const digest = new Uint8Array(DIGEST_BYTES)
    await readAll(file, digest, damaged)
    if (!expected.equals(digest)) throw damaged()
    return { header, tensors }
  } finally {
    await file.close()
  }
}

function parse<H>(bytes: Buffer, damaged: (cause: unknown) => AnlamError): Header<H> {
  try {
    return JSON.parse(bytes.toString()) as Header<H>
  } catch (cause) {
    throw damaged(cause)
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** A single write may take fewer bytes, as when a disk fills. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten
}

async function readAll(file: FileHandle, bytes: Uint8Array, damaged: () => AnlamError): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, at, Math.min(bytes.length - at, CHUNK))
    if (bytesRead === 0) throw damaged()
    at += bytesRead
  }
}
