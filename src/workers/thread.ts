import { type TransferListItem, Worker } from 'node:worker_threads'
import { countingCalls, type NativeCalls, outsideCalls } from '../basics/native-calls.js'
import { AnlamError, asAnlamError, fromWire } from '../errors.js'
import { type Message, READY, type Response } from './wire.js'

/** Checks per patience period. */
const CHECKS = 8
/** Maximum milliseconds between two checks. */
const LONGEST_INTERVAL = 1000

export interface ThreadEvents {
  onResponses(responses: Response[]): void
  /** The thread has opened what it needs to answer calls, or failed to. */
  onReady(error: AnlamError | undefined): void
  /** The thread ended, or is being terminated because it hangs. It gives no more answers. */
  onLost(error: AnlamError): void
  /** Milliseconds the thread may be silent; undefined while it has nothing to do. */
  patience(): number | undefined
}

/**
 * Threads take over the options of the process that they can. That which says how a program given as a string is read, they
 * refuse; so they refuse others, such as `--max-old-space-size`, if options are given to them.
 */
const OPTIONS = process.execArgv.some(option => option.startsWith('--input-type')) ? { execArgv: [] } : {}

/** A worker thread under watch: it is terminated if it has work and is silent for too long. */
export class Thread {
  private static readonly of = new WeakMap<Worker, Thread>()
  private readonly worker: Worker
  private readonly calls: NativeCalls
  private readonly watching: NodeJS.Timeout | undefined
  /**
   * Milliseconds of silence, counted in checks. Clock time would also count periods when this thread was blocked or
   * the machine was asleep.
   */
  private silent = 0
  private isLost = false

  /** @param patience shortest silence in milliseconds that is ever allowed; absent for an unwatched thread */
  constructor(
    module: URL,
    workerData: unknown,
    private readonly events: ThreadEvents,
    patience: number | undefined,
  ) {
    const { started, calls } = countingCalls(() => new Worker(module, { workerData, ...OPTIONS }))
    this.worker = started
    this.calls = calls
    Thread.of.set(started, this)
    this.worker.on('message', (responses: Response[]) => this.take(responses))
    this.worker.on('error', error => this.lose(asAnlamError(error)))
    this.worker.on('exit', code =>
      this.lose(new AnlamError('unavailable', `a worker thread ended (code ${code})`)),
    )
    if (patience === undefined) return
    const interval = Math.min(LONGEST_INTERVAL, patience / CHECKS)
    this.watching = setInterval(() => this.look(interval), interval).unref()
  }

  /** @throws if a message cannot be cloned */
  post(messages: readonly Message[], transfer: readonly TransferListItem[] = []): void {
    this.worker.postMessage(messages, transfer)
  }

  ref(): void {
    this.worker.ref()
  }

  unref(): void {
    this.worker.unref()
  }

  /** Terminates the thread, and resolves when it has ended. Never interrupts a native call. */
  async end(): Promise<void> {
    this.isLost = true
    clearInterval(this.watching)
    await this.terminate()
  }

  private async terminate(): Promise<void> {
    await outsideCalls(this.calls)
    await this.worker.terminate()
  }

  /** Terminates a thread as if by accident, for tests. Never in a native call, which would crash the process. */
  static async kill(worker: Worker): Promise<void> {
    await Thread.of.get(worker)?.terminate()
  }

  private take(responses: Response[]): void {
    this.silent = 0
    if (this.isLost) return
    const [first] = responses
    if (first?.id === READY) this.events.onReady('error' in first ? fromWire(first.error) : undefined)
    else this.events.onResponses(responses)
  }

  private lose(error: AnlamError): void {
    if (this.isLost) return
    this.isLost = true
    clearInterval(this.watching)
    this.events.onLost(error)
  }

  private look(interval: number): void {
    const patience = this.events.patience()
    if (patience === undefined) {
      this.silent = 0
      return
    }
    this.silent += interval
    if (this.silent > patience)
      this.lose(new AnlamError('unavailable', `a worker thread did not respond for ${patience / 1000} s`))
    // A thread in a long call can answer a ping between its steps.
    else if (this.silent > interval) this.post([{ kind: 'ping' }])
  }
}
