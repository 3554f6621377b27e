import type { Command } from 'commander'
import { say } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext } from './context.js'

export function renameCommand(): Command {
  return command('rename', 'give an index another name')
    .argument('<name>', 'name of the index')
    .argument('<to>', 'its name from now on')
    .action((name: string, to: string, flags: CommonFlags) =>
      withContext(flags, context => run(name, to, context)),
    )
}

/** A server that has the index open serves it under its new name from its next request on. */
async function run(name: string, to: string, { config, out }: Context): Promise<void> {
  const { renameIndex } = await import('../compose.js')
  await renameIndex(config, name, to)
  if (out.options.json) out.json({ index: to.normalize('NFC'), formerly: name.normalize('NFC') })
  else out.line(say`${name}: now ${out.bold(to)}`)
}
