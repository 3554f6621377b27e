import type { Command } from 'commander'
import { AnlamError } from '../errors.js'
import { say } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext, withWrittenIndex } from './context.js'

/** Most ids that are named. */
const NAMED = 10

export function removeCommand(): Command {
  return withWrittenIndex(command('remove', 'remove documents from an index'))
    .argument('<id...>', 'ids of documents')
    .action((ids: string[], flags: CommonFlags) => withContext(flags, context => run(ids, context)))
}

async function run(ids: readonly string[], { config, out }: Context): Promise<void> {
  const { toDocumentId } = await import('../basics/document.js')
  const { openIndex } = await import('../compose.js')
  const index = await openIndex(config, config.index, 'writer', out, { inCallingThread: true })
  try {
    const wanted = [...new Set(ids.map(toDocumentId))]
    const known = await index.hashes(wanted)
    const missing = wanted.filter(id => !known.has(id))
    const removed = await index.remove(wanted)
    if (removed > 0) await index.commit()
    if (out.options.json) out.json({ index: config.index, removed, missing })
    else if (removed > 0) out.line(say`${config.index}: removed ${removed} of ${wanted.length} documents`)
    if (removed === 0)
      throw new AnlamError('not-found', `index ${config.index} has no document ${named(missing)}`)
    if (missing.length > 0) out.warn(`index ${config.index} has no document ${named(missing)}`)
  } finally {
    await index.close()
  }
}

/** Some ids, and how many more there are. */
function named(ids: readonly string[]): string {
  const more = ids.length > NAMED ? `, and ${ids.length - NAMED} more` : ''
  return ids.slice(0, NAMED).join(', ') + more
}
