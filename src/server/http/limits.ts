import type { GateLimits } from '../gate.js'
import type { BodyLimits } from './bodies.js'

/** Kinds of requests, none of which may keep the others waiting. */
export const REQUEST_KINDS = ['search', 'read', 'encode', 'write'] as const
export type Kind = (typeof REQUEST_KINDS)[number]

/** How much a server takes on. */
export interface Limits {
  /** Requests of each kind, from when their bodies are there. */
  kinds: Record<Kind, GateLimits>
  /** Milliseconds after which a request is answered that it took too long, unless its route has another limit. */
  timeout: number
  /** Milliseconds for a client to send its headers. */
  headers: number
  /** Bodies that are read as a whole. */
  bodies: BodyLimits
  /** Bodies that are read as they come, no faster than they are used. */
  streams: BodyLimits
  /** Milliseconds after which a server that stops waits no longer for bodies that still come, and for any request. */
  stopping: { bodies: number; all: number }
}

export const LIMITS: Limits = {
  kinds: {
    search: { most: 1500, wait: 1000 },
    read: { most: 500, wait: 5000 },
    encode: { most: 10_000, wait: 10_000 },
    write: { most: 64, wait: Number.POSITIVE_INFINITY },
  },
  timeout: 30_000,
  headers: 10_000,
  bodies: { most: 1024, bytes: 256 << 20, grace: 10_000, rate: 4096 },
  streams: { most: 64, bytes: Number.POSITIVE_INFINITY, grace: 10_000, rate: 4096 },
  stopping: { bodies: 50_000, all: 60_000 },
}
