import { setTimeout as rest } from 'node:timers/promises'
import type { Page, SearchIndex } from '../index/types.js'
import type { Hit } from '../types.js'
import { countTrueHits, exactScores } from './exact.js'

/** Hits of a query that are compared, at most. */
const K = 10
/** Samples that the mean is taken of, and how many it takes at least before the effort is raised. */
const WINDOW = 50
const LEAST_SAMPLES = 10
/** Share of the time that comparing takes. */
const SHARE = 0.05
/** Passages compared at a time. */
const PAGE = 64

export interface RecallGaugeOptions {
  /** Mean recall below which the effort is raised, 0 to 1. */
  target: number
  /** Candidates that searches look at now, and at most. */
  effort: number
  maxEffort: number
  /** Least milliseconds between two samples. */
  interval: number
  /** Told each time that the effort is raised. */
  onLow(status: RecallStatus): void
}

export interface RecallStatus {
  /** Mean recall@10 of the last samples; null before the first. */
  recall: number | null
  samples: number
  effort: number
  target: number
}

/**
 * Compares what searches found with what comparing everything finds, in the background, for a few real queries. Where
 * the mean falls below the target, searches are made to look at more candidates.
 */
export class RecallGauge {
  private recalls: number[] = []
  private nextAt = 0
  private running: Promise<void> | undefined
  private readonly stopped = new AbortController()
  private current: number

  constructor(
    private readonly index: SearchIndex,
    private readonly options: RecallGaugeOptions,
  ) {
    this.current = options.effort
  }

  /** Candidates that the next search should look at. */
  get effort(): number {
    return this.current
  }

  get status(): RecallStatus {
    const { recalls, current: effort } = this
    const recall = recalls.length === 0 ? null : recalls.reduce((sum, x) => sum + x, 0) / recalls.length
    return { recall, samples: recalls.length, effort, target: this.options.target }
  }

  /** A search that was answered; most are let pass. @param hits of an unfiltered search, best first */
  offer(vector: Float32Array, hits: readonly Hit[]): void {
    if (this.running || hits.length === 0 || performance.now() < this.nextAt) return
    this.running = this.compare(vector, hits)
      // An index that is being closed, or damaged, is for searches to complain about.
      .catch(() => undefined)
      .finally(() => {
        this.running = undefined
        this.nextAt = performance.now() + this.options.interval
      })
  }

  async stop(): Promise<void> {
    this.stopped.abort()
    await this.running
  }

  private async compare(vector: Float32Array, hits: readonly Hit[]): Promise<void> {
    const k = Math.min(K, hits.length)
    const before = await this.index.stats()
    const [best] = await exactScores(this.slowly(), [vector], k)
    const after = await this.index.stats()
    // Others have written meanwhile: what was found then is no answer to what there is now.
    if (before.passages !== after.passages || before.removed !== after.removed) return
    this.recalls.push(countTrueHits(hits.slice(0, k), best!) / k)
    if (this.recalls.length > WINDOW) this.recalls.shift()
    this.raiseIfLow()
  }

  /** The passages page by page, with rests after each: searches are not to wait for one long comparison. */
  private async *slowly(): AsyncGenerator<Page> {
    const { signal } = this.stopped
    let started = performance.now()
    for await (const page of this.index.scan({ pageSize: PAGE, signal })) {
      yield page
      const took = performance.now() - started
      await rest(took / SHARE - took, undefined, { signal, ref: false })
      started = performance.now()
    }
  }

  private raiseIfLow(): void {
    const { recall, samples } = this.status
    const { target, maxEffort, onLow } = this.options
    if (samples < LEAST_SAMPLES || recall! >= target || this.current >= maxEffort) return
    this.current = Math.min(this.current * 2, maxEffort)
    onLow(this.status)
    // What was found with fewer candidates says nothing about what is found with more.
    this.recalls = []
  }
}
