import { MAX_FILTER_KEYS, MAX_FILTER_STRING } from '../basics/bounds.js'
import { toPlain } from '../basics/document.js'
import { AnlamError } from '../errors.js'
import type { Metadata } from '../types.js'
import type { Filter, Range } from './types.js'

/** Numbers in queries and metadata; anything else is compared as text. */
const NUMBER = /^-?\d+(?:\.\d+)?$/

const HOLDS: Record<keyof Range, (order: number) => boolean> = {
  gt: order => order > 0,
  gte: order => order >= 0,
  lt: order => order < 0,
  lte: order => order <= 0,
}

/** Whether a text is compared as a number. */
export function isNumber(text: string): boolean {
  return NUMBER.test(text)
}

/** Whether metadata fulfils every condition; a missing or null value fulfils none. */
export function matches(metadata: Metadata, filter: Filter): boolean {
  return Object.entries(filter).every(([key, condition]) => {
    const value = Object.hasOwn(metadata, key) ? metadata[key] : null
    if (value === null || value === undefined) return false
    const text = String(value)
    if (typeof condition === 'string') return text === condition
    return Object.entries(condition).every(([bound, limit]) =>
      HOLDS[bound as keyof Range](compareValues(text, limit as string)),
    )
  })
}

/**
 * Normalises a filter like metadata: keys and values in NFC.
 * @throws AnlamError `invalid-input` for strings that are not well-formed, or a filter beyond its bounds
 */
export function checkFilter(filter: Filter): Filter {
  const entries = Object.entries(filter)
  if (entries.length > MAX_FILTER_KEYS)
    throw new AnlamError(
      'invalid-input',
      `the filter has ${entries.length} conditions; ${MAX_FILTER_KEYS} are allowed`,
    )
  return Object.fromEntries(
    entries.map(([key, condition]) => [
      checkString(key),
      typeof condition === 'string'
        ? checkString(condition)
        : Object.fromEntries(Object.entries(condition).map(([bound, limit]) => [bound, checkString(limit)])),
    ]),
  )
}

function checkString(raw: string): string {
  const text = toPlain(raw, 'a key or value of the filter')
  if (text.length <= MAX_FILTER_STRING) return text
  throw new AnlamError(
    'invalid-input',
    `a key or value of the filter has ${text.length} characters; ${MAX_FILTER_STRING} are allowed`,
  )
}

/** Compares values as numbers if both are, otherwise as text, by their UTF-8. */
export function compareValues(a: string, b: string): number {
  if (isNumber(a) && isNumber(b)) return Number(a) - Number(b) || compareDigits(a, b)
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** Compares numbers that are equal as doubles by all of their digits. */
function compareDigits(a: string, b: string): number {
  const [wholeA, fractionA = ''] = a.split('.') as [string, string?]
  const [wholeB, fractionB = ''] = b.split('.') as [string, string?]
  const places = Math.max(fractionA.length, fractionB.length)
  const scaled = (whole: string, fraction: string): bigint => BigInt(whole + fraction.padEnd(places, '0'))
  const difference = scaled(wholeA, fractionA) - scaled(wholeB, fractionB)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}
