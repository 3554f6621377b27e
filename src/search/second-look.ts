import type { Reranker } from '../model/reranker/types.js'

/** How many hits a re-ranker looks at unless told otherwise. */
export const RERANK_TOP = 50

export interface SecondLook {
  reranker: Reranker
  /** How many of the best hits it looks at, 1 or more; default 50. */
  top?: number | undefined
  /** Milliseconds that it may take; default: no limit. */
  budget?: number | undefined
}

/** What a re-ranker did to the hits of a search. */
export interface SecondLookReport {
  model: string
  /** Whether its probabilities were learnt from judged texts (`anlam model measure`). */
  calibrated: boolean
  /** Hits that it scored. */
  scored: number
  /** Hits that it should have looked at, and had no time for. They stay in their order, behind those with a score. */
  leftOut: number
  /** Hits whose text, or the query, was cut to what the model takes. */
  truncated: number
  milliseconds: number
}

/** A hit that a re-ranker has scored: the probability that it answers, 0 to 1. */
export interface Reranked {
  rerank?: number
}

/**
 * Puts the best hits in the order of a model that reads each with the query.
 * @param hits best first; those beyond the first `top` stay where they are
 */
export async function lookAgain<T extends Reranked & { text: string; rank: number }>(
  query: string,
  hits: readonly T[],
  { reranker, top = RERANK_TOP, budget }: SecondLook,
  signal?: AbortSignal,
): Promise<{ hits: T[]; rerank: SecondLookReport }> {
  const started = performance.now()
  const looked = hits.slice(0, top)
  const { scores, truncated } = await reranker.score(
    looked.map(({ text }) => [query, text]),
    { ...(budget === undefined ? {} : { deadline: Date.now() + budget }), ...(signal ? { signal } : {}) },
  )
  // The sort is stable: of equally probable hits, the better one stays first.
  const scored = Array.from(scores, (rerank, i) => ({ ...hits[i]!, rerank })).sort(
    (a, b) => b.rerank - a.rerank,
  )
  return {
    hits: [...scored, ...hits.slice(scores.length)].map((hit, i) => ({ ...hit, rank: i + 1 })),
    rerank: {
      model: reranker.spec.model,
      calibrated: reranker.spec.calibrated,
      scored: scores.length,
      leftOut: looked.length - scores.length,
      truncated,
      milliseconds: performance.now() - started,
    },
  }
}
