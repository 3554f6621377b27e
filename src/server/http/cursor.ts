import { AnlamError } from '../../errors.js'

/**
 * Where a page ends, as clients pass it on; what is in it is nobody's business but the route's.
 * @param id of what is listed, by which a cursor of something else of the same name is known
 */
export function toCursor(id: string, position: string | number): string {
  return Buffer.from(JSON.stringify([id, position])).toString('base64url')
}

/** @throws AnlamError `invalid-input` unless it is one of `toCursor`, of that type and for the same id */
export function fromCursor(id: string, cursor: string, type: 'number'): number
export function fromCursor(id: string, cursor: string, type: 'string'): string
export function fromCursor(id: string, cursor: string, type: 'number' | 'string'): number | string {
  try {
    const [of, position, ...rest]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (of !== id || rest.length > 0) throw refused()
    if (typeof position === 'string' && type === 'string' && position.isWellFormed()) return position
    if (typeof position === 'number' && type === 'number' && Number.isSafeInteger(position) && position >= 0)
      return position
  } catch {
    // Said below.
  }
  throw refused()
}

function refused(): AnlamError {
  return new AnlamError(
    'invalid-input',
    'the cursor is not one that a page before this gave; start without one',
  )
}

/** One page of a list that is in memory. */
export function page<T>(
  id: string,
  items: readonly T[],
  cursor: string | undefined,
  limit: number,
): { items: T[]; nextCursor: string | null } {
  const from = cursor === undefined ? 0 : fromCursor(id, cursor, 'number')
  const to = from + limit
  return { items: items.slice(from, to), nextCursor: to < items.length ? toCursor(id, to) : null }
}
