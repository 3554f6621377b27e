import { z } from 'zod'
import { NO_SIZE, parseBytes } from './parse-bytes.js'

/** A size in bytes, as `parseBytes` takes it. */
export const ByteSize = z.union([z.string(), z.number()]).transform((given, context) => {
  const size = parseBytes(String(given))
  if (size !== undefined) return size
  context.addIssue(NO_SIZE)
  return z.NEVER
})
