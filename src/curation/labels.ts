import { LEAST_OF_A_KIND } from '../evaluation/calibration-fits.js'
import { flagsOf } from '../mining/flags/flags.js'
import { type Decision, LABELS } from './decisions.js'

/** Whether a decision says something of its pair's cosine. It does not of a flagged pair: there, flags tell, and no cosine. */
export function tellsOfCosine({ a, b, verdict }: Decision): boolean {
  return LABELS[verdict] !== null && flagsOf(a, b).length === 0
}

/** How many more decisions are needed to calibrate by them. Looks at no more of them than it must. */
export function missingLabels(decisions: readonly Decision[]): { right: number; wrong: number } {
  const missing = { right: LEAST_OF_A_KIND, wrong: LEAST_OF_A_KIND }
  for (const decision of decisions) {
    const { verdict } = decision
    if (missing.right + missing.wrong === 0) break
    if (verdict !== 'unsure' && missing[verdict] > 0 && tellsOfCosine(decision)) missing[verdict]--
  }
  return missing
}
