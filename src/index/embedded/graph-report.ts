import type { IndexStats } from '../types.js'
import type { BulkReport } from './bulk/build-graph.js'
import type { Shortage } from './bulk/bulk-builder.js'
import { readMetadata, writeMetadata } from './metadata.js'

/** Key of the metadata value. */
const KEY = 'graph'

type Graph = NonNullable<IndexStats['graph']>
type Report = Partial<Graph> & Pick<IndexStats, 'shortage'>

/**
 * Remembers how the graph was built.
 * @param report null if vector by vector, undefined if it was not built anew
 * @param shortage if it was, or if vectors were added to it, for want of memory
 */
export function writeGraphReport(
  directory: string,
  report: BulkReport | null | undefined,
  shortage: Shortage | undefined,
): void {
  if (report === undefined && !shortage) return
  const { shortage: before, ...old } = (readMetadata(directory, KEY) ?? {}) as Report
  const own = report && {
    builtAtOnce: report.nodes,
    cells: report.cells,
    candidateRecall: report.recall,
    ...(report.resumed ? { resumed: true as const } : {}),
    ...(report.device ? { device: report.device } : {}),
    ...(report.withoutDevice ? { withoutDevice: report.withoutDevice } : {}),
  }
  const value: Report = { ...(own === undefined ? old : own), ...(shortage ? { shortage } : {}) }
  writeMetadata(directory, KEY, Object.keys(value).length > 0 ? value : undefined)
}

/** How the graph was built, for `IndexStats`. */
export function readGraphReport(directory: string): Pick<IndexStats, 'graph' | 'shortage'> {
  const { shortage, ...graph } = (readMetadata(directory, KEY) ?? {}) as Report
  return {
    ...(graph.builtAtOnce === undefined ? {} : { graph: graph as Graph }),
    ...(shortage ? { shortage } : {}),
  }
}
