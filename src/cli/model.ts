import { Command } from 'commander'
import { describeModel } from '../compose.js'
import { type CommonFlags, command, withContext } from './context.js'

export function modelCommand(): Command {
  const model = new Command('model').description('look at models')
  model.addCommand(
    command('info', 'what a checkpoint is made of, without running it')
      .argument('<model>', '`builtin` or the directory of a checkpoint')
      .action((name: string, flags: CommonFlags) =>
        withContext(flags, async ({ out }) => {
          const info = await describeModel(name)
          if (out.options.json) {
            out.json(info)
            return
          }
          for (const [key, value] of Object.entries(info)) {
            out.line(
              `${key.padEnd(14)} ${typeof value === 'object' && value !== null ? JSON.stringify(value) : value}`,
            )
          }
        }),
      ),
  )
  return model
}
