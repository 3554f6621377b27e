import { AnlamError } from '../../errors.js'

/**
 * An opaque cursor for the end of a page.
 * @param id of the index or job listed, so that a cursor of another one with the same name is refused
 */
export function toCursor(id: string, position: string | number): string {
  return Buffer.from(JSON.stringify([id, position])).toString('base64url')
}

/** @throws AnlamError `invalid-input` unless it is a result of `toCursor` of this type and for this id */
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
    // Refused below.
  }
  throw refused()
}

function refused(): AnlamError {
  return new AnlamError(
    'invalid-input',
    'the cursor is not the nextCursor of an earlier page; start without one',
  )
}

/** One page of a list in memory. */
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
