import { Command, Option } from 'commander'
import { addKey, readKeys, removeKey } from '../server/keys.js'
import { SCOPES, type Scope } from '../server/scopes.js'
import { type CommonFlags, command, withContext } from './context.js'

export function keyCommand(): Command {
  const parent = new Command('key').description(
    'keys that `serve` asks for; without any, everybody on this machine may do all',
  )
  parent.addCommand(
    command('add', 'make a key, and show it once')
      .argument('<name>', 'whose it is')
      .addOption(
        new Option('--scope <scope>', 'what it may do; each includes those before')
          .choices(SCOPES)
          .default('read'),
      )
      .action((name: string, { scope, ...flags }: CommonFlags & { scope: Scope }) =>
        withContext(flags, async ({ config, out }) => {
          const key = addKey(config, name, scope)
          if (out.options.json) out.json({ name, scope, key })
          else out.line(key)
          out.note(
            `it cannot be shown again; send it as "Authorization: Bearer …"; a running server knows it within a second`,
          )
        }),
      ),
  )
  parent.addCommand(
    command('list', 'names and scopes').action((flags: CommonFlags) =>
      withContext(flags, async ({ config, out }) => {
        const keys = readKeys(config).keys.map(({ name, scope, created }) => ({ name, scope, created }))
        if (out.options.json) out.json({ keys })
        else for (const { name, scope, created } of keys) out.line(`${name}  ${scope}  ${out.dim(created)}`)
      }),
    ),
  )
  parent.addCommand(
    command('remove', 'take a key back')
      .argument('<name>')
      .action((name: string, flags: CommonFlags) =>
        withContext(flags, async ({ config, out }) => {
          removeKey(config, name)
          if (out.options.json) out.json({ removed: name })
          else out.line(`${name}: removed`)
        }),
      ),
  )
  return parent
}
