import { randomUUID } from 'node:crypto'
import { AnlamError } from '../../errors.js'
import type { IndexDescription, IndexEngine, IndexWatch, OpenedIndex, OpenOptions } from '../engine.js'
import { checkIndexName, checkMetadataKey, checkNewIndexName } from '../names.js'
import type { IndexIdentity } from '../types.js'
import { Cluster, type ClusterSettings, PATIENCE_OF_WRITES } from './client.js'
import { toAnlamError } from './failures.js'
import { aliasOf, checkMeta, type Meta, newIndex, newMeta, physicalName } from './mapping.js'
import { GRACE } from './moments.js'
import { OpenSearchIndex } from './opensearch-index.js'
import { beingWritten, isWriting } from './session.js'
import { readState } from './state.js'
import { FEW } from './vector-search.js'
import { ClusterWatch } from './watch.js'

/** Length of a search's candidate list unless the search sets it: that of the embedded engine. */
const DEFAULT_EFFORT = 100

type Mappings = Record<string, { mappings: { _meta?: Partial<Meta> } }>

/** What only tests set, so as not to need thousands of passages, or minutes. */
export interface EngineOptions {
  /** Number of passages up to which a search compares all. */
  few?: number
  /** Milliseconds after which rows that were replaced are removed. */
  grace?: number
}

/** Engine whose indexes lie in an OpenSearch cluster, one in an index of its own. */
export class OpenSearchEngine implements IndexEngine {
  readonly name = 'opensearch'
  /** The cluster checks, repairs and saves what it keeps by its own means. */
  readonly capabilities = {}
  private readonly cluster: Cluster
  private checked: Promise<void> | undefined
  /** Indexes opened for writing, which others cannot write until they are closed. */
  private readonly writers = new Set<OpenSearchIndex>()
  /** Number of indexes created and deleted here. */
  private changes = 0

  constructor(
    settings: ClusterSettings,
    private readonly options: EngineOptions = {},
  ) {
    this.cluster = new Cluster(settings)
  }

  async open(name: string, { mode, effort = DEFAULT_EFFORT }: OpenOptions): Promise<OpenedIndex> {
    const meta = await this.meta(name)
    return this.opened(meta, mode, effort)
  }

  async create(name: string, identity: IndexIdentity): Promise<OpenedIndex> {
    const checked = checkNewIndexName(name, await this.list())
    const meta = newMeta(checked, randomUUID(), identity)
    const path = `/${this.physical(checked)}`
    const options = { body: newIndex(meta, this.cluster.settings), patience: PATIENCE_OF_WRITES }
    const answer = await this.cluster.trySend('PUT', path, options)
    this.changes++
    // A request that was repeated finds what it made itself.
    if ('failure' in answer && !(await this.isMine(checked, meta))) {
      if (answer.failure.type === 'resource_already_exists_exception')
        throw new AnlamError('already-exists', `index ${checked} exists`)
      throw toAnlamError(answer.failure, this.cluster.address)
    }
    return this.opened(meta, 'writer', DEFAULT_EFFORT)
  }

  private async opened(meta: Meta, mode: OpenOptions['mode'], effort: number): Promise<OpenSearchIndex> {
    const onClosed = (): void => void this.writers.delete(index)
    const index = await OpenSearchIndex.open(this.cluster, meta, mode, {
      effort,
      few: this.options.few ?? FEW,
      grace: this.options.grace ?? GRACE,
      onClosed,
    })
    if (mode === 'writer') this.writers.add(index)
    return index
  }

  private async isMine(name: string, { id }: Meta): Promise<boolean> {
    const found = await this.find(name).catch(() => undefined)
    return found?.id === id
  }

  async list(): Promise<string[]> {
    return [...(await this.all()).keys()].sort()
  }

  /** Tokens of all indexes by their names. */
  private async all(): Promise<Map<string, string>> {
    await this.check()
    const found = await this.cluster.send<Mappings>('GET', `/${this.prefix}-*/_mapping`, {
      query: { filter_path: '*.mappings._meta' },
    })
    const metas = Object.values(found).map(({ mappings }) => mappings._meta ?? {})
    return new Map(
      metas.flatMap(({ name, id }) => (name === undefined || id === undefined ? [] : [[name, id]])),
    )
  }

  async describe(name: string): Promise<IndexDescription | undefined> {
    const found = await this.find(name)
    if (!found) return undefined
    const { format: _, analysis: __, ...description } = found
    return description
  }

  async delete(name: string): Promise<void> {
    const { id, name: checked } = await this.meta(name)
    const { state } = await readState(this.cluster, this.alias(id))
    if (isWriting(state)) throw beingWritten(checked, state)
    const path = `/${this.physical(checked)}`
    const answer = await this.cluster.trySend('DELETE', path, { patience: PATIENCE_OF_WRITES })
    // A request that was repeated finds what it deleted itself.
    if ('failure' in answer && answer.failure.status !== 404)
      throw toAnlamError(answer.failure, this.cluster.address)
    this.changes++
  }

  async metadata(name: string, key: string): Promise<unknown> {
    const id = rowOfMetadata(key)
    const found = await this.find(name)
    if (!found) return undefined
    const answer = await this.cluster.trySend<{ _source: { payload: { json: string } } }>(
      'GET',
      `/${this.alias(found.id)}/_doc/${id}`,
    )
    if ('body' in answer) return JSON.parse(answer.body._source.payload.json)
    if (answer.failure.status === 404) return undefined
    throw toAnlamError(answer.failure, this.cluster.address)
  }

  async setMetadata(name: string, key: string, value: unknown): Promise<void> {
    const path = `/${this.alias((await this.meta(name)).id)}/_doc/${rowOfMetadata(key)}`
    if (value === undefined) {
      const answer = await this.cluster.trySend('DELETE', path, { patience: PATIENCE_OF_WRITES })
      if ('failure' in answer && answer.failure.status !== 404)
        throw toAnlamError(answer.failure, this.cluster.address)
      return
    }
    const body = { kind: 'metadata', payload: { json: JSON.stringify(value) } }
    await this.cluster.send('PUT', path, {
      body,
      query: { require_alias: true },
      patience: PATIENCE_OF_WRITES,
    })
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
  async close(): Promise<void> {
    await Promise.all([...this.writers].map(index => index.close()))
    await this.cluster.close()
  }

  /** Beginning of the names of its indexes in the cluster. */
  get prefix(): string {
    return this.cluster.settings.prefix
  }

  private physical(name: string): string {
    return physicalName(this.prefix, name)
  }

  private alias(id: string): string {
    return aliasOf(this.prefix, id)
  }

  private async meta(name: string): Promise<Meta> {
    const found = await this.find(name)
    if (found) return found
    throw new AnlamError(
      'not-found',
      `there is no index ${checkIndexName(name)} in OpenSearch at ${this.cluster.address}`,
    )
  }

  /** @throws AnlamError as `checkMeta` */
  private async find(name: string): Promise<Meta | undefined> {
    const checked = checkIndexName(name)
    await this.check()
    const path = `/${this.physical(checked)}/_mapping`
    const answer = await this.cluster.trySend<Mappings>('GET', path)
    if ('failure' in answer) {
      if (answer.failure.status === 404) return undefined
      throw toAnlamError(answer.failure, this.cluster.address)
    }
    const meta = checkMeta(Object.values(answer.body)[0]?.mappings._meta ?? {})
    // Another index may have this name in other letters.
    return meta.name === checked ? meta : undefined
  }

  /** Once for an engine: a cluster that was right stays so. */
  private check(): Promise<void> {
    this.checked ??= this.cluster.check().catch((error: unknown) => {
      this.checked = undefined
      throw error
    })
    return this.checked
  }
}

function rowOfMetadata(key: string): string {
  return `metadata-${checkMetadataKey(key)}`
}
