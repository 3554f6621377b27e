import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Random } from '../../../src/basics/random.js'
import { EmbeddedIndex } from '../../../src/index/embedded/embedded-index.js'
import { ThreadedIndex } from '../../../src/index/embedded/threaded-index.js'
import { keepWriting, readOnce, writeFirst } from '../../contract/beside-writer.js'
import { IDENTITY } from '../../contract/identity.js'

/**
 * Reads an index in every way while another thread replaces its documents.
 * @returns number of reads
 * @throws AssertionError if a read mixes two states
 */
export async function readBesideWriter(minutes: number): Promise<number> {
  const root = mkdtempSync(join(tmpdir(), 'anlam-beside-'))
  const writer = await ThreadedIndex.create(root, 'x', IDENTITY)
  const reader = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
  const until = performance.now() + minutes * 60_000
  const random = new Random(20_261_125)
  let rounds = 0
  try {
    await writeFirst(writer)
    let reading = true
    const writing = keepWriting(writer, 1, () => reading)
    try {
      for (; performance.now() < until; rounds++) await readOnce(reader, random)
    } finally {
      reading = false
      await writing
    }
    return rounds
  } finally {
    await Promise.all([writer.close(), reader.close()])
    rmSync(root, { recursive: true, force: true })
  }
}
