import type { Reranker } from '../model/reranker/types.js'
import type { Pair } from './types.js'

/** Cosines above that from which pairs are paraphrases within which a pair is uncertain. */
const MARGIN = 0.1
/** Calibrated probabilities between which a pair is uncertain. */
const UNCERTAIN = [0.2, 0.8] as const
/** Least probability, by the mean of both directions, with which a pair stays a paraphrase. */
export const STAYS = 0.5

export interface SecondLook {
  reranker: Reranker
  /** Milliseconds that it may take; default: no limit. */
  budget?: number | undefined
  signal?: AbortSignal | undefined
}

/** What a second look did. */
export interface SecondLookSummary {
  model: string
  /** Whether its probabilities were learnt from judged texts (`anlam model measure`). */
  calibrated: boolean
  /** Uncertain pairs that were read again. */
  looked: number
  /** Those of them that became `related`. */
  rejected: number
  /** Uncertain pairs for which there was no time; they are judged as without a look. */
  leftOut: number
}

/**
 * Reads the uncertain paraphrases again with a cross-encoder, which sees both texts together. What it does not confirm is
 * `related`. Copies, and pairs whose cosine leaves little doubt, are not looked at: they are most of the pairs, and each
 * look takes as long as encoding both texts.
 * @param least cosine from which a pair is a paraphrase
 */
export async function lookAgain(
  pairs: readonly Pair[],
  least: number,
  { reranker, budget, signal }: SecondLook,
): Promise<{ pairs: Pair[]; summary: SecondLookSummary }> {
  // The least certain first, so that a budget is spent on them.
  const uncertain = [...pairs.keys()]
    .filter(i => isUncertain(pairs[i]!, least))
    .sort((x, y) => pairs[x]!.score - pairs[y]!.score || x - y)
  const { scores } = await reranker.score(
    uncertain.flatMap(i => {
      const { a, b } = pairs[i]!
      return [[a, b] as const, [b, a] as const]
    }),
    { ...(budget === undefined ? {} : { deadline: Date.now() + budget }), ...(signal ? { signal } : {}) },
  )
  const looked = Math.floor(scores.length / 2)
  const result = [...pairs]
  let rejected = 0
  for (const [n, i] of uncertain.slice(0, looked).entries()) {
    const rerank = Math.round(1e4 * ((scores[2 * n]! + scores[2 * n + 1]!) / 2)) / 1e4
    const stays = rerank >= STAYS
    if (!stays) rejected++
    result[i] = { ...pairs[i]!, rerank, ...(stays ? {} : { kind: 'related' }) }
  }
  const leftOut = uncertain.length - looked
  const { model, calibrated } = reranker.spec
  return { pairs: result, summary: { model, calibrated, looked, rejected, leftOut } }
}

function isUncertain({ kind, score, probability }: Pair, least: number): boolean {
  if (kind !== 'paraphrase') return false
  if (probability === undefined) return score < least + MARGIN
  return probability >= UNCERTAIN[0] && probability <= UNCERTAIN[1]
}
