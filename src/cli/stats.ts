import type { Command } from 'commander'
import { toDocumentId } from '../basics/document.js'
import { openIndex } from '../compose.js'
import { type CommonFlags, command, withContext, withIndex } from './context.js'

export function statsCommand(): Command {
  return withIndex(command('stats', 'what an index holds, and the model that built it')).action(
    (flags: CommonFlags) =>
      withContext(flags, async ({ config, out }) => {
        const index = await openIndex(config, config.index, 'reader')
        try {
          if (index.warning) out.warn(index.warning)
          const { name, ...stats } = await index.stats()
          if (out.options.json) out.json({ index: name, ...stats })
          else
            for (const [key, value] of Object.entries({ index: name, ...stats }))
              out.line(`${key.padEnd(12)} ${value}`)
        } finally {
          await index.close()
        }
      }),
  )
}

export function removeCommand(): Command {
  return withIndex(command('remove', 'remove documents from an index'))
    .argument('<id...>', 'ids of documents')
    .action((ids: string[], flags: CommonFlags) =>
      withContext(flags, async ({ config, out }) => {
        const index = await openIndex(config, config.index, 'writer')
        try {
          const removed = await index.remove(ids.map(toDocumentId))
          await index.commit()
          if (out.options.json) out.json({ index: config.index, removed })
          else out.line(`${config.index}: removed ${removed} of ${ids.length} documents`)
        } finally {
          await index.close()
        }
      }),
    )
}
