import { type Command, InvalidArgumentError } from 'commander'
import type { Filter, Range } from '../index/types.js'

/** `--filter`, for commands that take some of an index's documents. */
export function withFilter(target: Command): Command {
  return target.option(
    '--filter <condition>',
    'only documents with this metadata: key=value, or >, >=, <, <= (year>=2020); may be repeated',
    parseFilter,
  )
}

const OPERATORS: Record<string, keyof Range> = { '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' }

function parseFilter(text: string, previous: Filter | undefined): Filter {
  const [, key, operator, value] = /^([^=<>]+)([<>]=?|=)(.*)$/s.exec(text) ?? []
  if (key === undefined || operator === undefined || value === undefined)
    throw new InvalidArgumentError('it must be key=value, or with >, >=, <, <= in place of =')
  const bound = OPERATORS[operator]
  if (!bound) return { ...previous, [key]: value }
  const known = previous && Object.hasOwn(previous, key) ? previous[key] : undefined
  return { ...previous, [key]: { ...(typeof known === 'object' ? known : {}), [bound]: value } }
}
