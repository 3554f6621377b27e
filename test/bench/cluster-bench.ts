import { type Cluster, clusterIndex } from '../../src/analysis/cluster.js'
import { findCentroids } from '../../src/analysis/threaded-analysis.js'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import type { Encoder } from '../../src/model/types.js'
import { topicSets } from './classification-bench.js'
import { table } from './report.js'

const SHOWN = 5
const TERMS = 4

/** How many clusters are suggested, how pure they are by topic, and what the largest are called. */
export async function benchClusters(encoder: Encoder): Promise<void> {
  const rows: string[][] = []
  for (const [name, examples] of await topicSets()) {
    const { model, fingerprint, dimension } = encoder.spec
    const index = new MemoryIndex('clusters', { model, fingerprint, dimension })
    const topics = new Map(examples.map(({ label }, i) => [`d${i}`, label]))
    await index.write(
      examples.map(({ text }, i) => ({
        document: { id: `d${i}`, source: '', metadata: {} },
        hash: '',
        passages: [{ id: `d${i}`, documentId: `d${i}`, text, start: 0, end: text.length }],
      })),
      await encoder.encode(examples.map(({ text }) => text)),
    )
    const started = performance.now()
    const { clusters, suggested } = await clusterIndex(index, { findCentroids })
    const seconds = (performance.now() - started) / 1000
    await index.close()
    rows.push([
      `${name} (${new Set(topics.values()).size} topics)`,
      `${clusters.length}`,
      suggested!.reason,
      purity(clusters, topics).toFixed(3),
      clusters
        .slice(0, SHOWN)
        .map(({ terms }) => terms.slice(0, TERMS).join(', '))
        .join('; '),
      seconds.toFixed(1),
    ])
  }
  table(
    'Clusters without a given number',
    ['', 'clusters', 'reason', 'purity by topic', 'names of the largest', 'seconds'],
    rows,
  )
}

/** Share of passages that are of the most frequent topic of their cluster. */
function purity(clusters: readonly Cluster[], topics: ReadonlyMap<string, string>): number {
  const right = clusters.map(({ members }) => {
    const counts = new Map<string, number>()
    for (const id of members) counts.set(topics.get(id)!, (counts.get(topics.get(id)!) ?? 0) + 1)
    return Math.max(...counts.values())
  })
  return right.reduce((sum, n) => sum + n, 0) / topics.size
}
