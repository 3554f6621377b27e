import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BulkOptions, buildGraph } from '../../src/index/embedded/bulk/build-graph.js'
import { clusteredVectors, rowOf } from './vectors.js'

/** Program that begins to build a graph and stands still at a stage, to be killed there: folder, stage, `allPairs`. */
export const CUT_OFF_BUILD = fileURLToPath(import.meta.url)

const DIMENSION = 32
export const ROWS = 3000
export const batch = clusteredVectors(ROWS, DIMENSION, 5)

/** Labels are those of an index into which the vectors were written in their order. */
export function buildOptions(folder: string): Pick<BulkOptions, 'file' | 'parameters' | 'threads'> {
  return {
    file: join(folder, `graph.bulk-${process.pid}-0.hnsw.tmp`),
    parameters: { dimension: DIMENSION, m: 32, efConstruction: 200 },
    threads: 2,
  }
}

export function* pages(): Generator<{ label: number; vector: Float32Array }[]> {
  for (let at = 0; at < ROWS; at += 1000)
    yield Array.from({ length: 1000 }, (_, i) => ({ label: at + i + 1, vector: rowOf(batch, at + i) }))
}

if (process.argv[1] === CUT_OFF_BUILD) {
  const [folder, until, allPairs] = process.argv.slice(2)
  await buildGraph({
    ...buildOptions(folder!),
    vectors: pages(),
    allPairs: Number(allPairs),
    keep: { directory: folder!, isWriter: true, worth: 0 },
    onProgress: stage => {
      if (stage !== until) return
      writeSync(1, 'there\n')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    },
  })
}
