import { z } from 'zod'
import { nearestName } from './nearest-name.js'

/**
 * Says in a few words what a single value should have been, such as `it must be a whole number from 0 to 65535`.
 * @param value as it was given; a near one of those that are possible is suggested
 */
export function expected(schema: z.ZodType, { issues }: Pick<z.ZodError, 'issues'>, value: unknown): string {
  const [issue] = issues
  const told = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' })
  if (issue?.code === 'custom' || (issue?.code === 'invalid_format' && issue.format === 'regex'))
    return issue.message
  if (told.enum) {
    const near = nearestName(String(value), told.enum.map(String))
    return `it must be one of ${told.enum.join(', ')}${near === undefined ? '' : `; did you mean ${near}?`}`
  }
  if (told.type === 'integer' || told.type === 'number') {
    const { minimum = 0, maximum } = told
    const what = told.type === 'integer' ? 'a whole number' : 'a number'
    return maximum === undefined || maximum === Number.MAX_SAFE_INTEGER
      ? `it must be ${what} from ${minimum}`
      : `it must be ${what} from ${minimum} to ${maximum}`
  }
  if (issue?.code === 'invalid_union') return 'it must be true or false'
  if (told.format === 'uri') return 'it must be an address such as https://example.org'
  if (issue?.code === 'too_big') return `it may have ${issue.maximum} characters`
  return 'it must be a text that is not empty'
}
