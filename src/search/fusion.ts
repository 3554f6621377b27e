import { compareHits } from '../index/identity.js'
import type { Hit } from '../types.js'

/** Passages that each way of searching brings in, at least. */
export const CANDIDATES = 100

/**
 * What a point of BM25 is worth in Fisher's z. Chosen on labelled Turkish pairs and questions, for an encoder that had
 * seen texts of their kind and for one that had not: more helps the latter, less the former.
 */
const WORDING = 0.008
/** Passages so many times as long as the query are long for it, and those so many times that are as long as counts. */
const LONG = 3
const LONGEST = 24
/** Characters of a query whose words are counted in full; of longer ones BM25, a sum over words, says no more. */
const QUERY = 150

/** Beyond it Fisher's z goes to infinity, and all that is added to it is lost. */
const NEARLY_ONE = 1 - 1e-9

/** A passage with what both ways of searching say of it. */
export interface FusedHit extends Hit {
  cosine: number
  /** 0 where no word is shared. */
  bm25: number
}

export interface FusionOptions {
  k: number
  /** Of the query, in characters. */
  length: number
  /** The encoder is a mean over words, which says the less the longer a text is than the query. */
  bagOfWords: boolean
}

/**
 * One ranking of two: wording raises the cosine, by a multiple of BM25 on the scale of Fisher's z (1915), where a step
 * counts the more the nearer it is to 1. Nothing is scaled to the candidates of a query: a passage that means the same
 * stands out by its cosine, and where none does, wording decides.
 *
 * @param cosineOf the cosine of every candidate, found by meaning or not
 * @returns at most k hits, best first; scores -1 to 1, the cosine where no word is shared; ties by id
 */
export function fuse(
  semantic: readonly Hit[],
  lexical: readonly Hit[],
  cosineOf: (id: string) => number,
  { k, length, bagOfWords }: FusionOptions,
): FusedHit[] {
  const bm25 = new Map(lexical.map(({ id, score }) => [id, score]))
  const candidates = [...new Map([...semantic, ...lexical].map(hit => [hit.id, hit])).values()]
  const long = bagOfWords ? Math.min(LONGEST, Math.max(LONG, medianLength(candidates) / length)) / LONG : 1
  const worth = WORDING * long * Math.min(1, QUERY / length)
  return candidates
    .map(hit => {
      const cosine = cosineOf(hit.id)
      const shared = bm25.get(hit.id) ?? 0
      return { cosine, bm25: shared, ...hit, score: Math.tanh(fisher(cosine) + worth * shared) }
    })
    .sort(compareHits)
    .slice(0, k)
}

function fisher(cosine: number): number {
  return Math.atanh(Math.min(NEARLY_ONE, Math.max(-NEARLY_ONE, cosine)))
}

function medianLength(hits: readonly Hit[]): number {
  const lengths = hits.map(({ text }) => text.length).sort((a, b) => a - b)
  return lengths[Math.floor(lengths.length / 2)] ?? 0
}
