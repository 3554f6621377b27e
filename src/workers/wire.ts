import type { WireError } from '../errors.js'

export interface Request {
  kind: 'call'
  id: number
  method: string
  args: unknown[]
}

export interface Cancel {
  kind: 'cancel'
  id: number
}

/** Asks for a sign of life. */
export interface Ping {
  kind: 'ping'
}

export type Message = Request | Cancel | Ping

/** Id of the response that reports whether the worker opened what it needs. It comes alone in its message. */
export const READY = -1

/** Sent in arrays. An empty array is a sign of life. */
export type Response = { id: number; value: unknown } | { id: number; error: WireError }
