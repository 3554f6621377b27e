import { createHash } from 'node:crypto'
import { rowOf } from '../basics/vectors.js'
import type { SearchIndex } from '../index/types.js'

interface Sampled {
  key: string
  vector: Float32Array
}

/**
 * Vectors of at most `count` passages, chosen and ordered by a hash of their texts: the same for the same passages,
 * whichever was added first. Reads the whole index.
 */
export async function stableSample(
  index: SearchIndex,
  count: number,
  signal?: AbortSignal,
): Promise<Float32Array[]> {
  let kept: Sampled[] = []
  const prune = (): void => {
    kept = kept.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).slice(0, count)
  }
  for await (const { passages, vectors } of index.scan(signal ? { signal } : {})) {
    for (const [row, { text }] of passages.entries()) {
      const key = createHash('sha256').update(text).digest('hex')
      // Copied, so that the page can be freed.
      kept.push({ key, vector: rowOf(vectors, row).slice() })
    }
    if (kept.length > 2 * count) prune()
  }
  prune()
  return kept.map(({ vector }) => vector)
}
