import { addTo, dot, rowOf } from '../basics/vectors.js'
import type { Encoder } from '../model/types.js'
import type { Glossary } from '../turkish/glossary.js'
import { namesOf } from '../turkish/glossary-entry.js'
import type { VectorBatch } from '../types.js'
import { termsOfQuery } from './equal-names.js'

/** Most texts that a query is encoded as. */
const MOST_READINGS = 8

/**
 * The vector of a query: for an encoder that is a mean over words, the mean of its readings, which brings it near
 * texts that name its terms otherwise. Others see a term in what surrounds it, and are given the query alone.
 */
export async function encodeQuery(
  encoder: Encoder,
  query: string,
  glossary: Glossary,
  signal?: AbortSignal,
): Promise<{ vector: Float32Array; truncated: boolean }> {
  const isMean = encoder.spec.architecture === 'StaticEmbedding'
  const texts = isMean ? readings(query, glossary) : [query]
  const encoded = await encoder.encode(texts, { kind: 'query', ...(signal ? { signal } : {}) })
  return { vector: unitMean(encoded), truncated: encoded.truncated[0] === 1 }
}

/**
 * Texts that ask for the same, the query first. A query that is a term is also read by each of its other names; one
 * that has terms in English or as abbreviations, also with their Turkish names instead.
 */
export function readings(query: string, glossary: Glossary): string[] {
  const found = termsOfQuery(query, glossary)
  const [only] = found
  if (only && !/[\p{L}\p{N}]/u.test(query.slice(0, only.start) + query.slice(only.end))) {
    const names = only.entries.flatMap(entry => namesOf(entry).filter(name => name !== only.name))
    return [query, ...new Set(names)].slice(0, MOST_READINGS)
  }
  let turkish = query
  for (const { start, end, name, entries } of found.toReversed()) {
    const names = entries.some(({ tr }) => tr.includes(name))
      ? []
      : entries.flatMap(({ tr }) => tr.slice(0, 1))
    if (names.length > 0) turkish = turkish.slice(0, start) + names.join(' ') + turkish.slice(end)
  }
  return turkish === query ? [query] : [query, turkish]
}

/** The mean of unit rows, of unit length. */
function unitMean(batch: VectorBatch): Float32Array {
  if (batch.rows === 1) return batch.values
  const sum = new Float32Array(batch.dimension)
  for (let row = 0; row < batch.rows; row++) addTo(sum, rowOf(batch, row), 1)
  const length = Math.sqrt(dot(sum, sum))
  // Opposite vectors have no mean; the query's own is one.
  return length < 1e-6 ? rowOf(batch, 0).slice() : sum.map(value => value / length)
}
