import type { SearchIndex } from '../index/types.js'
import { countTrueHits, type Scored } from './true-hits.js'

/** Most hits compared per query. */
const K = 10
/** Samples in the mean, and least samples before the effort is raised. */
const WINDOW = 50
const MIN_SAMPLES = 10
/** Pause after a comparison, as a multiple of its duration: comparisons take at most 5 % of the time. */
const REST = 19

export interface RecallGaugeOptions {
  /** Mean recall below which the effort is raised, 0 to 1. */
  target: number
  /** Candidates of a search now, and at most. */
  effort: number
  maxEffort: number
  /** Least milliseconds between two samples. */
  interval: number
  /** Called each time the effort is raised. */
  onLow(status: RecallStatus): void
}

export interface RecallStatus {
  /** Mean recall@10 of the last samples; null before the first one. */
  recall: number | null
  samples: number
  effort: number
  target: number
}

/**
 * Measures recall in the background, by comparing the hits of a few real queries with those of exact search. If the
 * mean falls below the target, the effort of searches is raised.
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

  /** Length of the candidate list of the next search. */
  get effort(): number {
    return this.current
  }

  get status(): RecallStatus {
    const { recalls, current: effort } = this
    const recall = recalls.length === 0 ? null : recalls.reduce((sum, x) => sum + x, 0) / recalls.length
    return { recall, samples: recalls.length, effort, target: this.options.target }
  }

  /** Called after each search; most are ignored. @param hits of an unfiltered search, best first */
  offer(vector: Float32Array, hits: readonly Scored[]): void {
    const started = performance.now()
    if (this.running || hits.length === 0 || started < this.nextAt) return
    this.running = this.compare(vector, hits)
      // Searches report an index that is closed or damaged.
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

  private async compare(vector: Float32Array, hits: readonly Scored[]): Promise<void> {
    const { signal } = this.stopped
    const k = Math.min(K, hits.length)
    const before = await this.index.revision()
    const best = await this.index.search(vector, { k, exact: true, signal })
    // The index has changed meanwhile, so the hits cannot be compared.
    if ((await this.index.revision()) !== before) return
    this.recalls.push(countTrueHits(hits.slice(0, k), best) / k)
    if (this.recalls.length > WINDOW) this.recalls.shift()
    this.raiseIfLow()
  }

  private raiseIfLow(): void {
    const { recall, samples } = this.status
    const { target, maxEffort, onLow } = this.options
    if (samples < MIN_SAMPLES || recall! >= target || this.current >= maxEffort) return
    this.current = Math.min(this.current * 2, maxEffort)
    onLow(this.status)
    // Samples with a lower effort say nothing about the new one.
    this.recalls = []
  }
}
