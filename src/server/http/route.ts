import type { Readable } from 'node:stream'
import type { Response } from 'express'
import type { z } from 'zod'
import type { Scope } from '../keys.js'
import type { Service } from '../service.js'
import type { Kind } from './limits.js'

export interface Call<P, Q, H, B> {
  params: P
  query: Q
  headers: H
  body: B
  service: Service
  /** Fires when the client goes away, or the route has taken too long. */
  signal: AbortSignal
  /** Fires when the server stops: what would go on for ever has to end. */
  stopping: AbortSignal
  /**
   * The body, where the handler reads it itself.
   * @throws AnlamError `overloaded` where too many are being received; the stream: `timeout` for a sender that keeps the
   *   server waiting, `unavailable` when the server stops
   */
  incoming(): Readable
  response: Response
}

/** Answers that are no JSON. */
export type Stream = 'application/x-ndjson' | 'text/event-stream'

/**
 * One operation of the API: everything that validates, documents and answers it.
 * A handler that streams writes to the response itself.
 */
export interface Route {
  method: 'get' | 'post' | 'put' | 'delete'
  /** As express writes it; each `:name` is a key of `params`. */
  path: string
  tag: string
  summary: string
  description?: string
  /** What it is limited with; default `read`. */
  kind?: Kind
  /** How much of it one request is, where that is not 1. */
  units?(body: never): number
  /** What a key needs for it, where keys are used. */
  scope: Scope
  params?: z.ZodObject
  query?: z.ZodObject
  /** Their names in small letters. */
  headers?: z.ZodObject
  /** Of a JSON body. */
  body?: z.ZodType
  /** Media type of a body that the handler reads itself. */
  rawBody?: string
  /** Of the answer, or the media type of a stream. */
  answer: z.ZodType | Stream
  /** Default 200. */
  status?: 201 | 202
  /** Milliseconds after which it is answered that it took too long; default: that of `Limits`. */
  timeout?: number
  handle(call: Call<never, never, never, never>): Promise<unknown>
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined

/** A route whose handler is given what its schemas say. */
export function route<
  const P extends z.ZodObject | undefined = undefined,
  const Q extends z.ZodObject | undefined = undefined,
  const H extends z.ZodObject | undefined = undefined,
  const B extends z.ZodType | undefined = undefined,
>(
  definition: Omit<Route, 'params' | 'query' | 'headers' | 'body' | 'units' | 'handle'> & {
    params?: P
    query?: Q
    headers?: H
    body?: B
    units?(body: Parsed<B>): number
    handle(call: Call<Parsed<P>, Parsed<Q>, Parsed<H>, Parsed<B>>): Promise<unknown>
  },
): Route {
  return definition as unknown as Route
}
