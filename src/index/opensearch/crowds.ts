import type { FoundRow, Moments } from './moments.js'
import { PASSAGES } from './reads.js'
import type { PassageRow } from './rows.js'
import type { Moment } from './state.js'

/** Copies of one vector from which on they spoil the graph for searches that do not meet them. */
const CROWD = 100
/** Most crowds that are remembered, and small ones. */
const MOST = 100
const MOST_SMALL = 10_000

/**
 * Vectors that many passages have. Lucene links each of them, mostly to each other, and cuts what is around them into islands: a search
 * that ends in one finds neither the crowd nor what is nearest. So the crowds that searches have met are remembered, and all
 * look behind them.
 */
export class Crowds {
  private readonly met = new Set<string>()
  private readonly small = new Set<string>()

  constructor(private readonly moments: Moments) {}

  /** @returns hashes of the vectors that a search which found this has to look behind */
  async hiding(moment: Moment, found: readonly FoundRow<PassageRow>[]): Promise<string[]> {
    const repeated = repeatedVectors(found)
    const copies = [...repeated.values()].reduce((sum, count) => sum + count, 0)
    if (2 * copies <= found.length) return [...this.met]
    const hashes = [...repeated.keys()]
    await Promise.all(hashes.map(hash => this.count(moment, hash)))
    return [...new Set([...this.met, ...hashes])]
  }

  private async count({ visible }: Moment, hash: string): Promise<void> {
    if (this.met.has(hash) || this.small.has(hash) || this.met.size === MOST) return
    const filter = [{ term: { vh: hash } }, PASSAGES, ...visible]
    const copies = await this.moments.search({ query: { bool: { filter } }, size: CROWD, source: false })
    if (copies.length === CROWD) this.met.add(hash)
    else if (this.small.size < MOST_SMALL) this.small.add(hash)
  }
}

/** How often each vector was found that more than one passage has, by its hash. */
export function repeatedVectors(found: readonly FoundRow<PassageRow>[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { row } of found) counts.set(row.vh, (counts.get(row.vh) ?? 0) + 1)
  for (const [hash, count] of counts) if (count === 1) counts.delete(hash)
  return counts
}
