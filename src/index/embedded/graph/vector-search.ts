import { setImmediate as otherWork } from 'node:timers/promises'
import { cancelled } from '../../../errors.js'
import type { Hit } from '../../../types.js'
import type { SearchOptions } from '../../types.js'
import type { Replay } from '../recovery/replay.js'
import type { Store } from '../store/store.js'
import type { SearchableVectors } from './searchable-vectors.js'

/** Searches that wait together, from which on looking at all vectors for all of them takes less than the graph. */
const FEWEST_TOGETHER = 2
/** As many as make it likely that more will: what looks at all vectors is made then. */
const CROWD = 4
/** Most searches that are answered at once: more gain little, and the first waits for the last. */
const MOST_TOGETHER = 32

type Request = SearchOptions & { vector: Float32Array; ef: number }

interface Waiting extends Request {
  resolve(hits: Hit[]): void
  reject(error: unknown): void
}

interface Parts {
  store: Store
  vectors: SearchableVectors
  replay: Replay
}

/**
 * Answers searches one after the other, or a crowd of them together. Each answer is that of one state of the database: the
 * vectors are brought up to it, and the hits read, in one transaction.
 */
export class VectorSearch {
  private waiting: Waiting[] = []
  private working: Promise<void> | undefined
  private adding: Promise<void> | undefined
  private closed = false

  constructor(private readonly parts: Parts) {}

  /**
   * @param request `ef`: candidates looked at; at least k are
   * @returns the k nearest, best first
   * @throws AnlamError `cancelled`; `corrupt-index`
   */
  search(request: Request): Promise<Hit[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ ...request, resolve, reject })
      this.working ??= this.work()
    })
  }

  /** Resolves when no search waits any more; undefined if none does. */
  get busy(): Promise<void> | undefined {
    return this.working
  }

  private async work(): Promise<void> {
    const { vectors, replay } = this.parts
    while (this.waiting.length > 0) {
      // What has come in by now is answered together.
      await otherWork()
      if (this.waiting.length >= CROWD) vectors.expectCrowds()
      const together = this.waiting.splice(0, vectors.scan.isReady ? MOST_TOGETHER : 1)
      const wanted = together.filter(({ signal }) => !signal?.aborted)
      for (const { signal, reject } of together) if (signal?.aborted) reject(cancelled())
      try {
        await replay.follow()
        this.searchGraph(await this.searchScan(wanted))
      } catch (error) {
        for (const { reject } of wanted) reject(error)
      }
      if (vectors.hasBacklog) {
        // Answers are sent first.
        await otherWork()
        vectors.addSome()
      }
    }
    this.working = undefined
    this.addWhileIdle()
  }

  /** Adds to the graph what waits for it, whenever nobody searches. */
  addWhileIdle(): void {
    if (!this.parts.vectors.hasBacklog) return
    this.adding ??= this.addBetweenSearches().finally(() => {
      this.adding = undefined
    })
  }

  private async addBetweenSearches(): Promise<void> {
    do {
      await this.working
      await otherWork()
    } while (!this.closed && this.parts.vectors.addSome())
  }

  private searchGraph(searches: readonly Waiting[]): void {
    const { store, vectors, replay } = this.parts
    store.reading(() => {
      replay.catchUp()
      for (const { vector, k, ef, filter, resolve } of searches) {
        const among = filter && store.matching(filter)
        resolve(store.best(vectors.nearest(vector, { k, ef }, among), k))
      }
    })
  }

  /** @returns the searches that it could not answer */
  private async searchScan(searches: readonly Waiting[]): Promise<readonly Waiting[]> {
    const { store, vectors, replay } = this.parts
    const together = searches.filter(({ filter }) => !filter)
    if (together.length < FEWEST_TOGETHER || !vectors.scan.isReady) return searches
    const { changes } = vectors
    const found = await vectors.scan.search(
      together.map(({ vector, k, ef }) => ({ vector, k, candidates: Math.max(k + 1, ef) })),
    )
    if (!found || vectors.changes !== changes) return searches
    const answered = new Set<Waiting>()
    store.reading(() => {
      // What others have written since the scan began changes nothing but where it has removed what was found.
      const removed = replay.removedSince()
      for (const [i, search] of together.entries()) {
        const neighbours = vectors.nearestOf(found[i]!, search.k)
        if (!neighbours) continue
        if (neighbours.some(({ label }) => removed.has(label))) continue
        search.resolve(store.best(neighbours, search.k))
        answered.add(search)
      }
    })
    return searches.filter(search => !answered.has(search))
  }

  /** Resolves when nothing is at work any more. */
  async close(): Promise<void> {
    this.closed = true
    await this.working
    await this.adding
  }
}
