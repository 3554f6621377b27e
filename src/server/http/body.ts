import type { Request } from 'express'
import type { z } from 'zod'
import { describeIssues } from '../../basics/issues.js'
import { parseJson } from '../../basics/json.js'
import { AnlamError } from '../../errors.js'

/** Most bytes of a JSON body. */
export const MAX_BODY = 4 << 20

/** Deepest nesting and most values of a body: two million brackets, or 200,000 long numbers, take seconds to parse. */
const MAX_DEPTH = 64
const MAX_VALUES = 20_000

/** JSON is UTF-8 (RFC 8259). Without `fatal`, other bytes would silently become U+FFFD. */
const UTF8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Parses JSON; numbers too long for a double become `LongNumber`.
 * @throws AnlamError `invalid-input`
 */
export function fromJsonBytes(bytes: Uint8Array): unknown {
  checkStructure(bytes)
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

/** Looks only at punctuation outside strings; invalid JSON is left to the parser. */
function checkStructure(bytes: Uint8Array): void {
  let depth = 0
  let values = 1
  let inString = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === 0x22) inString = !inString
    else if (inString) {
      if (byte === 0x5c) at++
    } else if (byte === 0x2c) values++
    else if (byte === 0x5b || byte === 0x7b) depth++
    else if (byte === 0x5d || byte === 0x7d) depth--
    if (depth > MAX_DEPTH) throw new AnlamError('invalid-input', `nested more than ${MAX_DEPTH} levels deep`)
  }
  if (values > MAX_VALUES) throw new AnlamError('invalid-input', `JSON of more than ${MAX_VALUES} values`)
}

/**
 * @returns the parsed body, or undefined if it is empty
 * @throws AnlamError `invalid-input` for a body that is not JSON in UTF-8
 */
export function jsonBody(request: Request): unknown {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(request.headers['content-type'] ?? '')?.[1]
  if (charset !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(charset))
    throw new AnlamError('invalid-input', `a body must be JSON in UTF-8, not in ${charset}`)
  const bytes: unknown = request.body
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return undefined
  try {
    return fromJsonBytes(bytes)
  } catch (error) {
    if (error instanceof AnlamError) throw new AnlamError(error.code, `the body is ${error.message}`)
    throw error
  }
}

/** @throws AnlamError `invalid-input` listing the issues */
export function checked<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new AnlamError('invalid-input', describeIssues(parsed.error), { cause: parsed.error })
}
