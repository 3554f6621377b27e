import { pairKey } from '../evaluation/unlabelled-pairs.js'
import type { SearchIndex } from '../index/types.js'
import type { Metadata } from '../types.js'
import type { FoundCopies } from './copies.js'
import type { Decision } from './decisions.js'
import { choose, differingFields, type Keep, mergedMetadata } from './keep.js'
import { type Removal, type RemovalRequest, removeKeeping } from './removals.js'

/** One document that goes, and the one that stays for it. */
export interface PlannedRemoval {
  removed: string
  kept: string
  text: string
  keptText: string
  /** The lesser cosine of the two to the representative of their group; 1 for exact copies. */
  score: number
  /** Fields of metadata in which the two differ. */
  differs: string[]
}

/** What removing copies would do. */
export interface DedupePlan {
  /** Number of documents there are. */
  documents: number
  /** Number of groups of copies. */
  groups: number
  removals: PlannedRemoval[]
  /** New metadata of documents that are kept. */
  merged: Map<string, Metadata>
  /** How many of the removals lose a value that the kept document has otherwise, by field. */
  differing: Record<string, number>
  /** As `FoundCopies`. */
  parts: number
}

export interface PlanRequest {
  keep: Keep
  /** Give the document that stays the metadata that it lacks and others have. */
  merge: boolean
  /** Least cosine of a copy to the representative of its group. Default: all that the group has. */
  minScore?: number | undefined
  /** What people said of pairs: a text that does not say what the kept one says is no copy of it. */
  decisions?: readonly Decision[]
}

/** Plans which copy of each group stays. */
export function planDedupe(
  found: FoundCopies,
  { keep, merge, minScore = -1, decisions = [] }: PlanRequest,
): DedupePlan {
  const different = new Set(
    decisions.flatMap(({ a, b, verdict }) => (verdict === 'wrong' ? [pairKey(a, b)] : [])),
  )
  const removals: PlannedRemoval[] = []
  const merged: DedupePlan['merged'] = new Map()
  const differing: Record<string, number> = {}
  let groups = 0
  for (const group of found.groups) {
    const copies = group.copies.filter(({ score }) => score >= minScore)
    if (copies.length < 2) continue
    groups++
    const kept = choose(copies, keep)
    const others = copies.filter(copy => copy !== kept && !different.has(pairKey(kept.text, copy.text)))
    for (const { id, text, score, ...copy } of others) {
      const differs = differingFields([kept, { id, text, ...copy }])
      for (const field of differs) differing[field] = (differing[field] ?? 0) + 1
      removals.push({
        removed: id,
        kept: kept.id,
        text,
        keptText: kept.text,
        score: Math.min(score, kept.score),
        differs,
      })
    }
    const metadata = merge ? mergedMetadata(kept, others) : undefined
    if (metadata) merged.set(kept.id, metadata)
  }
  const { documents, parts } = found
  return { documents, groups, removals, merged, differing, parts }
}

/** The removals that are most likely to lose something, least alike first. */
export function leastAlike({ removals }: DedupePlan, count: number): PlannedRemoval[] {
  return [...removals].sort((a, b) => a.score - b.score).slice(0, count)
}

/**
 * Removes what was planned, so that it can be undone.
 * @returns undefined if there is nothing to remove
 * @throws AnlamError as `removeKeeping`
 */
export async function dedupe(
  index: SearchIndex,
  { removals, merged }: DedupePlan,
  options: Pick<RemovalRequest, 'by' | 'signal' | 'onProgress'> = {},
): Promise<Removal | undefined> {
  if (removals.length === 0) return undefined
  const removed = new Map(removals.map(each => [each.removed, each.kept]))
  return removeKeeping(index, { removed, merged, ...options })
}
