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
  /** Cosine to the representative of the group; 1 for exact copies. */
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

/**
 * Plans which copy of each group stays.
 * @param merge give the kept one the metadata that it lacks and others have
 * @param decisions what people said of pairs: a text that does not say what the kept one says is no copy of it
 */
export function planDedupe(
  found: FoundCopies,
  { keep, merge, decisions = [] }: { keep: Keep; merge: boolean; decisions?: readonly Decision[] },
): DedupePlan {
  const different = new Set(
    decisions.flatMap(({ a, b, verdict }) => (verdict === 'wrong' ? [pairKey(a, b)] : [])),
  )
  const removals: PlannedRemoval[] = []
  const merged: DedupePlan['merged'] = new Map()
  const differing: Record<string, number> = {}
  for (const { copies } of found.groups) {
    const kept = choose(copies, keep)
    const others = copies.filter(copy => copy !== kept && !different.has(pairKey(kept.text, copy.text)))
    for (const { id, text, score, ...copy } of others) {
      const differs = differingFields([kept, { id, text, ...copy }])
      for (const field of differs) differing[field] = (differing[field] ?? 0) + 1
      removals.push({ removed: id, kept: kept.id, text, keptText: kept.text, score, differs })
    }
    const metadata = merge ? mergedMetadata(kept, others) : undefined
    if (metadata) merged.set(kept.id, metadata)
  }
  const { documents, groups, parts } = found
  return { documents, groups: groups.length, removals, merged, differing, parts }
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
