import type { IndexedDocument } from '../types.js'

/** Most ids that are remembered: some dozens of megabytes. */
const MOST = 500_000

/**
 * Knows of an index that was empty when this process began to write it, which ids cannot be there. What is new need not be looked
 * up, and the cluster need not make it findable after each write: it makes a graph each time, and merges it later.
 */
export class FirstWrites {
  private documents = new Set<string>()
  private passages = new Set<string>()

  constructor(private isWhole: boolean) {}

  /** Whether no document of these ids can be in the index. */
  hasNone(documentIds: readonly string[]): boolean {
    return this.isWhole && documentIds.every(id => !this.documents.has(id))
  }

  /** Whether none of these documents and passages can be in the index. */
  areNew(documents: readonly IndexedDocument[]): boolean {
    return (
      this.hasNone(documents.map(({ document }) => document.id)) &&
      documents.every(({ passages }) => passages.every(({ id }) => !this.passages.has(id)))
    )
  }

  /** Remembers documents that may be in the index from now on. */
  add(documents: readonly IndexedDocument[]): void {
    if (!this.isWhole) return
    for (const { document, passages } of documents) {
      this.documents.add(document.id)
      for (const { id } of passages) this.passages.add(id)
    }
    if (this.documents.size + this.passages.size <= MOST) return
    this.isWhole = false
    this.documents = new Set()
    this.passages = new Set()
  }
}
