import { AnlamError } from '../errors.js'

/** Where a page ends, as clients pass it on; what is in it is nobody's business but the route's. */
export function toCursor(position: string | number): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/** @throws AnlamError `invalid-input` unless it is one of `toCursor`, of that type */
export function fromCursor(cursor: string, type: 'number'): number
export function fromCursor(cursor: string, type: 'string'): string
export function fromCursor(cursor: string, type: 'number' | 'string'): number | string {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (typeof position === 'string' && type === 'string' && position.isWellFormed()) return position
    if (typeof position === 'number' && type === 'number' && Number.isSafeInteger(position) && position >= 0)
      return position
  } catch {
    // Said below.
  }
  throw new AnlamError('invalid-input', 'the cursor is not one that a page before this gave')
}

/** One page of a list that is in memory. */
export function page<T>(
  items: readonly T[],
  cursor: string | undefined,
  limit: number,
): { items: T[]; nextCursor: string | null } {
  const from = cursor === undefined ? 0 : fromCursor(cursor, 'number')
  const to = from + limit
  return { items: items.slice(from, to), nextCursor: to < items.length ? toCursor(to) : null }
}
