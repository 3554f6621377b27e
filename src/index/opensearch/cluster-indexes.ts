import { randomUUID } from 'node:crypto'
import { AnlamError } from '../../errors.js'
import type { IndexDescription, OpenedIndex, OpenOptions, Successors } from '../engine.js'
import { checkIndexName, checkMetadataKey, checkNewIndexName } from '../names.js'
import type { IndexIdentity } from '../types.js'
import { type Cluster, PATIENCE_OF_WRITES } from './client.js'
import { toAnlamError } from './failures.js'
import { aliasOf, checkMeta, type Meta, newIndex, newMeta, nextName, physicalName } from './mapping.js'
import { GRACE } from './moments.js'
import { OpenSearchIndex } from './opensearch-index.js'
import { beingWritten, isWriting } from './session.js'
import { readState } from './state.js'
import { FEW } from './vector-search.js'

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

/** An index as the cluster has it. */
export interface Located extends Meta {
  /** Its own name there; that by which it is found may be an alias. */
  physical: string
}

/** Indexes of a cluster by their names: those that everybody finds, or their successors. */
export class ClusterIndexes implements Successors {
  /** Indexes opened for writing, which others cannot write until they are closed. */
  private readonly writers = new Set<OpenSearchIndex>()
  private checked: Promise<void> | undefined

  constructor(
    protected readonly cluster: Cluster,
    private readonly options: EngineOptions,
    private readonly kind: 'indexes' | 'successors',
  ) {}

  async open(name: string, { mode, effort = DEFAULT_EFFORT }: OpenOptions): Promise<OpenedIndex> {
    return this.opened(await this.located(name), mode, effort)
  }

  async create(name: string, identity: IndexIdentity): Promise<OpenedIndex> {
    const checked = checkNewIndexName(name, await this.list())
    const { prefix, vectors } = this.cluster.settings
    const meta = newMeta(checked, randomUUID(), identity, vectors)
    const found = this.physical(checked)
    const exists = (): AnlamError => new AnlamError('already-exists', `index ${checked} exists`)
    if (this.kind === 'successors' && (await this.find(checked))) throw exists()
    // The name of an index lets the cluster itself refuse the second of two that are made at once. A successor is made by
    // whoever may write the index, and will have an alias of that name.
    const aliases = { [aliasOf(prefix, meta.id)]: {}, ...(this.kind === 'indexes' ? {} : { [found]: {} }) }
    const physical =
      this.kind === 'indexes' ? found : `${physicalName(prefix, checked)}-${meta.id.slice(0, 8)}`
    const answer = await this.cluster.trySend('PUT', `/${physical}`, {
      body: { ...newIndex(meta, this.cluster.settings), aliases },
      patience: PATIENCE_OF_WRITES,
    })
    if ('failure' in answer) {
      const now = await this.find(checked).catch(() => undefined)
      // A request that was repeated finds what it made itself.
      if (now && now.id !== meta.id) throw exists()
      if (!now) throw toAnlamError(answer.failure, this.cluster.address)
    }
    return this.opened(meta, 'writer', DEFAULT_EFFORT)
  }

  /** Names that a new index must differ from by more than its case. */
  async list(): Promise<string[]> {
    return []
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

  async describe(name: string): Promise<IndexDescription | undefined> {
    const found = await this.find(name)
    if (!found) return undefined
    const { format: _, analysis: __, physical: ___, vectors: ____, ...description } = found
    return description
  }

  async delete(name: string): Promise<void> {
    const { id, name: checked, physical } = await this.located(name)
    const { state } = await readState(this.cluster, this.alias(id))
    if (isWriting(state)) throw beingWritten(checked, state)
    const answer = await this.cluster.trySend('DELETE', `/${physical}`, { patience: PATIENCE_OF_WRITES })
    // A request that was repeated finds what it deleted itself.
    if ('failure' in answer && answer.failure.status !== 404)
      throw toAnlamError(answer.failure, this.cluster.address)
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
    const path = `/${this.alias((await this.located(name)).id)}/_doc/${rowOfMetadata(key)}`
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

  /** Closes the indexes that are open for writing. */
  async close(): Promise<void> {
    await Promise.all([...this.writers].map(index => index.close()))
  }

  /** The name in the cluster, of an index or an alias, by which an index is found. */
  physical(name: string): string {
    const physical = physicalName(this.cluster.settings.prefix, name)
    return this.kind === 'indexes' ? physical : nextName(physical)
  }

  protected alias(id: string): string {
    return aliasOf(this.cluster.settings.prefix, id)
  }

  /** @throws AnlamError `not-found` */
  protected async located(name: string): Promise<Located> {
    const found = await this.find(name)
    if (found) return found
    throw new AnlamError(
      'not-found',
      `there is no index ${checkIndexName(name)} in OpenSearch at ${this.cluster.address}`,
    )
  }

  /** @throws AnlamError as `checkMeta` */
  async find(name: string): Promise<Located | undefined> {
    const checked = checkIndexName(name)
    await this.check()
    const answer = await this.cluster.trySend<Mappings>('GET', `/${this.physical(checked)}/_mapping`)
    if ('failure' in answer) {
      if (answer.failure.status === 404) return undefined
      throw toAnlamError(answer.failure, this.cluster.address)
    }
    const [[physical, { mappings }] = ['', { mappings: {} }]] = Object.entries(answer.body)
    const meta = checkMeta(mappings._meta ?? {})
    // Another index may have this name in other letters.
    return meta.name === checked ? { ...meta, physical } : undefined
  }

  /** Once: a cluster that was right stays so. */
  protected check(): Promise<void> {
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
