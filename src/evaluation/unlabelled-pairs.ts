import { createHash } from 'node:crypto'
import { rowOf, unitCosine } from '../basics/vectors.js'
import { throwIfAborted } from '../errors.js'
import type { SearchIndex } from '../index/types.js'
import type { Candidate } from './next-pairs.js'

/** Neighbours of a sampled passage. */
const NEIGHBOURS = 12

/** Identifies a pair of texts, in whichever order. */
export function pairKey(a: string, b: string): string {
  return createHash('sha256')
    .update(JSON.stringify(a < b ? [a, b] : [b, a]))
    .digest('hex')
    .slice(0, 16)
}

/**
 * Pairs of different texts in an index, from paraphrases down to unrelated ones: sampled passages with their neighbours,
 * and with one another. Costs one search for each sampled passage.
 * @param labelled keys of pairs to leave out
 * @throws AnlamError `cancelled`
 */
export async function unlabelledPairs(
  index: SearchIndex,
  labelled: ReadonlySet<string>,
  { sample, signal }: { sample: number; signal?: AbortSignal },
): Promise<Candidate[]> {
  const { passages, vectors } = await index.sample(sample)
  const seen = new Set(labelled)
  const found: Candidate[] = []
  for (const [row, { id: aId, text: a }] of passages.entries()) {
    throwIfAborted(signal)
    const vector = rowOf(vectors, row)
    const add = ({ id: bId, text: b }: { id: string; text: string }, score: number): void => {
      const key = pairKey(a, b)
      if (a === b || seen.has(key)) return
      seen.add(key)
      found.push({ a, b, aId, bId, score, vector })
    }
    const hits = await index.search(vector, { k: NEIGHBOURS + 1, ...(signal ? { signal } : {}) })
    for (const hit of hits) add(hit, hit.score)
    const other = (row + Math.floor(passages.length / 2)) % passages.length
    add(passages[other]!, unitCosine(vector, rowOf(vectors, other)))
  }
  return found
}
