import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

export interface Digests {
  sha256: string
  /** SHA-1 of `blob <bytes>\0` and the content, as git hashes a blob. */
  gitSha1: string
}

/** Computes both digests of a file in one pass. */
export async function digestFile(path: string, size: number): Promise<Digests> {
  const sha256 = createHash('sha256')
  const gitSha1 = createHash('sha1').update(`blob ${size}\0`)
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    sha256.update(chunk)
    gitSha1.update(chunk)
  }
  return { sha256: sha256.digest('hex'), gitSha1: gitSha1.digest('hex') }
}
