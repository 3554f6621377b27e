import type { Command } from 'commander'
import { type CommonFlags, type Context, command, withContext } from './context.js'

export function restoreCommand(): Command {
  return command('restore', 'create an index from a backup')
    .argument('<source>', 'folder made by `anlam backup`')
    .argument('<name>', 'name of an index that does not exist yet')
    .action((source: string, name: string, flags: CommonFlags) =>
      withContext(flags, context => run(source, name, context)),
    )
}

async function run(source: string, name: string, { config, out }: Context): Promise<void> {
  const { restore } = await import('../compose.js')
  await restore(config, source, name)
  if (out.options.json) out.json({ index: name, source })
  else out.line(`${out.bold(name)} is restored from ${source}`)
}
