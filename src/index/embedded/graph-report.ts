import type { IndexStats } from '../types.js'
import type { BulkReport } from './bulk/build-graph.js'
import { readMetadata, writeMetadata } from './metadata.js'

/** Key of the metadata value. */
const KEY = 'graph'

/** Remembers how the graph was built; null if vector by vector. */
export function writeGraphReport(directory: string, report: BulkReport | null): void {
  const value: IndexStats['graph'] = report
    ? {
        builtAtOnce: report.nodes,
        cells: report.cells,
        candidateRecall: report.recall,
        ...(report.resumed ? { resumed: true } : {}),
      }
    : undefined
  writeMetadata(directory, KEY, value)
}

/** How the graph was built, for `IndexStats`; empty if vector by vector. */
export function readGraphReport(directory: string): Pick<IndexStats, 'graph'> {
  const graph = readMetadata(directory, KEY) as IndexStats['graph']
  return graph ? { graph } : {}
}
