import { setImmediate as otherWork } from 'node:timers/promises'
import { cancelled } from '../../../errors.js'
import type { SearchOptions } from '../../types.js'
import type { Replay } from '../recovery/replay.js'
import type { Store } from '../store/store.js'
import type { Neighbour } from './hnsw.js'
import type { SearchableVectors } from './searchable-vectors.js'

/** Minimum batch size at which scanning all vectors is faster than the graph. */
const FEWEST_TOGETHER = 2
/** Waiting searches at which the scan is built: more are likely to follow. */
const CROWD = 4
/** Maximum batch size: more gains little, and the first search waits for the last. */
const MOST_TOGETHER = 32

type Request = SearchOptions & { vector: Float32Array; ef: number }

interface Waiting extends Request {
  /** Makes the answer of the nearest and those that tie with them, and resolves; called within a transaction. */
  answer(near: readonly Neighbour[]): void
  reject(error: unknown): void
}

interface Parts {
  store: Store
  vectors: SearchableVectors
  replay: Replay
}

/**
 * Answers searches singly, or a crowd of them in batches. Each answer reflects one state of the database: one
 * transaction updates the vectors and reads the hits.
 */
export class VectorSearch {
  private waiting: Waiting[] = []
  private working: Promise<void> | undefined
  private adding: Promise<void> | undefined
  private closed = false

  constructor(private readonly parts: Parts) {}

  /**
   * @param request `ef`: length of the candidate list, raised to k if it is less
   * @param toAnswer called with the k nearest and their ties, unordered, in the transaction that found them
   * @throws AnlamError `cancelled`; `corrupt-index`; what `toAnswer` throws
   */
  search<T>(request: Request, toAnswer: (near: readonly Neighbour[]) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const answer = (near: readonly Neighbour[]): void => {
        try {
          resolve(toAnswer(near))
        } catch (error) {
          reject(error)
        }
      }
      this.waiting.push({ ...request, answer, reject })
      this.working ??= this.work()
    })
  }

  /** Resolves when no search is waiting; undefined if none is. */
  get busy(): Promise<void> | undefined {
    return this.working
  }

  private async work(): Promise<void> {
    const { vectors, replay } = this.parts
    while (this.waiting.length > 0) {
      // Yield, so that searches that have arrived are answered together.
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
      if (vectors.waiting > 0) {
        // Send the answers first.
        await otherWork()
        vectors.addSome()
      }
    }
    this.working = undefined
    this.addWhileIdle()
  }

  /** Moves the backlog to the graph whenever there are no searches. */
  addWhileIdle(): void {
    if (this.parts.vectors.waiting === 0) return
    this.adding ??= this.addBetweenSearches().finally(() => {
      this.adding = undefined
    })
  }

  private async addBetweenSearches(): Promise<void> {
    do {
      await this.working
      await otherWork()
      await this.parts.replay.catchUpAtOnce()
    } while (!this.closed && this.parts.vectors.addSome())
  }

  private searchGraph(searches: readonly Waiting[]): void {
    const { store, vectors, replay } = this.parts
    store.reading(() => {
      replay.catchUp()
      for (const { vector, k, ef, filter, answer } of searches) {
        const among = filter && store.matching(filter)
        answer(vectors.nearest(vector, { k, ef }, among))
      }
    })
  }

  /** Answers unfiltered searches by the scan. @returns the searches left for the graph */
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
      // Other processes' writes since the scan began do not matter, unless they removed a hit.
      const removed = replay.removedSince()
      for (const [i, search] of together.entries()) {
        const neighbours = vectors.nearestOf(found[i]!, search.k)
        if (!neighbours) continue
        if (neighbours.some(({ label }) => removed.has(label))) continue
        search.answer(neighbours)
        answered.add(search)
      }
    })
    return searches.filter(search => !answered.has(search))
  }

  /** Resolves when no work is running. */
  async close(): Promise<void> {
    this.closed = true
    await this.working
    await this.adding
  }
}
