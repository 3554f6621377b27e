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

/** Id of the response that says whether what a worker opens before it can answer is open. It comes alone. */
export const READY = -1

/** Answers come in arrays; one without any is a sign of life. */
export type Response = { id: number; value: unknown } | { id: number; error: WireError }
