import type { Command } from 'commander'
import { type CommonFlags, type Context, command, withContext } from './context.js'

export function backupCommand(): Command {
  return command('backup', 'copy an index, even while it is being written')
    .argument('<name>', 'name of the index')
    .argument('<destination>', 'folder that does not exist yet')
    .action((name: string, destination: string, flags: CommonFlags) =>
      withContext(flags, context => run(name, destination, context)),
    )
}

async function run(name: string, destination: string, { config, out }: Context): Promise<void> {
  const { backup } = await import('../compose.js')
  await backup(config, name, destination)
  if (out.options.json) out.json({ index: name, destination })
  else out.line(`${out.bold(name)} is backed up in ${destination}`)
}
