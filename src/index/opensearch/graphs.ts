import type { Cluster } from './client.js'

/** Milliseconds after which a search finds out in the background whether segments were merged. */
const STALE = 10_000

interface Segments {
  indices?: Record<string, { shards: Record<string, ShardCopy[]> }>
}

interface ShardCopy {
  segments?: Record<string, { num_docs: number }>
}

/**
 * The graphs that an index is cut into: Lucene makes one for each segment, and a search goes through all of them. Each holds a share of the
 * hits, and needs the fewer candidates the smaller it is.
 */
export class Graphs {
  private known: { share: number; at: number } | undefined
  private reading: Promise<number> | undefined

  constructor(
    private readonly cluster: Cluster,
    private readonly alias: string,
  ) {}

  /** The largest graph's share of all rows, from 0 to 1, as it was some seconds ago; 1 if the cluster does not tell. */
  async largestShare(): Promise<number> {
    const { known } = this
    if (known && performance.now() - known.at < STALE) return known.share
    this.reading ??= this.read().finally(() => {
      this.reading = undefined
    })
    return known ? known.share : this.reading
  }

  private async read(): Promise<number> {
    const options = { query: { filter_path: 'indices.*.shards.*.segments.*.num_docs' }, patience: 0 }
    // Whoever closes the index meanwhile waits for no answer.
    const answer = await this.cluster
      .trySend<Segments>('GET', `/${this.alias}/_segments`, options)
      .catch(() => undefined)
    const share = answer && 'body' in answer ? shareOf(answer.body) : 1
    this.known = { share, at: performance.now() }
    return share
  }
}

function shareOf({ indices = {} }: Segments): number {
  const shards = Object.values(indices).flatMap(index => Object.values(index.shards))
  const copies = shards.map(shard =>
    shard.map(({ segments = {} }) => Object.values(segments).map(segment => segment.num_docs)),
  )
  const rows = copies.reduce((sum, shard) => sum + Math.max(0, ...shard.map(total)), 0)
  const largest = copies.flat(2).reduce((most, count) => Math.max(most, count), 0)
  return rows === 0 ? 1 : Math.min(1, largest / rows)
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
