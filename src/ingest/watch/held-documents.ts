import { isArchive } from '../../corpus/files.js'
import type { SearchIndex } from '../../index/types.js'
import { documentsOf, isWithin } from '../gone.js'

/** Which documents an index holds of which files, as far as they are in these still. */
export class HeldDocuments {
  private readonly bySource = new Map<string, Set<string>>()
  private readonly sourceOf = new Map<string, string>()

  /** @param gone ids of documents that the index holds, and that are not in their files any more */
  static async load(
    index: SearchIndex,
    paths: readonly string[],
    gone: ReadonlySet<string>,
  ): Promise<HeldDocuments> {
    const held = new HeldDocuments()
    for await (const { id, source } of documentsOf(index, paths)) if (!gone.has(id)) held.add(id, source)
    return held
  }

  sources(): Iterable<string> {
    return this.bySource.keys()
  }

  /** Ids of the documents of a file, and of those in it if it is an archive. */
  of(path: string): string[] {
    if (!isArchive(path)) return [...(this.bySource.get(path) ?? [])]
    return [...this.bySource].flatMap(([source, ids]) => (isWithin(source, path) ? [...ids] : []))
  }

  /** The file that a document is in; undefined if it is in none. */
  source(id: string): string | undefined {
    return this.sourceOf.get(id)
  }

  add(id: string, source: string): void {
    this.remove(id)
    this.sourceOf.set(id, source)
    const ids = this.bySource.get(source)
    if (ids) ids.add(id)
    else this.bySource.set(source, new Set([id]))
  }

  remove(id: string): void {
    const source = this.sourceOf.get(id)
    if (source === undefined) return
    this.sourceOf.delete(id)
    const ids = this.bySource.get(source)!
    ids.delete(id)
    if (ids.size === 0) this.bySource.delete(source)
  }
}
