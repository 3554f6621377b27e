import { AnlamError } from '../../errors.js'
import {
  assertUnwritten,
  type Capabilities,
  type IndexEngine,
  type IndexSize,
  type IndexWatch,
  type OpenedIndex,
  type Successors,
} from '../engine.js'
import { checkNewIndexName } from '../names.js'
import type { IndexIdentity } from '../types.js'
import { Cluster, type ClusterSettings, PATIENCE_OF_WRITES } from './client.js'
import { ClusterIndexes, type EngineOptions } from './cluster-indexes.js'
import { toAnlamError } from './failures.js'
import { type Meta, physicalName } from './mapping.js'
import { GRACE } from './moments.js'
import { bytesOf } from './opensearch-index.js'
import { PostedJobs } from './posted-jobs.js'
import { beingWritten, isWriting, WriterSession } from './session.js'
import { restoreSnapshot, takeSnapshot } from './snapshots.js'
import { readState, revisionOf } from './state.js'
import { ClusterWatch } from './watch.js'

type Infos = Record<string, { mappings?: { _meta?: Partial<Meta> }; aliases?: Record<string, unknown> }>

/** Engine whose indexes lie in an OpenSearch cluster, one in an index of its own. */
export class OpenSearchEngine extends ClusterIndexes implements IndexEngine {
  readonly name = 'opensearch'
  /** The cluster checks and repairs what it keeps by its own means. */
  readonly capabilities: Pick<Capabilities, 'snapshot' | 'restoreSnapshot'> = {
    snapshot: async (name, to) => takeSnapshot(this.cluster, (await this.located(name)).physical, to),
    restoreSnapshot: async (from, name) => {
      const checked = checkNewIndexName(name, await this.list())
      if (await this.find(checked)) throw new AnlamError('already-exists', `index ${checked} exists`)
      await restoreSnapshot(this.cluster, from, checked).finally(() => this.changes++)
    },
  }
  readonly jobs: PostedJobs
  private readonly next: ClusterIndexes
  /** Number of indexes created and deleted here. */
  private changes = 0

  constructor(settings: ClusterSettings, options: EngineOptions = {}) {
    const cluster = new Cluster(settings)
    super(cluster, options, 'indexes')
    this.jobs = new PostedJobs(cluster)
    this.next = new ClusterIndexes(cluster, options, 'successors')
  }

  get successors(): Successors {
    return this.next
  }

  override async create(name: string, identity: IndexIdentity): Promise<OpenedIndex> {
    return super.create(name, identity).finally(() => this.changes++)
  }

  override async list(): Promise<string[]> {
    return [...(await this.all()).keys()].sort()
  }

  /** Tokens of all indexes by their names. */
  private async all(): Promise<Map<string, string>> {
    await this.check()
    const found = await this.cluster.send<Infos>('GET', `/${this.prefix}-*`, {
      query: { filter_path: '*.mappings._meta,*.aliases' },
    })
    const tokens = new Map<string, string>()
    for (const [physical, { mappings, aliases = {} }] of Object.entries(found)) {
      const { name, id } = mappings?._meta ?? {}
      if (name === undefined || id === undefined) continue
      // A successor does not have the name yet.
      const wanted = physicalName(this.prefix, name)
      if (physical === wanted || Object.hasOwn(aliases, wanted)) tokens.set(name, id)
    }
    return tokens
  }

  async size(name: string): Promise<IndexSize> {
    const alias = this.alias((await this.located(name)).id)
    const { state } = await readState(this.cluster, alias)
    return { documents: state.documents, passages: state.passages, bytes: await bytesOf(this.cluster, alias) }
  }

  override async delete(name: string): Promise<void> {
    const { id, name: checked } = await this.located(name)
    const { state } = await readState(this.cluster, this.alias(id))
    if (isWriting(state)) throw beingWritten(checked, state)
    if (await this.next.find(checked)) await this.next.delete(checked)
    await super.delete(checked).finally(() => this.changes++)
  }

  async supersede(name: string, revision: string): Promise<void> {
    const old = await this.located(name)
    const next = await this.next.find(name)
    if (!next) throw new AnlamError('not-found', `index ${old.name} has no successor`)
    const { state } = await readState(this.cluster, this.alias(next.id))
    if (isWriting(state)) throw beingWritten(next.name, state)
    // Held until the index is gone, so that nobody writes to it any more.
    const session = await WriterSession.begin(
      this.cluster,
      { name: old.name, alias: this.alias(old.id), shape: old },
      { grace: GRACE, onTick: () => undefined },
    )
    try {
      assertUnwritten(old.name, revisionOf(old.id, session.state), revision)
      const answer = await this.cluster.trySend('POST', '/_aliases', {
        body: {
          actions: [
            { remove_index: { index: old.physical } },
            { add: { index: next.physical, alias: this.physical(old.name) } },
            { remove: { index: next.physical, alias: this.next.physical(old.name) } },
          ],
        },
        patience: PATIENCE_OF_WRITES,
      })
      // A request that was repeated finds what it did itself.
      if ('failure' in answer && (await this.find(name))?.id !== next.id)
        throw toAnlamError(answer.failure, this.cluster.address)
      this.changes++
    } finally {
      await session.end()
    }
  }

  watch(onFound: (tokens: ReadonlyMap<string, string>, asOf: number) => void): IndexWatch {
    return new ClusterWatch(
      {
        all: () => this.all(),
        tokenOf: async name => (await this.find(name))?.id,
        changes: () => this.changes,
      },
      onFound,
    )
  }

  /** Closes the indexes that are open for writing, and ends all connections. */
  override async close(): Promise<void> {
    await Promise.all([super.close(), this.next.close()])
    await this.cluster.close()
  }

  /** Beginning of the names of its indexes in the cluster. */
  get prefix(): string {
    return this.cluster.settings.prefix
  }
}
