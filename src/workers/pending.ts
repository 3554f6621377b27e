/**
 * The few that are not done, in the order they came. No Map: one that is filled and emptied all the time leaves behind
 * tables that point to the ones after them. Once such a table is old, it keeps all that was ever in the later ones
 * until old memory is collected, which then takes all processors for a tenth of a second.
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

  /** Takes one out. */
  take(id: number): T | undefined {
    const at = this.items.findIndex(item => item.id === id)
    return at < 0 ? undefined : this.items.splice(at, 1)[0]
  }

  /** Before those that are there. */
  putFirst(items: readonly T[]): void {
    this.items.unshift(...items)
  }

  all(): T[] {
    return [...this.items]
  }

  /** Takes the first ones out. */
  takeFirst(count: number): T[] {
    return this.items.splice(0, count)
  }
}
