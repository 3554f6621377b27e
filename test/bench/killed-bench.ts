import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import type { GraphReport } from '../../src/index/types.js'
import { sha256OfFile } from '../../src/train/file-hash.js'
import { rowOf } from '../support/vectors.js'
import { table } from './report.js'

const QUERIES = 10
const K = 10
const WRITER = fileURLToPath(new URL('./killed-writer.js', import.meta.url))

interface Built {
  open: number
  build: number
  processor: number
  peak: number
  graph?: GraphReport
}

/** A graph of an index: built whole; and by two processes, of which the first is killed when lists of candidates are kept. */
export async function benchKilled(sizes: readonly number[], dimension: number): Promise<void> {
  for (const size of sizes) {
    const root = mkdtempSync(join(tmpdir(), 'anlam-bench-'))
    try {
      const [cut, whole] = [join(root, 'cut'), join(root, 'whole')]
      await writer(cut, 'fill', String(size), String(dimension)).ended
      cpSync(cut, whole, { recursive: true })
      const killed = await killWhereKept(cut)
      const rest = await built(cut)
      const atOnce = await built(whole)
      const graph = join(cut, 'x', 'graph.1.hnsw')
      const isSame = (await sha256OfFile(graph)) === (await sha256OfFile(join(whole, 'x', 'graph.1.hnsw')))
      table(
        `A graph of ${size} × ${dimension}, its process killed; ${isSame ? 'the same' : 'OTHER'} bytes, ${(statSync(graph).size / 2 ** 30).toFixed(2)} GiB; recall@${K} ${await recallOf(cut)}`,
        [
          '',
          'opening, s',
          'until killed or published, s',
          'processor s',
          'peak memory, GiB',
          'of the candidates',
        ],
        [
          ['killed', '', killed, '', '', ''],
          ['the next process', ...cells(rest)],
          ['a whole build', ...cells(atOnce)],
        ],
      )
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  }
}

function cells({ open, build, processor, peak, graph }: Built): string[] {
  return [
    ...[open, build, processor].map(s => s.toFixed(1)),
    peak.toFixed(2),
    graph?.candidateRecall.toFixed(3) ?? '',
  ]
}

function writer(root: string, ...args: string[]): { kill(): void; ended: Promise<unknown> } {
  const child = spawn(process.execPath, [WRITER, root, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
  return { kill: () => child.kill('SIGKILL'), ended: once(child, 'close') }
}

/** @returns after how many seconds, and what was kept */
async function killWhereKept(root: string): Promise<string> {
  const kept = ['cells', 'candidates'].map(name => join(root, 'x', `graph.bulk.${name}`))
  const started = performance.now()
  const { kill, ended } = writer(root, 'commit')
  const isDone = ended.then(() => true)
  while (!existsSync(kept[1]!)) if (await Promise.race([isDone, pause(100, false)])) break
  kill()
  const seconds = (performance.now() - started) / 1000
  await ended
  const bytes = kept.map(path => statSync(path, { throwIfNoEntry: false })?.size ?? 0)
  return `${seconds.toFixed(1)} (kept: ${bytes.map(each => (each / 2 ** 20).toFixed(0)).join(' and ')} MiB)`
}

async function built(root: string): Promise<Built> {
  const { stdout } = spawnSync(process.execPath, [WRITER, root, 'commit'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(stdout) as Built
}

/** Of indexed vectors, beside an exact search. */
async function recallOf(root: string): Promise<string> {
  const index = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
  const { vectors } = await index.sample(QUERIES)
  let found = 0
  for (let i = 0; i < QUERIES; i++) {
    const wanted = new Set((await index.search(rowOf(vectors, i), { k: K, exact: true })).map(({ id }) => id))
    found += (await index.search(rowOf(vectors, i), { k: K })).filter(({ id }) => wanted.has(id)).length
  }
  await index.close()
  return (found / (QUERIES * K)).toFixed(4)
}
