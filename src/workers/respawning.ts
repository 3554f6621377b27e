import type { AnlamError } from '../errors.js'
import { Thread } from './thread.js'
import type { Response } from './wire.js'

/** How a worker is looked after whose thread is to be replaced when it dies or hangs. */
export interface Supervision {
  /** Methods that are not called again when their thread was lost, as they change something; all others are. */
  once: ReadonlySet<string>
  /** Methods that may keep the thread busy for minutes. */
  slow?: ReadonlySet<string>
  /**
   * Milliseconds that a thread with work may give no sign of life: what a request may take by default, and a grace.
   * Default 40,000.
   */
  patience?: number
  /** The same while it starts, and in slow methods. Default 600,000. */
  slowPatience?: number
  /** Told each time that a thread is lost. */
  onLost?: ((error: AnlamError) => void) | undefined
}

export interface RespawningEvents {
  onResponses(responses: Response[]): void
  onSpawned(): void
  onLost(error: AnlamError): void
  /** The new thread cannot open what the one before it had; another one tries when it is called. */
  onUnopened(error: AnlamError): void
  /** Of calls that the thread has not answered. */
  methods(): string[]
  /** Whether nobody waits for an answer. */
  isIdle(): boolean
}

const PATIENCE = 40_000
const SLOW_PATIENCE = 600_000
/** Milliseconds before a thread is replaced when the one before was lost soon, too; doubled each time. */
const BACK_OFF = 100
const LONGEST_BACK_OFF = 10_000
/** A thread that lived so long has no part in what ended others. */
const LONG_LIVED = 60_000
/** Threads that do not end, as a native call keeps them busy: more would take all processors. */
const MOST_ENDING = 2

/** A thread and those that come after it. */
export class Respawning {
  /** The one that is alive; undefined until it is replaced. */
  thread: Thread | undefined
  private isReady = false
  private hasBeenReady = false
  private spawnedAt = 0
  private soonLost = 0
  private ending = 0
  private timer: NodeJS.Timeout | undefined
  /** It is not replaced before it is called: what it needs cannot be opened. */
  private isDormant = false
  private closed = false

  constructor(
    private readonly module: URL,
    public workerData: unknown,
    private readonly supervision: Supervision | undefined,
    private readonly events: RespawningEvents,
  ) {
    // When whoever made this knows it.
    this.thread = this.make()
    this.thread.unref()
  }

  ref(): void {
    this.thread?.ref()
    this.timer?.ref()
    if (this.isDormant) this.replaceLater()
  }

  unref(): void {
    this.thread?.unref()
    this.timer?.unref()
  }

  async end(): Promise<void> {
    this.closed = true
    clearTimeout(this.timer)
    const { thread } = this
    this.thread = undefined
    await thread?.end()
  }

  private make(): Thread {
    const { supervision, events } = this
    this.isReady = false
    this.spawnedAt = performance.now()
    const thread: Thread = new Thread(
      this.module,
      this.workerData,
      {
        onResponses: responses => events.onResponses(responses),
        onReady: error => this.ready(thread, error),
        onLost: error => this.lose(thread, error),
        patience: () => this.patience(),
      },
      supervision && (supervision.patience ?? PATIENCE),
    )
    return thread
  }

  private patience(): number | undefined {
    const { slow, patience = PATIENCE, slowPatience = SLOW_PATIENCE } = this.supervision!
    if (!this.isReady) return slowPatience
    const methods = this.events.methods()
    if (methods.length === 0) return undefined
    return methods.some(method => slow?.has(method)) ? slowPatience : patience
  }

  private ready(thread: Thread, error: AnlamError | undefined): void {
    this.isReady = true
    if (!error) {
      this.hasBeenReady = true
      return
    }
    // What cannot be opened the first time is the answer to the first call.
    if (!this.supervision || !this.hasBeenReady) return
    this.drop(thread)
    this.soonLost++
    this.isDormant = true
    this.events.onUnopened(error)
  }

  private lose(thread: Thread, error: AnlamError): void {
    this.drop(thread)
    if (this.closed) return
    if (performance.now() - this.spawnedAt > LONG_LIVED) this.soonLost = 0
    this.supervision?.onLost?.(error)
    this.events.onLost(error)
    if (this.supervision) this.replaceLater()
  }

  private drop(thread: Thread): void {
    this.thread = undefined
    this.ending++
    void thread.end().finally(() => {
      this.ending--
      if (this.isDue()) this.replace()
    })
  }

  private replaceLater(): void {
    this.isDormant = false
    const delay = this.soonLost === 0 ? 0 : Math.min(LONGEST_BACK_OFF, BACK_OFF * 2 ** this.soonLost)
    this.soonLost++
    this.timer = setTimeout(() => {
      this.timer = undefined
      if (this.isDue()) this.replace()
    }, delay)
    if (this.events.isIdle()) this.timer.unref()
  }

  /** Whether a thread is missing and may be made now. */
  private isDue(): boolean {
    const isWanted = this.supervision && !this.thread && !this.isDormant && !this.closed
    return isWanted === true && !this.timer && this.ending < MOST_ENDING
  }

  private replace(): void {
    this.thread = this.make()
    // Only calls that wait for an answer keep the process alive.
    if (this.events.isIdle()) this.thread.unref()
    this.events.onSpawned()
  }
}
