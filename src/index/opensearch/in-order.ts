/**
 * Items of several sources in the order of their keys, by which each source is sorted. The next page of a source is asked for
 * when its last one is begun: so two pages of each are in memory at most.
 */
export async function* inOrder<T>(
  sources: readonly AsyncGenerator<T[]>[],
  keyOf: (item: T) => number,
): AsyncGenerator<T> {
  const readers = sources.map(source => new Reader(source))
  try {
    await Promise.all(readers.map(reader => reader.turn()))
    for (;;) {
      let first: Reader<T> | undefined
      for (const reader of readers) {
        if (reader.head === undefined) continue
        if (first === undefined || keyOf(reader.head) < keyOf(first.head!)) first = reader
      }
      if (!first) return
      yield first.head!
      await first.next()
    }
  } finally {
    await Promise.all(readers.map(reader => reader.end()))
  }
}

class Reader<T> {
  private page: T[] = []
  private at = 0
  private coming: Promise<IteratorResult<T[]>>

  constructor(private readonly source: AsyncGenerator<T[]>) {
    this.coming = this.ask()
  }

  private ask(): Promise<IteratorResult<T[]>> {
    const coming = this.source.next()
    // Reported when the page is wanted.
    coming.catch(() => undefined)
    return coming
  }

  /** The first item that was not taken; undefined at the end. */
  get head(): T | undefined {
    return this.page[this.at]
  }

  async next(): Promise<void> {
    if (++this.at >= this.page.length) await this.turn()
  }

  /** Begins the next page that is not empty. */
  async turn(): Promise<void> {
    do {
      const { done, value } = await this.coming
      this.page = done ? [] : value
      this.at = 0
      if (done) return
      this.coming = this.ask()
    } while (this.page.length === 0)
  }

  async end(): Promise<void> {
    await this.coming.catch(() => undefined)
    await this.source.return(undefined)
  }
}
