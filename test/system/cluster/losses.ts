import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { AnlamError, type ErrorCode } from '../../../src/errors.js'
import { OpenSearchEngine } from '../../../src/index/opensearch/opensearch-engine.js'
import type { SearchIndex } from '../../../src/index/types.js'
import { IDENTITY } from '../../contract/identity.js'
import { TestCluster } from '../../opensearch/cluster.js'
import { clusteredVectors, documents, rowOf } from '../../support/vectors.js'

const NODES = 3
const SHARDS = 3
const SEARCHERS = 8
/** Milliseconds in which a cluster that looks every 10 s has to see full disks. */
const FILLED_WITHIN = 120_000

export interface LossOptions {
  /** Documents written, and how many at a time. */
  documents: number
  batch: number
  searches: number
}

/** A cluster of three nodes with one index, whose nodes are lost. */
export class LosingCluster {
  private acknowledged = 0
  private readonly vectors

  private constructor(
    private readonly cluster: TestCluster,
    private readonly engine: OpenSearchEngine,
    private readonly index: SearchIndex,
    private readonly options: LossOptions,
  ) {
    this.vectors = clusteredVectors(options.documents, IDENTITY.dimension, 1)
  }

  static async start(options: LossOptions): Promise<LosingCluster> {
    const cluster = await TestCluster.start({ nodes: NODES })
    const settings = { urls: cluster.urls, prefix: `lost-${randomUUID()}`, shards: SHARDS, replicas: 1 }
    const engine = new OpenSearchEngine(settings, { few: 0 })
    try {
      const index = await engine.create('x', IDENTITY)
      await cluster.until({ status: 'green' })
      return new LosingCluster(cluster, engine, index, options)
    } catch (error) {
      await engine.close().catch(() => undefined)
      await cluster.stop()
      throw error
    }
  }

  async stop(): Promise<void> {
    // Nodes that are down on purpose would only be waited for.
    await this.cluster.stop()
    await this.engine.close().catch(() => undefined)
  }

  /**
   * Kills the node that manages the cluster while documents are written. It stays away.
   * @throws Error if a write fails, or an acknowledged document is not found
   */
  async loseOneWhileWriting(): Promise<{ acknowledged: number; slowestWrite: number; killed: number }> {
    const { documents: total, batch } = this.options
    let slowestWrite = 0
    let killed: { node: number; gone: Promise<void> } | undefined
    while (this.acknowledged < total) {
      if (!killed && this.acknowledged >= total / 3) {
        const node = await this.manager()
        // In the middle of the batch that is written now.
        killed = { node, gone: pause(20).then(() => this.cluster.kill(node)) }
      }
      const started = performance.now()
      await this.write(Math.min(batch, total - this.acknowledged))
      slowestWrite = Math.max(slowestWrite, performance.now() - started)
    }
    await killed!.gone
    await this.checkAll()
    return { acknowledged: this.acknowledged, slowestWrite, killed: killed!.node }
  }

  /**
   * Kills the node that manages the cluster during searches, some of them at once, or stops it from running. It stays so.
   * @throws Error if one fails, or finds less than all of what it looks for
   */
  async loseOneWhileSearching(how: 'kill' | 'suspend'): Promise<{ slowestSearch: number; lost: number }> {
    const node = await this.manager()
    let next = 0
    let slowestSearch = 0
    let gone: Promise<void> | undefined
    const searchOn = async (): Promise<void> => {
      while (next < this.options.searches) {
        const i = next++
        if (i === Math.floor(this.options.searches / 3))
          if (how === 'kill') gone = this.cluster.kill(node)
          else this.cluster.suspend(node)
        const row = (i * 7919) % this.acknowledged
        const started = performance.now()
        const [best] = await this.index.search(rowOf(this.vectors, row), { k: 10 })
        slowestSearch = Math.max(slowestSearch, performance.now() - started)
        if (best?.id !== `d${row}`) throw new Error(`the vector of d${row} finds ${best?.id ?? 'nothing'}`)
      }
    }
    await Promise.all(Array.from({ length: SEARCHERS }, searchOn))
    await gone
    return { slowestSearch, lost: node }
  }

  /**
   * Kills the two of three nodes that have the copies of one shard: neither a majority nor all passages are left.
   * @returns the errors of a write and a search meanwhile
   * @throws Error if an acknowledged document is not found after they are back
   */
  async loseTwo(): Promise<{ errors: AnlamError[]; greenAfter: number }> {
    const lost = await this.holders()
    await Promise.all(lost.map(node => this.cluster.kill(node)))
    const errors = await Promise.all([
      failure(this.index.search(rowOf(this.vectors, 0), { k: 10 })),
      failure(this.index.write(documents(1, { from: this.options.documents }), this.rows(0, 1))),
    ])
    return { errors, greenAfter: await this.bringBack(lost) }
  }

  /**
   * Fills the disks, by limits that the used part of them exceeds.
   * @returns the error of a write meanwhile
   * @throws Error if what was acknowledged is not found, or writing does not go on afterwards
   */
  async fill(): Promise<AnlamError> {
    await this.limitDisks(true)
    const error = await failure(
      this.index.write(documents(1, { from: this.options.documents }), this.rows(0, 1)),
    )
    await this.checkAll()
    await this.limitDisks(false)
    await this.index.write(documents(1), this.rows(0, 1))
    await this.checkAll()
    return error
  }

  /** Waits until the cluster has looked at its disks, if there is something to be seen. */
  private async limitDisks(isOn: boolean): Promise<void> {
    const disk = 'cluster.routing.allocation.disk'
    await this.put('/_cluster/settings', {
      transient: {
        [`${disk}.threshold_enabled`]: isOn,
        [`${disk}.watermark.low`]: isOn ? '1%' : null,
        [`${disk}.watermark.high`]: isOn ? '2%' : null,
        [`${disk}.watermark.flood_stage`]: isOn ? '3%' : null,
        'cluster.info.update.interval': isOn ? '10s' : null,
      },
    })
    const isBlocked = async (): Promise<boolean> => {
      const { text } = await this.cluster.request('GET', '/lost-*/_settings?flat_settings=true')
      return text.includes('"index.blocks.read_only_allow_delete":"true"')
    }
    const deadline = performance.now() + FILLED_WITHIN
    while (isOn && !(await isBlocked()))
      if (performance.now() > deadline) throw new Error('the cluster does not notice that disks are full')
      else await pause(500)
    // OpenSearch takes the block back itself while it looks at its disks, which it no longer does.
    if (!isOn) await this.put('/lost-*/_settings', { 'index.blocks.read_only_allow_delete': null })
  }

  private async put(path: string, body: object): Promise<void> {
    const { status, text } = await this.cluster.request('PUT', path, body)
    if (status !== 200) throw new Error(text)
  }

  private async write(count: number): Promise<void> {
    const from = this.acknowledged
    const outcomes = await this.index.write(documents(count, { from }), this.rows(from, count))
    const refused = outcomes.find(({ status }) => status !== 'written')
    if (refused) throw new Error(`document ${refused.id} was refused`)
    this.acknowledged += count
  }

  private rows(from: number, count: number): { values: Float32Array; rows: number; dimension: number } {
    const { values, dimension } = this.vectors
    return { values: values.slice(from * dimension, (from + count) * dimension), rows: count, dimension }
  }

  /** @throws Error if the index does not hold just what was acknowledged, by a scan and by its statistics */
  private async checkAll(): Promise<void> {
    const found = new Set<string>()
    for await (const { passages } of this.index.scan()) for (const { id } of passages) found.add(id)
    const lost = Array.from({ length: this.acknowledged }, (_, i) => `d${i}`).filter(id => !found.has(id))
    if (lost.length > 0)
      throw new Error(`${lost.length} acknowledged documents are lost: ${lost.slice(0, 5)}`)
    const { documents: counted } = await this.index.stats()
    if (found.size !== this.acknowledged || counted !== this.acknowledged)
      throw new Error(
        `${this.acknowledged} documents were acknowledged, ${found.size} found, ${counted} counted`,
      )
  }

  /** The nodes that have a copy of the first shard, once none is under way: the third may have copies of all others. */
  private async holders(): Promise<number[]> {
    await this.cluster.request('GET', '/_cluster/health?wait_for_no_relocating_shards=true&timeout=60s')
    const { text } = await this.cluster.request('GET', '/_cat/shards/lost-*?h=shard,node')
    return [...text.matchAll(/^0 +n(\d+) *$/gm)].map(([, node]) => Number(node))
  }

  /** The node that manages the cluster. */
  private async manager(): Promise<number> {
    const { text } = await this.cluster.request('GET', '/_cat/cluster_manager?h=node')
    return Number(text.trim().slice(1))
  }

  /**
   * Starts killed nodes again, and lets suspended ones go on.
   * @returns milliseconds until green
   * @throws Error if what was acknowledged is not found then
   */
  async bringBack(nodes: readonly number[]): Promise<number> {
    const started = performance.now()
    for (const node of nodes) {
      this.cluster.restart(node)
      this.cluster.resume(node)
    }
    await this.cluster.until({ status: 'green', nodes: NODES })
    const greenAfter = performance.now() - started
    await this.checkAll()
    return greenAfter
  }
}

async function failure(work: Promise<unknown>): Promise<AnlamError> {
  try {
    await work
  } catch (error) {
    if (error instanceof AnlamError) return error
    throw error
  }
  throw new Error('it succeeded')
}

/**
 * Loses nodes and fills disks, one after the other.
 * @param report called with what was measured, one line each
 * @throws Error if anything was lost, or an error was not the right one
 */
export async function loseNodes(options: LossOptions, report: (line: string) => void): Promise<void> {
  const losing = await LosingCluster.start(options)
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
  const expect = (error: AnlamError, code: ErrorCode): void => {
    if (error.code !== code) throw new Error(`${error.code} instead of ${code}: ${error.message}`)
  }
  try {
    const writing = await losing.loseOneWhileWriting()
    report(`a node killed while ${writing.acknowledged} documents were written: none lost`)
    report(
      `  slowest write ${seconds(writing.slowestWrite)}, green ${seconds(await losing.bringBack([writing.killed]))}`,
    )
    for (const how of ['kill', 'suspend'] as const) {
      const { slowestSearch, lost } = await losing.loseOneWhileSearching(how)
      report(
        `a node ${how === 'kill' ? 'killed' : 'hanging'} during ${options.searches} searches: none failed`,
      )
      report(`  slowest search ${seconds(slowestSearch)}, green ${seconds(await losing.bringBack([lost]))}`)
    }
    const { errors, greenAfter } = await losing.loseTwo()
    for (const error of errors) expect(error, 'unavailable')
    report(`two nodes killed: ${errors[0]!.message}; none lost, green ${seconds(greenAfter)}`)
    expect(await losing.fill(), 'storage-full')
    report('full disks: storage-full, nothing lost, and writing goes on afterwards')
  } finally {
    await losing.stop()
  }
}
