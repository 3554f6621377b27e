import type { IndexWatch } from '../engine.js'

/** Milliseconds between two looks at what other processes create and delete. */
const INTERVAL = 1000

/** The indexes of a cluster, as an engine sees them. */
export interface Watched {
  /** Tokens of all indexes by their names. */
  all(): Promise<ReadonlyMap<string, string>>
  tokenOf(name: string): Promise<string | undefined>
  /** A number that grows with every index that this process creates or deletes. */
  changes(): number
}

/**
 * Watches which indexes there are: at once what this process changes, after a second what others do, because only the cluster
 * could tell, and it does not.
 */
export class ClusterWatch implements IndexWatch {
  private lookedAt = Number.NEGATIVE_INFINITY
  private seen = -1
  private looking: Promise<void> | undefined

  constructor(
    private readonly watched: Watched,
    private readonly onFound: (tokens: ReadonlyMap<string, string>, asOf: number) => void,
  ) {}

  tokenOf(name: string): Promise<string | undefined> {
    return this.watched.tokenOf(name)
  }

  refresh(): Promise<void> | undefined {
    if (this.seen === this.watched.changes() && this.looking === undefined) {
      if (performance.now() - this.lookedAt > INTERVAL) void this.look()
      return undefined
    }
    return this.lookedAfter(performance.now())
  }

  /** Resolves once a look that began after the request has ended. */
  private async lookedAfter(asked: number): Promise<void> {
    await this.looking
    await (this.lookedAt < asked ? this.look() : this.looking)
  }

  private look(): Promise<void> {
    this.looking ??= this.lookNow().finally(() => {
      this.looking = undefined
    })
    return this.looking
  }

  private async lookNow(): Promise<void> {
    const asOf = performance.now()
    this.lookedAt = asOf
    const changes = this.watched.changes()
    // A cluster that does not answer is no reason to close open indexes.
    const tokens = await this.watched.all().catch(() => undefined)
    if (!tokens) return
    this.seen = changes
    this.onFound(tokens, asOf)
  }
}
