import { AnlamError } from '../errors.js'
import type { Metadata } from '../types.js'
import { compareValues, isNumber } from './filter.js'
import { compareIds } from './order.js'
import type { Filter } from './types.js'

/** Most fields of one call, and most values of a field that are listed. */
export const MAX_FACETS = 20
export const MAX_FACET_VALUES = 1000
/** Most values of a field that are told apart. */
export const MAX_DISTINCT = 10_000

export interface FacetOptions {
  /** Only passages that match. */
  filter?: Filter
  /** Most values listed for each field; 1 to `MAX_FACET_VALUES`. */
  limit: number
  signal?: AbortSignal
}

/** How often the values of a field of metadata occur. */
export interface Facet {
  field: string
  /** Number of passages that have the field. */
  passages: number
  /** Number of different values; `MAX_DISTINCT` if there are more. */
  distinct: number
  /** The most frequent values as text, as filters compare them; equally frequent ones in code point order. */
  values: { value: string; passages: number }[]
  /** Least and greatest value, if all are numbers, or all begin with a date (ISO 8601), and none was left uncounted. */
  range: { least: string; greatest: string } | null
}

/** A text that begins with a year and a month. */
const DATE = /^\d{4}-\d{2}/

/** @throws AnlamError `invalid-input` */
export function checkFacets(fields: readonly string[], { limit }: FacetOptions): void {
  if (fields.length > MAX_FACETS)
    throw new AnlamError('invalid-input', `${fields.length} facets; ${MAX_FACETS} are allowed`)
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_FACET_VALUES)
    throw new AnlamError('invalid-input', `a facet lists 1 to ${MAX_FACET_VALUES} values, not ${limit}`)
}

/** Counts the values of fields, document by document. */
export class FacetCounter {
  private readonly counts: Map<string, number>[]

  constructor(private readonly fields: readonly string[]) {
    this.counts = fields.map(() => new Map())
  }

  add(metadata: Metadata, passages: number): void {
    for (const [i, field] of this.fields.entries()) {
      const value = Object.hasOwn(metadata, field) ? metadata[field] : null
      if (value === null || value === undefined) continue
      const counts = this.counts[i]!
      counts.set(String(value), (counts.get(String(value)) ?? 0) + passages)
    }
  }

  facets(limit: number): Facet[] {
    return this.fields.map((field, i) => {
      const counts = this.counts[i]!
      const passages = [...counts.values()].reduce((sum, count) => sum + count, 0)
      return toFacet(field, counts, { passages, limit })
    })
  }
}

/** @param counts passages by value; of more values than `MAX_DISTINCT`, the most frequent */
export function toFacet(
  field: string,
  counts: ReadonlyMap<string, number>,
  { passages, limit }: { passages: number; limit: number },
): Facet {
  const values = [...counts]
    .sort(([a, x], [b, y]) => y - x || compareIds(a, b))
    .slice(0, limit)
    .map(([value, count]) => ({ value, passages: count }))
  const distinct = Math.min(counts.size, MAX_DISTINCT)
  return {
    field,
    passages,
    distinct,
    values,
    range: counts.size > MAX_DISTINCT ? null : rangeOf([...counts.keys()]),
  }
}

function rangeOf(values: readonly string[]): Facet['range'] {
  const isOrdered = values.every(isNumber) || values.every(value => DATE.test(value))
  if (values.length === 0 || !isOrdered) return null
  let [least, greatest] = [values[0]!, values[0]!]
  for (const value of values) {
    if (compareValues(value, least) < 0) least = value
    if (compareValues(value, greatest) > 0) greatest = value
  }
  return { least, greatest }
}
