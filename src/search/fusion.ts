import { compareHits } from '../index/order.js'
import type { Hit } from '../types.js'

/** Least candidates from each of the two searches. */
export const CANDIDATES = 100

/**
 * Weight of BM25 on the scale of Fisher's z. Chosen on labelled Turkish pairs and questions, for an encoder trained on
 * similar texts and for one that was not: a greater weight helps the latter, a smaller one the former.
 */
const WORDING = 0.008
/** A passage this many times as long as the query counts as long, and this many times that as longest. */
const LONG = 3
const LONGEST = 24
/**
 * Characters of a query up to which BM25 has full weight; it is a sum over words, so that long queries would get more.
 */
const QUERY = 150

/** Greatest cosine: beyond it, Fisher's z goes to infinity, and what is added to it is lost. */
const NEARLY_ONE = 1 - 1e-9

/** A passage with its scores from both searches. */
export interface FusedHit extends Hit {
  cosine: number
  /** 0 if no word is shared. */
  bm25: number
}

export interface FusionOptions {
  k: number
  /** Length of the query in characters. */
  length: number
  /** Whether the encoder is a mean over words, which is less reliable for texts much longer than the query. */
  bagOfWords: boolean
}

/**
 * Fuses two rankings: the cosine is raised by a multiple of BM25 on the scale of Fisher's z (1915), where steps close
 * to 1 count more. Scores are not normalised by the candidates of a query: a passage with the same meaning stands out
 * by its cosine, and if there is none, wording decides.
 *
 * @param cosineOf cosine of every candidate, whichever search found it
 * @returns at most k hits, best first; scores -1 to 1, the cosine if no word is shared; ties by id
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
