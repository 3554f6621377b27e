import { PassThrough, type Readable } from 'node:stream'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { AnlamError } from '../../errors.js'
import { sendProblem } from './problem.js'

/** Milliseconds between two looks at the bodies that are awaited. */
const INTERVAL = 1000
/** Share of its grace that a sender must have used up before it may have to give its place to another. */
const IDLER = 0.1

export interface BodyLimits {
  /** Bodies that may be on their way at a time. */
  most: number
  /** Bytes that they may take together. */
  bytes: number
  /** Milliseconds that a sender may keep the server waiting, from its headers on. */
  grace: number
  /** Bytes that buy a second of waiting, up to `grace` again. */
  rate: number
}

interface Coming {
  request: Request
  /** Bytes that it may take in memory. */
  size: number
  /** Of its connection, when it was last looked at, and when that was. */
  bytesRead: number
  lookedAt: number
  /** Whether it was held back then. */
  wasHeldBack: boolean
  /** Milliseconds that its sender may still keep the server waiting. */
  patience: number
  /** Whether what came waits for the server, not the server for what comes. */
  isHeldBack(): boolean
  cut(error: AnlamError): void
}

/**
 * Bodies on their way. A sender that keeps the server waiting is cut off after a while, and at once where there is no
 * room for another that sends; what the server itself holds back counts for nobody.
 */
export class Bodies {
  /** An array, as few come and go in no order: see `Pending`. */
  private readonly coming: Coming[] = []
  private bytes = 0
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly limits: BodyLimits) {}

  /** Those that are awaited. */
  get size(): number {
    return this.coming.length
  }

  /**
   * Lets a parser have the body, unless there is no room or it does not come in time.
   * @param largest bytes that the parser takes; a body that does not say its length is taken to have so many
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
        // What is wrong with a body that was cut off has been answered.
        if (!response.headersSent) next(error)
      }
      void parser(request, response, parsed)
    }
  }

  /**
   * The body as a stream, which ends with an error when it is cut off; the connection stays, for an answer.
   * @throws AnlamError `overloaded` where there is no room; the stream: `timeout`, or what the signal fires with
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
        // What still comes is of no use; the client shall be able to read the answer meanwhile.
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
    // From the end: most bodies are there as soon as their headers.
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

  /** After what has come in the meantime has been taken in, not before. */
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
    // A pause of this thread is not the sender's.
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
