import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from '@opensearch-project/opensearch'

/** Milliseconds after which a node looks again at what its processor has done. */
const REFRESH = 1100

/** What the nodes of a cluster say about themselves and an index. */
export class Nodes {
  constructor(private readonly client: Client) {}

  /** Seconds of the processor that all nodes have taken; waits until they know. */
  async seconds(): Promise<number> {
    await pause(REFRESH)
    const nodes = await this.stats<{ process: { cpu: { total_in_millis: number } } }>('process')
    return nodes.reduce((sum, { process }) => sum + process.cpu.total_in_millis / 1000, 0)
  }

  /** MiB of each node's heap that are used after a collection of what is young. */
  async heaps(): Promise<number[]> {
    const nodes = await this.stats<{ jvm: { mem: { heap_used_in_bytes: number } } }>('jvm')
    return nodes.map(({ jvm }) => Math.round(jvm.mem.heap_used_in_bytes / 2 ** 20))
  }

  private async stats<T>(metric: string): Promise<T[]> {
    return Object.values((await this.get<{ nodes: Record<string, T> }>(`/_nodes/stats/${metric}`)).nodes)
  }

  private async get<T>(path: string): Promise<T> {
    return (await this.client.transport.request({ method: 'GET', path })).body as T
  }

  /** Bytes of the first copies of an index's shards, the number of their segments, and bytes by the kind of file. */
  async sizeOf(index: string): Promise<{ bytes: number; segments: number; files: Record<string, number> }> {
    interface Stats {
      _all: {
        primaries: {
          store: { size_in_bytes: number }
          segments: { count: number; file_sizes: Record<string, { size_in_bytes: number }> }
        }
      }
    }
    await this.client.indices.flush({ index })
    const path = `/${index}/_stats/store,segments?include_segment_file_sizes=true`
    const { store, segments } = (await this.get<Stats>(path))._all.primaries
    const sizes = Object.entries(segments.file_sizes).map(
      ([name, { size_in_bytes: size }]) => [name, size] as const,
    )
    return { bytes: store.size_in_bytes, segments: segments.count, files: Object.fromEntries(sizes) }
  }

  async merge(index: string): Promise<void> {
    await this.client.indices.forcemerge({ index, max_num_segments: 1 })
    await this.client.indices.refresh({ index })
  }
}

export interface Measured {
  seconds: number
  /** Seconds of the processor: of this process, and of all nodes. */
  own: number
  theirs: number
}

export async function measure(nodes: Nodes, work: () => Promise<void>): Promise<Measured> {
  const theirs = await nodes.seconds()
  const [started, own] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(own)
  return {
    seconds: (performance.now() - started) / 1000,
    own: (user + system) / 1e6,
    theirs: (await nodes.seconds()) - theirs,
  }
}
