import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { checkIntegrity } from '../../src/index/embedded/maintenance/integrity.js'
import { countTrueHits } from '../../src/search/true-hits.js'
import { clusteredVectors, rowOf } from '../support/vectors.js'
import { seconds } from './encode-bench.js'
import { median, table } from './report.js'

const SIZES = [
  { passages: 200_000, dimension: 256 },
  { passages: 50_000, dimension: 1024 },
]
/** Passages written after the snapshot and before the kill. */
const TAIL = 2000
const QUERIES = 100

/**
 * Large indexes: built, killed, opened again. Opening checks the hash of the snapshot, loads it, and replays later
 * writes; it is measured with and without writes to replay.
 */
export async function benchGrowth(): Promise<void> {
  const rows: (string | number)[][] = []
  for (const { passages, dimension } of SIZES) {
    const root = mkdtempSync(join(tmpdir(), 'anlam-bench-'))
    try {
      const writer = fileURLToPath(new URL('./growth-writer.js', import.meta.url))
      const child = spawn(process.execPath, [writer, root, ...[passages, TAIL, dimension].map(String)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const [line] = (await once(child.stdout, 'data')) as [Buffer]
      const { build, commit } = JSON.parse(line.toString()) as { build: number; commit: number }
      const log = statSync(join(root, 'x', 'store.sqlite-wal')).size
      child.kill('SIGKILL')
      await once(child, 'close')
      let index!: EmbeddedIndex
      const open = async (): Promise<void> => {
        index = await EmbeddedIndex.open(root, 'x', { mode: 'writer' })
      }
      const afterKill = await seconds(open)
      const { passages: found } = await index.stats()
      await index.commit()
      await index.close()
      const clean = await seconds(open)
      const recall = await measureRecall(index, dimension)
      const times: number[] = []
      for (let i = 0; i < QUERIES; i++) {
        const query = rowOf(clusteredVectors(1, dimension, i * 1000, 400), 0)
        times.push(1000 * (await seconds(() => index.search(query, { k: 10 }))))
      }
      const { bytes } = await index.stats()
      await index.close()
      const verify = await seconds(() => checkIntegrity(join(root, 'x'), 'x'))
      rows.push([
        `${passages} × ${dimension}`,
        (passages / build).toFixed(0),
        commit.toFixed(1),
        passages + TAIL - found,
        afterKill.toFixed(1),
        clean.toFixed(1),
        (log / 2 ** 20).toFixed(0),
        (bytes / 2 ** 20).toFixed(0),
        verify.toFixed(1),
        recall.toFixed(3),
        median(times).toFixed(1),
      ])
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  }
  table(
    `Large indexes: built, ${TAIL} more written, killed, opened`,
    [
      'passages × dimensions',
      'passages/s',
      'commit s',
      'lost',
      `open s, after the kill`,
      'open s, committed',
      'log MiB',
      'on disk MiB',
      'verify s',
      'recall@10',
      'search ms',
    ],
    rows,
  )
}

/** Recall@10 with stored passages as queries, against exact search. */
async function measureRecall(index: EmbeddedIndex, dimension: number): Promise<number> {
  const queries = Array.from({ length: 20 }, (_, i) =>
    rowOf(clusteredVectors(1000, dimension, i * 2000, 400), i),
  )
  const best = await Promise.all(queries.map(query => index.search(query, { k: 10, exact: true })))
  let found = 0
  for (const [q, query] of queries.entries())
    found += countTrueHits(await index.search(query, { k: 10 }), best[q]!)
  return found / (queries.length * 10)
}
