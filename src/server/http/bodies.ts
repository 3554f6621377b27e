import { PassThrough, type Readable } from 'node:stream'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { AnlamError } from '../../errors.js'
import { sendProblem } from './problem.js'

/** Milliseconds between two checks of the bodies being received. */
const INTERVAL = 1000
/** Share of its grace that a sender must have used up before it can be cut off to make room. */
const IDLER = 0.1

export interface BodyLimits {
  /** Most bodies being received at a time. */
  most: number
  /** Most bytes they may take in memory together. */
  bytes: number
  /** Milliseconds that a sender may keep the server waiting, counted from its headers. */
  grace: number
  /** Bytes that earn a sender one more second of waiting, up to `grace`. */
  rate: number
}

interface Coming {
  request: Request
  /** Most bytes it may take in memory. */
  size: number
  /** Bytes read from its connection at the last check, and the time of that check. */
  bytesRead: number
  lookedAt: number
  /** Whether it was held back at the last check. */
  wasHeldBack: boolean
  /** Milliseconds that its sender may still keep the server waiting. */
  patience: number
  /** Whether the sender waits for the server (back-pressure). */
  isHeldBack(): boolean
  cut(error: AnlamError): void
}

/**
 * Request bodies being received. A sender that keeps the server waiting is cut off when its grace is used up, or
 * earlier to make room for another. Time under back-pressure does not count.
 */
export class Bodies {
  /** An array, since few bodies arrive and leave in no order: see `Pending`. */
  private readonly coming: Coming[] = []
  private bytes = 0
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly limits: BodyLimits) {}

  /** Bodies being received. */
  get size(): number {
    return this.coming.length
  }

  /**
   * Passes the body to a parser, unless there is no room or it arrives too slowly.
   * @param largest most bytes the parser takes; also the assumed size of a body without a length
   */
  parsedBy(parser: RequestHandler, largest: number): RequestHandler {
    return (request, response, next) => {
      const size = Math.min(largest, Number(request.headers['content-length'] ?? largest))
      const coming = this.expect({
        request,
        size,
        isHeldBack: () => false,
        cut: error => {
          response.set('Connection', 'close')
          sendProblem(response, error, 408)
        },
      })
      if (!coming) return refuse(response, this.size)
      const parsed: NextFunction = error => {
        this.leave(coming)
        // A body that was cut off has been answered already.
        if (!response.headersSent) next(error)
      }
      void parser(request, response, parsed)
    }
  }

  /**
   * The body as a stream. It ends with an error when it is cut off; the connection stays open for an answer.
   * @throws AnlamError `overloaded` if there is no room; the stream: `timeout`, or the signal's reason
   */
  stream(request: Request, stopped: AbortSignal): Readable {
    const body = new PassThrough()
    const coming = this.expect({
      request,
      size: 0,
      isHeldBack: () => request.readableLength + body.readableLength + body.writableLength > 0,
      cut: error => {
        request.unpipe(body)
        body.destroy(error)
        // The rest is discarded, so that the client can finish sending and read the answer.
        request.resume()
      },
    })
    if (!coming) throw new AnlamError('overloaded', `${this.size} bodies are being received`)
    const stop = (): void => coming.cut(stopped.reason)
    const leave = (): void => {
      this.leave(coming)
      stopped.removeEventListener('abort', stop)
    }
    stopped.addEventListener('abort', stop)
    request.once('error', error => body.destroy(error))
    request.once('end', leave).once('close', leave)
    body.once('close', leave)
    request.pipe(body)
    if (stopped.aborted) stop()
    return body
  }

  private expect(given: Pick<Coming, 'request' | 'size' | 'isHeldBack' | 'cut'>): Coming | undefined {
    if (!this.makeRoom(given.size)) return undefined
    const coming: Coming = {
      bytesRead: given.request.socket.bytesRead,
      lookedAt: performance.now(),
      wasHeldBack: false,
      patience: this.limits.grace,
      ...given,
    }
    this.coming.push(coming)
    this.bytes += coming.size
    this.timer ??= this.lookSoon()
    return coming
  }

  private leave(coming: Coming): void {
    // From the end: most bodies arrive together with their headers.
    const at = this.coming.lastIndexOf(coming)
    if (at < 0) return
    this.coming.splice(at, 1)
    this.bytes -= coming.size
  }

  private makeRoom(size: number): boolean {
    const { most, bytes, grace } = this.limits
    while (this.coming.length >= most || this.bytes + size > bytes) {
      let slowest: Coming | undefined
      for (const each of this.coming) {
        this.measure(each)
        if (!slowest || each.patience < slowest.patience) slowest = each
      }
      if (!slowest || slowest.patience > (1 - IDLER) * grace) return false
      this.cut(slowest)
    }
    return true
  }

  /** Schedules the next check, after the event loop has read what arrived in the meantime. */
  private lookSoon(): NodeJS.Timeout {
    const interval = Math.min(INTERVAL, this.limits.grace)
    return setTimeout(() => setImmediate(() => this.look()), interval).unref()
  }

  private look(): void {
    this.timer = undefined
    for (const each of [...this.coming]) {
      this.measure(each)
      if (each.patience < 0) this.cut(each)
    }
    if (this.coming.length > 0) this.timer = this.lookSoon()
  }

  private measure(coming: Coming): void {
    const { grace, rate } = this.limits
    const { bytesRead } = coming.request.socket
    const now = performance.now()
    const isHeldBack = coming.isHeldBack()
    // If this thread paused, the sender is not to blame.
    const waited = isHeldBack || coming.wasHeldBack ? 0 : Math.min(now - coming.lookedAt, 2 * INTERVAL)
    const earned = ((bytesRead - coming.bytesRead) / rate) * 1000
    coming.patience = Math.min(grace, coming.patience + earned) - waited
    coming.bytesRead = bytesRead
    coming.lookedAt = now
    coming.wasHeldBack = isHeldBack
  }

  private cut(coming: Coming): void {
    this.leave(coming)
    coming.cut(
      new AnlamError(
        'timeout',
        `the body came too slowly: less than ${this.limits.rate} bytes a second, over ${this.limits.grace / 1000} s`,
      ),
    )
  }
}

function refuse(response: Response, size: number): void {
  sendProblem(response, { code: 'overloaded', message: `${size} bodies are being received` })
}
