import type { AnlamError } from '../errors.js'
import { Thread } from './thread.js'
import type { Response } from './wire.js'

/** How to supervise a worker whose thread is replaced when it dies or hangs. */
export interface Supervision {
  /** Methods with side effects. They are not repeated if their thread is lost; all others are. */
  once: ReadonlySet<string>
  /** Methods that may keep the thread busy for minutes. */
  slow?: ReadonlySet<string>
  /**
   * Milliseconds that a busy thread may be silent: the default timeout of a request plus a margin. Default 40,000.
   */
  patience?: number
  /** The same during start-up and in slow methods. Default 600,000. */
  slowPatience?: number
  /** Called each time a thread is lost. */
  onLost?: ((error: AnlamError) => void) | undefined
}

export interface RespawningEvents {
  onResponses(responses: Response[]): void
  onSpawned(): void
  onLost(error: AnlamError): void
  /** The new thread could not open what the old one had open. The next call starts another thread. */
  onUnopened(error: AnlamError): void
  /** Methods of the calls that the thread has not answered. */
  methods(): string[]
  /** Whether no caller is waiting for an answer. */
  isIdle(): boolean
}

const PATIENCE = 40_000
const SLOW_PATIENCE = 600_000
/** Milliseconds to wait before replacing a thread that was lost soon after its predecessor. Doubles each time. */
const BACK_OFF = 100
const LONGEST_BACK_OFF = 10_000
/** Milliseconds after which a thread's loss no longer counts as part of a series. */
const LONG_LIVED = 60_000
/** Lost threads that may still be running, stuck in a native call. More would occupy all processors. */
const MAX_ENDING = 2

/** Keeps a worker thread alive by replacing it when it is lost. */
export class Respawning {
  /** The current thread; undefined until a lost one is replaced. */
  thread: Thread | undefined
  private isReady = false
  private hasBeenReady = false
  private spawnedAt = 0
  private soonLost = 0
  private ending = 0
  private timer: NodeJS.Timeout | undefined
  /** The last thread could not open what it needs, so it is only replaced on the next call. */
  private isDormant = false
  private closed = false

  constructor(
    private readonly module: URL,
    public workerData: unknown,
    private readonly supervision: Supervision | undefined,
    private readonly events: RespawningEvents,
  ) {
    // Not via `replace`: `onSpawned` must not fire before the caller holds this object.
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
    // If the first thread fails to open, the first call reports that.
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

  /** Whether a thread is missing and may be started now. */
  private isDue(): boolean {
    const isWanted = this.supervision && !this.thread && !this.isDormant && !this.closed
    return isWanted === true && !this.timer && this.ending < MAX_ENDING
  }

  private replace(): void {
    this.thread = this.make()
    // Only calls waiting for an answer keep the process alive.
    if (this.events.isIdle()) this.thread.unref()
    this.events.onSpawned()
  }
}
