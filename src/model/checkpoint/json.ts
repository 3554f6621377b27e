import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import { describeIssues } from '../../basics/issues.js'
import { AnlamError } from '../../errors.js'

/**
 * Reads a JSON file of a checkpoint and validates it.
 * @throws AnlamError `not-found` if it is missing; `corrupt-checkpoint`, naming the invalid field
 */
export async function readJson<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new AnlamError('not-found', `${path} is missing`, { cause })
    }
    throw cause
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new AnlamError('corrupt-checkpoint', `${path} is not JSON: ${(cause as Error).message}`, { cause })
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) {
    throw new AnlamError('corrupt-checkpoint', `${path}: ${describeIssues(parsed.error)}`)
  }
  return parsed.data
}
