/**
 * The few unfinished calls, in order of arrival. Not a Map: one that is filled and emptied all the time leaves a
 * chain of old hash tables, each pointing to the next. Once one of them is in the old generation, it keeps everything
 * in the later ones alive until a major collection, which then occupies all processors for a tenth of a second.
 */
export class Pending<T extends { id: number }> {
  private items: T[] = []

  get size(): number {
    return this.items.length
  }

  add(item: T): void {
    this.items.push(item)
  }

  find(id: number): T | undefined {
    return this.items.find(item => item.id === id)
  }

  /** Removes and returns an item. */
  take(id: number): T | undefined {
    const at = this.items.findIndex(item => item.id === id)
    return at < 0 ? undefined : this.items.splice(at, 1)[0]
  }

  /** Inserts items before all others. */
  putFirst(items: readonly T[]): void {
    this.items.unshift(...items)
  }

  all(): T[] {
    return [...this.items]
  }

  /** Removes and returns the first items. */
  takeFirst(count: number): T[] {
    return this.items.splice(0, count)
  }
}
