import { Command, Option } from 'commander'
import { say } from '../messages/said.js'
import { SCOPES, type Scope } from '../server/scopes.js'
import { type CommonFlags, type Context, command, withContext } from './context.js'

export function keyCommand(): Command {
  return new Command('key')
    .description('manage the keys of `serve`; without any, everybody on this machine has full access')
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(removeCommand())
}

function addCommand(): Command {
  return command('add', 'make a key, and show it once')
    .argument('<name>', 'name of the key')
    .addOption(
      new Option('--scope <scope>', 'what the key allows; each scope includes those before it')
        .choices(SCOPES)
        .default('read'),
    )
    .action((name: string, { scope, ...flags }: CommonFlags & { scope: Scope }) =>
      withContext(flags, context => add(name, scope, context)),
    )
}

async function add(name: string, scope: Scope, { config, out }: Context): Promise<void> {
  const { addKey } = await import('../server/keys.js')
  const key = addKey(config, name, scope)
  if (out.options.json) out.json({ name, scope, key })
  else out.line(key)
  out.note(
    say`it cannot be shown again; send it as "Authorization: Bearer …"; a running server accepts it within a second`,
  )
}

function listCommand(): Command {
  return command('list', 'list names and scopes').action((flags: CommonFlags) => withContext(flags, list))
}

async function list({ config, out }: Context): Promise<void> {
  const { readKeys } = await import('../server/keys.js')
  const keys = readKeys(config).keys.map(({ name, scope, created }) => ({ name, scope, created }))
  if (out.options.json) out.json({ keys })
  else for (const { name, scope, created } of keys) out.line(`${name}  ${scope}  ${out.dim(created)}`)
}

function removeCommand(): Command {
  return command('remove', 'remove a key')
    .argument('<name>')
    .action((name: string, flags: CommonFlags) => withContext(flags, context => remove(name, context)))
}

async function remove(name: string, { config, out }: Context): Promise<void> {
  const { removeKey } = await import('../server/keys.js')
  removeKey(config, name)
  if (out.options.json) out.json({ removed: name })
  else out.line(say`${name}: removed`)
}
