import type { Command } from 'commander'
import { say } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext, withRepository } from './context.js'

interface Flags extends CommonFlags {
  repository?: string
}

export function restoreCommand(): Command {
  return withRepository(command('restore', 'create an index from a backup'))
    .argument('<source>', 'folder made by `anlam backup`; or name of a snapshot in --repository')
    .argument('<name>', 'name of an index that does not exist yet')
    .action((source: string, name: string, { repository, ...flags }: Flags) =>
      withContext(flags, context => run(source, name, repository, context)),
    )
}

async function run(
  source: string,
  name: string,
  repository: string | undefined,
  { config, out }: Context,
): Promise<void> {
  const { restore, restoreSnapshot } = await import('../compose.js')
  if (repository === undefined) await restore(config, source, name)
  else await restoreSnapshot(config, { repository, snapshot: source }, name)
  const where = repository === undefined ? {} : { repository }
  if (out.options.json) out.json({ index: name, source, ...where })
  else out.line(say`${out.bold(name)} is restored from ${source}`)
}
