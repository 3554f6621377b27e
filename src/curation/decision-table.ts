import type { Table } from '../tables/table.js'
import { type Decision, LABELS } from './decisions.js'

/** Decisions as labelled pairs: 1 for right, 0 for wrong, empty for unsure; with who and when. */
export function decisionTable(decisions: readonly Decision[]): Table {
  return {
    columns: [
      { name: 'a', type: 'text' },
      { name: 'b', type: 'text' },
      { name: 'label', type: 'integer' },
      { name: 'verdict', type: 'text' },
      { name: 'by', type: 'text' },
      { name: 'at', type: 'text' },
    ],
    rows: decisions.map(({ a, b, verdict, by, at }) => ({ a, b, label: LABELS[verdict], verdict, by, at })),
  }
}
