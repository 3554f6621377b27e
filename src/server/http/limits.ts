import type { GateLimits } from '../gate.js'
import type { BodyLimits } from './bodies.js'

/** Kinds of requests. Each has its own limits, so that one kind does not block the others. */
export const REQUEST_KINDS = ['search', 'rerank', 'read', 'encode', 'write'] as const
export type Kind = (typeof REQUEST_KINDS)[number]

/** Limits of a server's load. */
export interface Limits {
  /** Requests of each kind, counted once their bodies have been received. */
  kinds: Record<Kind, GateLimits>
  /** Milliseconds until a request times out, unless its route has its own limit. */
  timeout: number
  /** Milliseconds for a client to send its headers. */
  headers: number
  /** Bodies read as a whole. */
  bodies: BodyLimits
  /** Bodies read as streams, with back-pressure. */
  streams: BodyLimits
  /** Milliseconds that a stopping server waits for bodies still being received, and for all requests. */
  stopping: { bodies: number; all: number }
}

export const LIMITS: Limits = {
  kinds: {
    search: { most: 1500, wait: 1000 },
    // A re-ranking takes seconds, and they run one after the other.
    rerank: { most: 64, wait: 10_000 },
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
