import type { SearchIndex } from '../index/types.js'
import { allDecisions } from './decisions.js'
import { missingLabels } from './labels.js'

export interface ReviewStatus {
  right: number
  wrong: number
  unsure: number
  /** Who decided how much, by name; '' for nobody named. */
  by: Record<string, number>
  /** When the last decision was taken; null if there is none. */
  last: string | null
  /** How many more are needed to calibrate by them: of pairs without flags. */
  missing: { right: number; wrong: number }
}

/** How far the review of an index is. */
export async function reviewStatus(index: SearchIndex): Promise<ReviewStatus> {
  const status = { right: 0, wrong: 0, unsure: 0, last: null as string | null }
  const by = new Map<string, number>()
  const decisions = await allDecisions(index)
  for (const { verdict, by: name = '', at } of decisions) {
    status[verdict]++
    by.set(name, (by.get(name) ?? 0) + 1)
    if (status.last === null || at > status.last) status.last = at
  }
  return { ...status, by: Object.fromEntries(by), missing: missingLabels(decisions) }
}
