import type { SearchIndex } from '../index/types.js'

/** What is computed of indexes and takes long, each kept until its index changes. */
export class Kept<T> {
  /** By opened index, so that it is freed with it. */
  private readonly kept = new WeakMap<SearchIndex, { revision: string; made: Promise<T> }>()

  constructor(private readonly make: (index: SearchIndex) => Promise<T>) {}

  /** @throws AnlamError what making it throws; the next call tries again */
  async of(index: SearchIndex): Promise<T> {
    const revision = await index.revision()
    const known = this.kept.get(index)
    if (known?.revision === revision) return known.made
    const made = this.make(index)
    made.catch(() => this.kept.delete(index))
    this.kept.set(index, { revision, made })
    return made
  }
}
