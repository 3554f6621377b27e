import { setImmediate as otherWork, setTimeout as pause } from 'node:timers/promises'
import { unitCosine } from '../../../basics/vectors.js'
import { AnlamError, asAnlamError, cancelled } from '../../../errors.js'
import type { Hit } from '../../../types.js'
import type { SearchOptions } from '../../types.js'
import type { PointInTime } from '../store/point-in-time.js'
import type { Neighbour } from './hnsw.js'
import { byScore, firstWithTies } from './neighbours.js'

/** Milliseconds of comparing before other searches get their turn, and the longest time a pass waits for them. */
const SLICE = 1
const PATIENCE = 50
/** Vectors read at a time. */
const PAGE = 64
/** Maximum number of searches in a pass: each lengthens its slices. */
const MOST_TOGETHER = 64

type Request = Pick<SearchOptions, 'k' | 'filter' | 'signal'> & { vector: Float32Array }

interface Waiting extends Request {
  resolve(hits: Hit[]): void
  reject(error: unknown): void
}

interface Parts {
  openMoment(): PointInTime
  /** Resolves when no other search is waiting; undefined if none is. */
  others(): Promise<void> | undefined
}

/**
 * Answers searches by comparing them with every vector. Searches that wait at the same time share one pass over the
 * vectors at one point in time. Other searches have priority, but while they last a pass still gets 1 ms in 50.
 */
export class ExactSearch {
  private waiting: Waiting[] = []
  private working: Promise<void> | undefined
  private closed = false

  constructor(private readonly parts: Parts) {}

  /**
   * @returns the k nearest, best first; ties by id
   * @throws AnlamError `cancelled`; `corrupt-index`
   */
  search(request: Request): Promise<Hit[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ ...request, resolve, reject })
      this.working ??= this.work()
    })
  }

  private async work(): Promise<void> {
    while (this.waiting.length > 0) {
      // Yield, so that searches that have arrived share the pass.
      await otherWork()
      const together = this.waiting.splice(0, MOST_TOGETHER)
      try {
        await this.pass(together)
      } catch (error) {
        for (const { reject } of together) reject(asAnlamError(error))
      }
    }
    this.working = undefined
  }

  private async pass(requests: readonly Waiting[]): Promise<void> {
    const moment = this.parts.openMoment()
    try {
      const { store } = moment
      let searches = requests.map(
        request => new Comparison(request, request.filter && store.matching(request.filter)),
      )
      let seen = 0
      for (let after = 0; ; ) {
        searches = searches.filter(search => !search.isGivenUp(this.closed))
        if (searches.length === 0) return
        const ends = performance.now() + SLICE
        let page = store.labelledVectors(after, PAGE)
        for (; page.length > 0; page = store.labelledVectors(after, PAGE)) {
          for (const search of searches) search.compare(page)
          after = page.at(-1)!.label
          seen += page.length
          if (performance.now() >= ends) break
        }
        if (page.length === 0) break
        await this.standBack()
      }
      if (seen !== store.counts().passages)
        throw new AnlamError(
          'corrupt-index',
          'vectors and passages differ in number; `anlam repair` mends it',
        )
      for (const { request, best } of searches) request.resolve(store.best(best, request.k))
    } finally {
      moment.close()
    }
  }

  private async standBack(): Promise<void> {
    await otherWork()
    const others = this.parts.others()
    if (!others) return
    const stop = new AbortController()
    const late = pause(PATIENCE, undefined, { signal: stop.signal }).catch(() => undefined)
    await Promise.race([others, late]).finally(() => stop.abort())
  }

  /** Cancels running searches, and resolves when no work is running. */
  async close(): Promise<void> {
    this.closed = true
    await this.working
  }
}

/** One search in progress. */
class Comparison {
  private nearest: Neighbour[] = []
  private readonly among: Set<number> | undefined
  /** Number of neighbours above which they are reduced to the k best. */
  private readonly most: number
  private least = Number.NEGATIVE_INFINITY

  /** @param labels of the passages to search; absent for all */
  constructor(
    readonly request: Waiting,
    labels: readonly number[] | undefined,
  ) {
    this.among = labels && new Set(labels)
    this.most = 2 * request.k + PAGE
  }

  /** Rejects the search if its caller has cancelled it or the index is being closed. */
  isGivenUp(closed: boolean): boolean {
    const { signal, reject } = this.request
    if (!signal?.aborted && !closed) return false
    reject(cancelled())
    return true
  }

  compare(vectors: readonly { label: number; vector: Float32Array }[]): void {
    const { among, nearest, request } = this
    for (const { label, vector } of vectors) {
      if (among && !among.has(label)) continue
      const score = unitCosine(request.vector, vector)
      if (score >= this.least) nearest.push({ label, score })
    }
    if (nearest.length > this.most) this.cut()
  }

  private cut(): void {
    this.nearest = this.best
    this.least = this.nearest[this.request.k - 1]?.score ?? this.least
  }

  /** The k best with their ties, best first. */
  get best(): Neighbour[] {
    return firstWithTies(this.nearest.sort(byScore), this.request.k)
  }
}
