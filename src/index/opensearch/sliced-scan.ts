import { AnlamError, throwIfAborted } from '../../errors.js'
import { inOrder } from './in-order.js'
import type { Query } from './metadata.js'
import type { Moments } from './moments.js'
import type { PassageRow } from './rows.js'
import type { Moment } from './state.js'

/** Parts of an index that are read at once, so that all shards, nodes and this process have something to do. */
const SLICES = 4
/** For how long the cluster keeps a point in time after each request. */
const KEEP_ALIVE = '15m'
/** All that a passage is made of; the rest serves searches. */
const SOURCE = ['pid', 'did', 'place', 'payload']

export interface ScanOptions {
  condition: Query
  pageSize: number
  /** Number of passages up to which one part is enough. */
  few: number
  signal?: AbortSignal | undefined
}

/**
 * Passages of a moment in the order of their places, a page at a time. At most three pages are in memory, whatever the size
 * of the index.
 * @throws AnlamError `unavailable` if a node was lost and the index written meanwhile; `cancelled`
 */
export async function* slicedScan(
  moments: Moments,
  moment: Moment,
  { condition, pageSize, few, signal }: ScanOptions,
): AsyncGenerator<PassageRow[]> {
  const point = await PointInTime.open(moments, moment)
  const slices = moment.state.passages > few ? SLICES : 1
  const query = { bool: { filter: [condition, ...moment.visible] } }
  const rowsOf = async function* (slice: number): AsyncGenerator<PassageRow[]> {
    const size = Math.ceil(pageSize / slices)
    for (let after: (string | number)[] | undefined; ; ) {
      throwIfAborted(signal)
      const page = await point.use(pit =>
        moments.search<PassageRow>({
          query,
          size,
          sort: [{ place: 'asc' }],
          source: SOURCE,
          pit: { id: pit, keep_alive: KEEP_ALIVE },
          // By place, because ids would be loaded into the memory of the nodes.
          ...(slices > 1 ? { slice: { field: 'place', id: slice, max: slices } } : {}),
          ...(after ? { after } : {}),
          signal,
        }),
      )
      if (page.length > 0) yield page.map(({ row }) => row)
      if (page.length < size) return
      after = page.at(-1)!.sort
    }
  }
  try {
    let page: PassageRow[] = []
    const parts = Array.from({ length: slices }, (_, slice) => rowsOf(slice))
    for await (const row of inOrder(parts, ({ place }) => place)) {
      page.push(row)
      if (page.length < pageSize) continue
      yield page
      page = []
    }
    if (page.length > 0) yield page
  } finally {
    await point.close()
  }
}

/** A point in time of the cluster, which is lost with a node. A new one serves as well, unless rows have been removed since. */
class PointInTime {
  private opening: Promise<string> | undefined

  private constructor(
    private readonly moments: Moments,
    private readonly moment: Moment,
    private id: string,
  ) {}

  static async open(moments: Moments, moment: Moment): Promise<PointInTime> {
    return new PointInTime(moments, moment, await openPoint(moments))
  }

  /** Does something with the point in time, again if that was lost. */
  async use<T>(work: (id: string) => Promise<T>): Promise<T> {
    for (;;) {
      const id = this.id
      try {
        return await work(id)
      } catch (error) {
        const code = error instanceof AnlamError ? error.code : undefined
        if (code !== 'unavailable' && code !== 'not-found' && code !== 'internal') throw error
        // Of those that find it lost, one opens another.
        if (this.id !== id) continue
        this.opening ??= this.openAgain(error).finally(() => {
          this.opening = undefined
        })
        this.id = await this.opening
      }
    }
  }

  private async openAgain(error: unknown): Promise<string> {
    const id = await openPoint(this.moments)
    if (await this.moments.isWhole(this.moment)) return id
    await closePoint(this.moments, id)
    throw new AnlamError(
      'unavailable',
      'a node was lost while the index was read and written; read it again',
      {
        cause: error,
      },
    )
  }

  async close(): Promise<void> {
    await closePoint(this.moments, this.id)
  }
}

async function openPoint({ cluster, alias }: Moments): Promise<string> {
  const path = `/${alias}/_search/point_in_time`
  const query = { keep_alive: KEEP_ALIVE }
  return (await cluster.send<{ pit_id: string }>('POST', path, { query })).pit_id
}

async function closePoint({ cluster }: Moments, id: string): Promise<void> {
  await cluster.trySend('DELETE', '/_search/point_in_time', { body: { pit_id: [id] }, patience: 0 })
}
