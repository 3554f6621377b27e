import type { SearchIndex } from '../index/types.js'
import type { Hit } from '../types.js'
import { countTrueHits } from './true-hits.js'

/** Hits of a query that are compared, at most. */
const K = 10
/** Samples that the mean is taken of, and how many it takes at least before the effort is raised. */
const WINDOW = 50
const LEAST_SAMPLES = 10
/** How many times as long as a comparison took the gauge rests after it: it takes 5 % of the time. */
const REST = 19

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
    const started = performance.now()
    if (this.running || hits.length === 0 || started < this.nextAt) return
    this.running = this.compare(vector, hits)
      // An index that is being closed, or damaged, is for searches to complain about.
      .catch(() => undefined)
      .finally(() => {
        const ended = performance.now()
        this.running = undefined
        this.nextAt = ended + Math.max(this.options.interval, REST * (ended - started))
      })
  }

  async stop(): Promise<void> {
    this.stopped.abort()
    await this.running
  }

  private async compare(vector: Float32Array, hits: readonly Hit[]): Promise<void> {
    const { signal } = this.stopped
    const k = Math.min(K, hits.length)
    const before = await this.index.revision()
    const best = await this.index.search(vector, { k, exact: true, signal })
    // Others have written meanwhile: what was found before is no answer to what there is now.
    if ((await this.index.revision()) !== before) return
    this.recalls.push(countTrueHits(hits.slice(0, k), best) / k)
    if (this.recalls.length > WINDOW) this.recalls.shift()
    this.raiseIfLow()
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
