import type { Command } from 'commander'
import { type CommonFlags, type Context, command, withContext, withIndex } from './context.js'

export function statsCommand(): Command {
  return withIndex(command('stats', 'show the size of an index and the model that built it')).action(
    (flags: CommonFlags) => withContext(flags, run),
  )
}

async function run({ config, out }: Context): Promise<void> {
  const { openIndex } = await import('../compose.js')
  const index = await openIndex(config, config.index, 'reader', out, { inCallingThread: true })
  try {
    if (index.warning) out.warn(index.warning)
    const { name, ...stats } = await index.stats()
    if (out.options.json) out.json({ index: name, ...stats })
    else
      for (const [key, value] of Object.entries({ index: name, ...stats }))
        out.line(
          `${out.message(key).padEnd(12)} ${typeof value === 'object' && value ? JSON.stringify(value) : value}`,
        )
  } finally {
    await index.close()
  }
}
