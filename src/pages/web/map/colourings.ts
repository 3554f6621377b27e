import type { ApiMap } from '../../../client/client.js'
import { hue } from '../../shared/points.js'

/** Most values of a field that colours can tell apart. */
const MAX_VALUES = 12

/** A field of metadata whose values are colours. */
export interface Colouring {
  name: string
  values: { value: string; colour: string }[]
}

/** Fields with some values, but not too many to tell apart. */
export function colouringsOf(points: ApiMap['points']): Colouring[] {
  const values = new Map<string, Map<string, number>>()
  for (const { metadata } of points)
    for (const [name, value] of Object.entries(metadata)) {
      if (value === null) continue
      const counts = values.get(name) ?? new Map<string, number>()
      if (counts.size > MAX_VALUES) continue
      counts.set(String(value), (counts.get(String(value)) ?? 0) + 1)
      values.set(name, counts)
    }
  return [...values]
    .filter(([, counts]) => counts.size > 1 && counts.size <= MAX_VALUES)
    .map(([name, counts]) => ({
      name,
      values: [...counts]
        .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
        .map(([value], i) => ({ value, colour: hue(i + 1) })),
    }))
}
