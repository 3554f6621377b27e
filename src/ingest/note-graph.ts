import type { GraphReport, IndexStats } from '../index/types.js'
import type { Reporter } from '../types.js'

export type BuiltGraph = Pick<IndexStats, 'graph' | 'shortage'>

/**
 * Says that a graph was built at once, and by how much of the truth; or that there was too little memory for it.
 * @param before the same before the index was written
 */
export function noteGraph({ graph, shortage }: BuiltGraph, before: BuiltGraph, reporter: Reporter): void {
  if (shortage && JSON.stringify(shortage) !== JSON.stringify(before.shortage)) {
    const [needed, allowed] = [gib(shortage.needed), gib(shortage.allowed)]
    reporter.warn(
      `vectors were added to the graph one by one, which takes longer: at once would take ${needed} GiB of memory, and ${allowed} are allowed (--memory)`,
    )
  }
  if (!graph || graph.builtAtOnce === before.graph?.builtAtOnce) return
  const { builtAtOnce, resumed, withoutDevice } = graph
  reporter.note(`the graph of ${builtAtOnce} vectors was built at once: ${comparison(graph)}`)
  if (withoutDevice !== undefined)
    reporter.warn(`the processor compared vectors for the graph, since no GPU could: ${withoutDevice}`)
  if (resumed) reporter.note('its build went on from where one had been cut off')
}

function comparison({ cells, candidateRecall, device }: GraphReport): string {
  if (device !== undefined) return `all pairs were compared by ${device}`
  if (cells === 1) return 'all pairs were compared'
  return `each was compared in ${cells} cells, with ${(100 * candidateRecall).toFixed(1)} % of the nearest`
}

function gib(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1)
}
