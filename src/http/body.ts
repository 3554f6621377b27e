import type { Request } from 'express'
import type { z } from 'zod'
import { AnlamError } from '../errors.js'
import { describeIssues } from '../issues.js'
import { parseJson } from '../json.js'

/** Bytes of a JSON body. */
export const MAX_BODY = 4 << 20

/** JSON is UTF-8 (RFC 8259); half a surrogate pair, or another encoding, would silently become U+FFFD. */
const UTF8 = new TextDecoder('utf-8', { fatal: true })

/**
 * JSON of bytes, long numbers as `LongNumber`.
 * @throws AnlamError `invalid-input`
 */
export function fromJsonBytes(bytes: Uint8Array): unknown {
  let text: string
  try {
    text = UTF8.decode(bytes)
  } catch (cause) {
    throw new AnlamError('invalid-input', 'not UTF-8', { cause })
  }
  try {
    return parseJson(text)
  } catch (cause) {
    throw new AnlamError('invalid-input', `not JSON (${(cause as Error).message})`, { cause })
  }
}

/** @throws AnlamError `invalid-input` for a body that is not JSON in UTF-8 */
export function jsonBody(request: Request): unknown {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(request.headers['content-type'] ?? '')?.[1]
  if (charset !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(charset))
    throw new AnlamError('invalid-input', `a body is JSON in UTF-8, not in ${charset}`)
  const bytes: unknown = request.body
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return undefined
  try {
    return fromJsonBytes(bytes)
  } catch (error) {
    if (error instanceof AnlamError) throw new AnlamError(error.code, `the body is ${error.message}`)
    throw error
  }
}

/** @throws AnlamError `invalid-input` saying what is wrong with it */
export function checked<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new AnlamError('invalid-input', describeIssues(parsed.error), { cause: parsed.error })
}
