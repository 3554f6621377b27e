import type { Readable } from 'node:stream'
import type { Response } from 'express'
import type { z } from 'zod'
import type { Scope } from '../scopes.js'
import type { Service } from '../service.js'
import type { Kind } from './limits.js'

export interface Call<P, Q, H, B> {
  params: P
  query: Q
  headers: H
  body: B
  service: Service
  /** What the key of the request may do. */
  readonly scope: Scope
  /** Fires when the client disconnects, or the route times out. */
  signal: AbortSignal
  /** Fires when the server stops; endless streams have to end then. */
  stopping: AbortSignal
  /**
   * The body as a stream, for handlers that read it themselves.
   * @throws AnlamError `overloaded` if too many bodies are being received; the stream: `timeout` if the sender is too
   *   slow, `unavailable` when the server stops
   */
  incoming(): Readable
  response: Response
}

/** Media types of streamed answers. */
export type Stream =
  | 'application/x-ndjson'
  | 'text/event-stream'
  | 'text/csv'
  | 'application/vnd.apache.parquet'

/**
 * One operation of the API, with what is needed to validate, document and answer it. A handler that streams writes to
 * the response itself.
 */
export interface Route {
  method: 'get' | 'post' | 'put' | 'delete'
  /** In the syntax of Express; each `:name` is a key of `params`. */
  path: string
  tag: string
  summary: string
  description?: string
  /** Kind whose limits apply; default `read`. */
  kind?: Kind
  /** Kind of a request whose body makes it another one. */
  kindOf?(body: never): Kind | undefined
  /** Units of work in one request; default 1. */
  units?(body: never): number
  /** Scope that a key needs. */
  scope: Scope
  params?: z.ZodObject
  query?: z.ZodObject
  /** Header names in lower case. */
  headers?: z.ZodObject
  /** Schema of a JSON body. */
  body?: z.ZodType
  /** Media type of a body that the handler reads itself. */
  rawBody?: string
  /** Schema of a JSON answer, or the media types that a stream may have. */
  answer: z.ZodType | Stream | readonly Stream[]
  /** Default 200. */
  status?: 201 | 202
  /** Milliseconds until it times out; default: that of `Limits`. */
  timeout?: number
  handle(call: Call<never, never, never, never>): Promise<unknown>
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined

/** Types a route's handler by its schemas. */
export function route<
  const P extends z.ZodObject | undefined = undefined,
  const Q extends z.ZodObject | undefined = undefined,
  const H extends z.ZodObject | undefined = undefined,
  const B extends z.ZodType | undefined = undefined,
>(
  definition: Omit<Route, 'params' | 'query' | 'headers' | 'body' | 'kindOf' | 'units' | 'handle'> & {
    params?: P
    query?: Q
    headers?: H
    body?: B
    kindOf?(body: Parsed<B>): Kind | undefined
    units?(body: Parsed<B>): number
    handle(call: Call<Parsed<P>, Parsed<Q>, Parsed<H>, Parsed<B>>): Promise<unknown>
  },
): Route {
  return definition as unknown as Route
}
