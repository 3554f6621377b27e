import type { Command } from 'commander'
import { type CommonFlags, type Context, command, withContext, withIndex } from './context.js'
import { whole } from './numbers.js'

const NAMED_TERMS = 6

interface Flags extends CommonFlags {
  clusters?: number
}

export function clusterCommand(): Command {
  return withIndex(command('cluster', 'group the passages of an index into clusters, and label them'))
    .option('-k, --clusters <n>', 'number of clusters (default: suggested, with the reason)', whole(1))
    .action(({ clusters, ...flags }: Flags) => withContext(flags, context => run(clusters, context)))
}

async function run(count: number | undefined, { config, out, signal }: Context): Promise<void> {
  const { clusterIndex } = await import('../analysis/cluster.js')
  const { findCentroids } = await import('../analysis/threaded-analysis.js')
  const { openIndex } = await import('../compose.js')
  const index = await openIndex(config, config.index, 'reader')
  try {
    if (index.warning) out.warn(index.warning)
    const { clusters, suggested } = await clusterIndex(index, {
      ...(count === undefined ? {} : { count }),
      findCentroids: (vectors, wanted) => findCentroids(vectors, wanted, signal),
      signal,
    })
    if (out.options.json) {
      out.json({ index: config.index, clusters, ...(suggested ? { suggested } : {}) })
      return
    }
    if (suggested) out.note(suggested.reason)
    for (const { size, terms, representative } of clusters) {
      out.line(`${out.bold(String(size).padStart(6))}  ${terms.slice(0, NAMED_TERMS).join(', ')}`)
      out.line(`        ${out.dim(representative.text.replaceAll(/\s+/g, ' '))}`)
    }
  } finally {
    await index.close()
  }
}
