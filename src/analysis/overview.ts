import { dot, rowOf } from '../basics/vectors.js'
import type { SearchIndex } from '../index/types.js'
import type { Metadata } from '../types.js'
import { TermCounter } from './terms.js'
import { findCentroids } from './threaded-analysis.js'

/** Passages looked at: enough for topics, and read in a blink. */
const SAMPLE = 400
const MAX_TOPICS = 8
const MIN_TOPIC_PASSAGES = 10
const TERMS = 3
/** Letters of a passage that can be asked for as it is. */
const LEAST_LETTERS = 20
const MOST_LETTERS = 120

/** Most values of a field, and letters of one; how often a value comes on average at least. */
const MAX_VALUES = 12
const MOST_VALUE_LETTERS = 40
const MIN_REPETITION = 3

/** What an index is about, for who has not searched it yet. */
export interface Overview {
  topics: Topic[]
  fields: Field[]
}

/** A field of metadata that passages can be told apart by. */
export interface Field {
  name: string
  /** Its most frequent values, and the share of the passages looked at that have each, 0 to 1. */
  values: { value: string; share: number }[]
}

export interface Topic {
  /** Its most distinctive words. */
  label: string
  /** Share of the passages looked at, 0 to 1. */
  share: number
  /** A short passage of it, the nearest to its middle; null if all are long. */
  example: string | null
}

/** Topics of an index, largest first, and its fields; none of an empty one. */
export async function overviewOf(index: SearchIndex): Promise<Overview> {
  const { passages, vectors: batch } = await index.sample(SAMPLE)
  if (passages.length === 0) return { topics: [], fields: [] }
  const vectors = passages.map((_, row) => rowOf(batch, row))
  const count = Math.max(1, Math.min(MAX_TOPICS, Math.floor(passages.length / MIN_TOPIC_PASSAGES)))
  const centroids = await findCentroids(vectors, count)
  const counter = new TermCounter()
  const found = centroids.map(() => ({ size: 0, score: -1, example: null as string | null }))
  passages.forEach(({ text }, i) => {
    const scores = centroids.map(centroid => dot(centroid, vectors[i]!))
    const score = Math.max(...scores)
    const topic = scores.indexOf(score)
    counter.add(topic, text)
    const own = found[topic]!
    own.size++
    if (text.length < LEAST_LETTERS || text.length > MOST_LETTERS || score <= own.score) return
    own.score = score
    own.example = text
  })
  const terms = counter.terms(TERMS)
  return {
    topics: found
      .map(({ size, example }, topic) => ({
        label: (terms.get(topic) ?? []).join(', '),
        share: size / passages.length,
        example,
      }))
      .filter(({ label, share }) => label !== '' && share > 0)
      .sort((a, b) => b.share - a.share),
    fields: fieldsOf(passages.map(({ metadata }) => metadata)),
  }
}

/** Fields whose values come again; names, numbers and dates of their own tell no passages apart. */
function fieldsOf(all: readonly Metadata[]): Field[] {
  const counts = new Map<string, Map<string, number>>()
  for (const metadata of all)
    for (const [name, given] of Object.entries(metadata)) {
      const value = String(given)
      if (given === null || value.length > MOST_VALUE_LETTERS) continue
      const own = counts.get(name) ?? new Map<string, number>()
      counts.set(name, own.set(value, (own.get(value) ?? 0) + 1))
    }
  return [...counts].flatMap(([name, own]) => {
    const having = [...own.values()].reduce((sum, count) => sum + count, 0)
    if (own.size < 2 || own.size > having / MIN_REPETITION) return []
    const values = [...own].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, MAX_VALUES)
    return [{ name, values: values.map(([value, count]) => ({ value, share: count / all.length })) }]
  })
}
