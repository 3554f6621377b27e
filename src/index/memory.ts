import { AnlamError, throwIfAborted } from '../errors.js'
import type { Hit, Passage, VectorBatch } from '../types.js'
import { unitCosine } from '../vectors.js'
import { checkSearch, checkUniqueIds, checkVectors, compareHits } from './identity.js'
import type {
  Filter,
  IndexedDocument,
  IndexIdentity,
  IndexStats,
  Page,
  SearchIndex,
  SearchOptions,
  StoredPassage,
} from './types.js'

interface Entry {
  passage: Passage
  document: IndexedDocument
  vector: Float32Array
}

/** Compares a query with every vector. Nothing is kept on disk: the oracle that other engines are tested against. */
export class MemoryIndex implements SearchIndex {
  private readonly documents = new Map<string, IndexedDocument>()
  private readonly entries = new Map<string, Entry>()

  constructor(
    readonly name: string,
    readonly identity: IndexIdentity,
  ) {}

  async write(documents: readonly IndexedDocument[], vectors: VectorBatch): Promise<void> {
    checkUniqueIds(documents)
    checkVectors(documents, vectors, this.identity.dimension)
    const replaced = new Set(documents.map(d => d.document.id))
    const ids = new Set<string>()
    for (const { id } of documents.flatMap(d => d.passages)) {
      const holder = this.entries.get(id)
      if (ids.has(id) || (holder && !replaced.has(holder.passage.documentId))) {
        throw new AnlamError('invalid-input', `passage ${id} belongs to another document`)
      }
      ids.add(id)
    }
    await this.remove([...replaced])
    let row = 0
    const { dimension } = this.identity
    for (const document of documents) {
      this.documents.set(document.document.id, document)
      for (const passage of document.passages) {
        const vector = vectors.values.slice(row * dimension, ++row * dimension)
        this.entries.set(passage.id, { passage, document, vector })
      }
    }
  }

  async remove(documentIds: readonly string[]): Promise<number> {
    let removed = 0
    for (const id of documentIds) {
      for (const passage of this.documents.get(id)?.passages ?? []) this.entries.delete(passage.id)
      if (this.documents.delete(id)) removed++
    }
    return removed
  }

  async commit(): Promise<void> {}

  async search(vector: Float32Array, options: SearchOptions): Promise<Hit[]> {
    checkSearch(vector, options, this.identity.dimension)
    throwIfAborted(options.signal)
    const hits: Hit[] = []
    for (const { passage, document, vector: candidate } of this.entries.values()) {
      if (options.filter && !matches(document, options.filter)) continue
      const { id, documentId, text } = passage
      const { source, title, metadata } = document.document
      hits.push({
        id,
        documentId,
        score: unitCosine(candidate, vector),
        text,
        source,
        metadata,
        ...(title === undefined ? {} : { title }),
      })
    }
    return hits.sort(compareHits).slice(0, options.k)
  }

  async get(passageIds: readonly string[]): Promise<(StoredPassage | undefined)[]> {
    return passageIds.map(id => {
      const entry = this.entries.get(id)
      return entry && stored(entry)
    })
  }

  async hashes(documentIds: readonly string[]): Promise<Map<string, { hash: string; passages: number }>> {
    const known = documentIds.flatMap(id => this.documents.get(id) ?? [])
    return new Map(known.map(d => [d.document.id, { hash: d.hash, passages: d.passages.length }]))
  }

  async *scan(options: { pageSize?: number; signal?: AbortSignal } = {}): AsyncGenerator<Page> {
    const entries = [...this.entries.values()]
    const size = options.pageSize ?? 1024
    const { dimension } = this.identity
    for (let start = 0; start < entries.length; start += size) {
      throwIfAborted(options.signal)
      const slice = entries.slice(start, start + size)
      const values = new Float32Array(slice.length * dimension)
      slice.forEach((entry, i) => {
        values.set(entry.vector, i * dimension)
      })
      yield { passages: slice.map(stored), vectors: { values, rows: slice.length, dimension } }
    }
  }

  async stats(): Promise<IndexStats> {
    const { documents, entries } = this
    return {
      name: this.name,
      ...this.identity,
      documents: documents.size,
      passages: entries.size,
      removed: 0,
      bytes: 0,
      generation: 0,
    }
  }

  async close(): Promise<void> {}
}

function matches(document: IndexedDocument, filter: Filter): boolean {
  const { metadata } = document.document
  return Object.entries(filter).every(
    ([key, value]) =>
      Object.hasOwn(metadata, key) && metadata[key] !== null && String(metadata[key]) === value,
  )
}

function stored({ passage, document }: Entry): StoredPassage {
  return { ...passage, source: document.document.source }
}
