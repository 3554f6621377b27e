import type { IndexWatch } from '../engine.js'
import { Looks } from '../looks.js'

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
  private readonly looks = new Looks(asOf => this.lookNow(asOf))
  private seen = -1

  constructor(
    private readonly watched: Watched,
    private readonly onFound: (tokens: ReadonlyMap<string, string>, asOf: number) => void,
  ) {}

  tokenOf(name: string): Promise<string | undefined> {
    return this.watched.tokenOf(name)
  }

  refresh(): Promise<void> | undefined {
    if (this.seen === this.watched.changes() && !this.looks.isLooking) {
      this.looks.unlessWithin(INTERVAL)
      return undefined
    }
    return this.looks.next()
  }

  private async lookNow(asOf: number): Promise<void> {
    const changes = this.watched.changes()
    // A cluster that does not answer is no reason to close open indexes.
    const tokens = await this.watched.all().catch(() => undefined)
    if (!tokens) return
    this.seen = changes
    this.onFound(tokens, asOf)
  }
}
