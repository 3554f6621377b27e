import { Argument, type Command } from 'commander'
import { type CommonFlags, type Context, command, withContext } from './context.js'

const SHELLS = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof SHELLS)[number]

export function completionCommand(): Command {
  return command('completion', 'print a script that lets a shell complete commands, options and names')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action((shell: Shell, flags: CommonFlags, self: Command) =>
      withContext(flags, context => run(shell, self.parent!, context)),
    )
}

async function run(shell: Shell, program: Command, { out }: Context): Promise<void> {
  const { completedCommands } = await import('./completion/words.js')
  const { bashScript } = await import('./completion/bash.js')
  const { fishScript } = await import('./completion/fish.js')
  const { zshScript } = await import('./completion/zsh.js')
  const write = { bash: bashScript, zsh: zshScript, fish: fishScript }[shell]
  const script = write(completedCommands(program, text => out.description(text)))
  if (out.options.json) out.json({ shell, script })
  else out.line(script.trimEnd())
}
