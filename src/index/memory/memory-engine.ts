import { AnlamError } from '../../errors.js'
import type { VectorBatch } from '../../types.js'
import {
  assertUnwritten,
  type IndexDescription,
  type IndexEngine,
  type IndexSize,
  type IndexWatch,
  type OpenedIndex,
  type OpenOptions,
} from '../engine.js'
import { checkIndexName, checkMetadataKey, checkNewIndexName } from '../names.js'
import type { IndexRecord, RecordKind } from '../records.js'
import type { IndexedDocument, IndexIdentity } from '../types.js'
import { type Contents, MemoryIndex, noContents, revisionOf } from './memory-index.js'

/** An existing index, open or not. */
interface Held {
  readonly name: string
  readonly identity: IndexIdentity
  readonly contents: Contents
  /** JSON, by key. */
  readonly metadata: Map<string, string>
  hasWriter: boolean
}

/** Indexes that live as long as this object. There is nothing to repair or to back up. */
export class MemoryEngine implements IndexEngine {
  readonly name = 'memory'
  readonly capabilities = {}
  private readonly held = new Map<string, Held>()
  private next: MemoryEngine | undefined
  /** Number of indexes created and deleted so far. */
  private changes = 0

  async open(name: string, { mode }: OpenOptions): Promise<OpenedIndex> {
    return new OpenedMemoryIndex(this.get(name), mode)
  }

  async create(name: string, identity: IndexIdentity): Promise<OpenedIndex> {
    const checked = checkNewIndexName(name, [...this.held.keys()])
    if (this.held.has(checked)) throw new AnlamError('already-exists', `index ${checked} exists`)
    const held = { name: checked, identity, contents: noContents(), metadata: new Map(), hasWriter: false }
    this.held.set(checked, held)
    this.changes++
    return new OpenedMemoryIndex(held, 'writer')
  }

  async list(): Promise<string[]> {
    return [...this.held.keys()].sort()
  }

  async describe(name: string): Promise<IndexDescription | undefined> {
    const held = this.held.get(checkIndexName(name))
    return held && { ...held.identity, name: held.name, id: held.contents.id }
  }

  get successors(): MemoryEngine {
    this.next ??= new MemoryEngine()
    return this.next
  }

  async supersede(name: string, revision: string): Promise<void> {
    const old = this.get(name)
    const next = this.successors.get(name)
    for (const each of [old, next]) if (each.hasWriter) throw beingWritten(each)
    assertUnwritten(old.name, revisionOf(old.contents), revision)
    this.successors.held.delete(old.name)
    this.held.set(old.name, next)
    this.changes++
  }

  async size(name: string): Promise<IndexSize> {
    const { byId, entries } = this.get(name).contents
    return { documents: byId.size, passages: entries.size, bytes: 0 }
  }

  async delete(name: string): Promise<void> {
    const held = this.get(name)
    if (held.hasWriter) throw beingWritten(held)
    if (this.next?.held.has(held.name)) await this.next.delete(held.name)
    this.held.delete(held.name)
    this.changes++
  }

  async metadata(name: string, key: string): Promise<unknown> {
    const json = this.held.get(checkIndexName(name))?.metadata.get(checkMetadataKey(key))
    return json === undefined ? undefined : JSON.parse(json)
  }

  async setMetadata(name: string, key: string, value: unknown): Promise<void> {
    const { metadata } = this.get(name)
    if (value === undefined) metadata.delete(checkMetadataKey(key))
    else metadata.set(checkMetadataKey(key), JSON.stringify(value))
  }

  watch(onFound: (tokens: ReadonlyMap<string, string>, asOf: number) => void): IndexWatch {
    let seen = -1
    return {
      refresh: () => {
        if (seen === this.changes) return undefined
        seen = this.changes
        const tokens = [...this.held.values()].map(({ name, contents }) => [name, contents.id] as const)
        onFound(new Map(tokens), performance.now())
        return Promise.resolve()
      },
      tokenOf: async name => this.held.get(checkIndexName(name))?.contents.id,
    }
  }

  private get(name: string): Held {
    const checked = checkIndexName(name)
    const held = this.held.get(checked)
    if (held) return held
    throw new AnlamError('not-found', `there is no index ${checked} in memory`)
  }
}

/** An open handle of an index. */
class OpenedMemoryIndex extends MemoryIndex implements OpenedIndex {
  readonly warning = null

  constructor(
    private readonly held: Held,
    private mode: OpenOptions['mode'],
  ) {
    super(held.name, held.identity, held.contents)
    if (mode !== 'writer') return
    if (held.hasWriter) throw beingWritten(held)
    held.hasWriter = true
  }

  override async write(documents: readonly IndexedDocument[], vectors: VectorBatch) {
    this.assertWriter()
    return super.write(documents, vectors)
  }

  override async remove(documentIds: readonly string[]): Promise<number> {
    this.assertWriter()
    return super.remove(documentIds)
  }

  override async putRecords(kind: RecordKind, records: readonly IndexRecord[]): Promise<void> {
    this.assertWriter()
    return super.putRecords(kind, records)
  }

  override async removeRecords(kind: RecordKind, keys: readonly string[]): Promise<void> {
    this.assertWriter()
    return super.removeRecords(kind, keys)
  }

  override async commit(): Promise<void> {
    this.assertWriter()
    return super.commit()
  }

  override async close(): Promise<void> {
    if (this.mode === 'writer') this.held.hasWriter = false
    this.mode = 'reader'
    await super.close()
  }

  private assertWriter(): void {
    this.assertOpen()
    if (this.mode === 'reader')
      throw new AnlamError('invalid-input', `index ${this.name} is open for reading only`)
  }
}

function beingWritten({ name }: Held): AnlamError {
  return new AnlamError('unavailable', `index ${name} is being written; try again when that has ended`)
}
