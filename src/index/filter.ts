import type { Metadata } from '../types.js'
import type { Filter, Range } from './types.js'

/** Numbers as they stand in queries and metadata; anything else is compared as text. */
const NUMBER = /^-?\d+(?:\.\d+)?$/

const HOLDS: Record<keyof Range, (order: number) => boolean> = {
  gt: order => order > 0,
  gte: order => order >= 0,
  lt: order => order < 0,
  lte: order => order <= 0,
}

/** Whether metadata fulfils every condition; what is missing or null fulfils none. */
export function matches(metadata: Metadata, filter: Filter): boolean {
  return Object.entries(filter).every(([key, condition]) => {
    const value = Object.hasOwn(metadata, key) ? metadata[key] : null
    if (value === null || value === undefined) return false
    const text = String(value)
    if (typeof condition === 'string') return text === condition
    return Object.entries(condition).every(([bound, limit]) =>
      HOLDS[bound as keyof Range](compare(text, limit as string)),
    )
  })
}

function compare(a: string, b: string): number {
  if (NUMBER.test(a) && NUMBER.test(b)) return Number(a) - Number(b)
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
