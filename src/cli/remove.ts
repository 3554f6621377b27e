import type { Command } from 'commander'
import { type CommonFlags, type Context, command, withContext, withIndex } from './context.js'

export function removeCommand(): Command {
  return withIndex(command('remove', 'remove documents from an index'))
    .argument('<id...>', 'ids of documents')
    .action((ids: string[], flags: CommonFlags) => withContext(flags, context => run(ids, context)))
}

async function run(ids: readonly string[], { config, out }: Context): Promise<void> {
  const { toDocumentId } = await import('../basics/document.js')
  const { openIndex } = await import('../compose.js')
  const index = await openIndex(config, config.index, 'writer', out, { inCallingThread: true })
  try {
    const removed = await index.remove(ids.map(toDocumentId))
    await index.commit()
    if (out.options.json) out.json({ index: config.index, removed })
    else out.line(`${config.index}: removed ${removed} of ${ids.length} documents`)
  } finally {
    await index.close()
  }
}
