import { dot, rowOf } from '../basics/vectors.js'
import type { SearchIndex, StoredPassage } from '../index/types.js'
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

/** Documents that were written last, and passages among which they are looked for. */
const LATEST = 5
const LATEST_PASSAGES = 100

/** What an index is about, for who has not searched it yet. */
export interface Overview {
  topics: Topic[]
  /** A passage of each of the documents that were written last, the latest first. */
  latest: StoredPassage[]
}

export interface Topic {
  /** Its most distinctive words. */
  label: string
  /** Share of the passages looked at, 0 to 1. */
  share: number
  /** A short passage of it, the nearest to its middle; null if all are long. */
  example: string | null
}

/** Topics of an index, largest first, and what was added last; none of an empty one. */
export async function overviewOf(index: SearchIndex): Promise<Overview> {
  const { passages, vectors: batch } = await index.sample(SAMPLE)
  if (passages.length === 0) return { topics: [], latest: [] }
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
    latest: latestDocuments(await index.latest(LATEST_PASSAGES)),
  }
}

/** The last passage of each document. */
function latestDocuments(passages: readonly StoredPassage[]): StoredPassage[] {
  const found = new Map<string, StoredPassage>()
  for (const passage of passages) if (!found.has(passage.documentId)) found.set(passage.documentId, passage)
  return [...found.values()].slice(0, LATEST)
}
