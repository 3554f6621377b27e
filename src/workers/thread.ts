import { type TransferListItem, Worker } from 'node:worker_threads'
import { countingCalls, type NativeCalls, outsideCalls } from '../basics/native-calls.js'
import { AnlamError, asAnlamError, fromWire } from '../errors.js'
import { type Message, READY, type Response } from './wire.js'

/** Looks at a thread within the time that it may be silent. */
const LOOKS = 8
/** Most milliseconds between two. */
const LONGEST_INTERVAL = 1000

export interface ThreadEvents {
  onResponses(responses: Response[]): void
  /** What it was to open before it can answer is open, or cannot be opened. */
  onReady(error: AnlamError | undefined): void
  /** It has ended, or is being ended since it hangs. It answers nothing any more. */
  onLost(error: AnlamError): void
  /** Milliseconds that it may give no sign of life; undefined while it has nothing to do. */
  patience(): number | undefined
}

/** A worker that is watched: one that has work and gives no sign of life for too long is ended. */
export class Thread {
  private static readonly of = new WeakMap<Worker, Thread>()
  private readonly worker: Worker
  private readonly calls: NativeCalls
  private readonly watching: NodeJS.Timeout | undefined
  /**
   * Milliseconds without a sign of life, by looks and not by the clock, which also goes on where this thread itself
   * could not look, or the machine slept.
   */
  private silent = 0
  private isLost = false

  /** @param patience milliseconds that are the least it may be silent; absent for one that is not watched */
  constructor(
    module: URL,
    workerData: unknown,
    private readonly events: ThreadEvents,
    patience: number | undefined,
  ) {
    const { started, calls } = countingCalls(() => new Worker(module, { workerData }))
    this.worker = started
    this.calls = calls
    Thread.of.set(started, this)
    this.worker.on('message', (responses: Response[]) => this.take(responses))
    this.worker.on('error', error => this.lose(asAnlamError(error)))
    this.worker.on('exit', code =>
      this.lose(new AnlamError('unavailable', `a worker thread ended (code ${code})`)),
    )
    if (patience === undefined) return
    const interval = Math.min(LONGEST_INTERVAL, patience / LOOKS)
    this.watching = setInterval(() => this.look(interval), interval).unref()
  }

  /** @throws what cannot be sent to another thread */
  post(messages: readonly Message[], transfer: readonly TransferListItem[] = []): void {
    this.worker.postMessage(messages, transfer)
  }

  ref(): void {
    this.worker.ref()
  }

  unref(): void {
    this.worker.unref()
  }

  /** Resolves when it has ended; a native call is not interrupted. */
  async end(): Promise<void> {
    this.isLost = true
    clearInterval(this.watching)
    await this.terminate()
  }

  private async terminate(): Promise<void> {
    await outsideCalls(this.calls)
    await this.worker.terminate()
  }

  /** Ends one as if by accident, but never in the middle of a native call, which would end the process. */
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
      this.lose(
        new AnlamError('unavailable', `a worker thread gave no sign of life for ${patience / 1000} s`),
      )
    // One that is in the middle of a long call can say so between its steps.
    else if (this.silent > interval) this.post([{ kind: 'ping' }])
  }
}
