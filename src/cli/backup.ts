import type { Command } from 'commander'
import { say } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext, withRepository } from './context.js'

interface Flags extends CommonFlags {
  repository?: string
}

export function backupCommand(): Command {
  return withRepository(command('backup', 'copy an index, even while it is being written'))
    .argument('<name>', 'name of the index')
    .argument('<destination>', 'folder that does not exist yet; or name of a snapshot in --repository')
    .action((name: string, destination: string, { repository, ...flags }: Flags) =>
      withContext(flags, context => run(name, destination, repository, context)),
    )
}

async function run(
  name: string,
  destination: string,
  repository: string | undefined,
  { config, out }: Context,
): Promise<void> {
  const { backup, snapshot } = await import('../compose.js')
  if (repository === undefined) await backup(config, name, destination)
  else await snapshot(config, name, { repository, snapshot: destination })
  const where = repository === undefined ? {} : { repository }
  if (out.options.json) out.json({ index: name, destination, ...where })
  else
    out.line(
      say`${out.bold(name)} is backed up in ${repository === undefined ? '' : say`repository ${repository}, as `}${destination}`,
    )
}
