import type { Command } from 'commander'
import { say } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext, withModel } from './context.js'

interface Flags extends CommonFlags {
  out: string
}

export function negativesCommand(): Command {
  return withModel(
    command(
      'negatives',
      'find hard negatives for training: near texts of other groups that say something else',
    ),
  )
    .argument(
      '<files...>',
      'files, or folders, with JSON lines of {"texts":[…]}, with an optional "query" and "subtopic"',
    )
    .requiredOption('--out <file>', 'JSON lines of {"a","b","negative"} to write')
    .action((files: string[], flags: Flags) => withContext(flags, context => run(files, flags, context)))
}

async function run(files: readonly string[], flags: Flags, { config, out, signal }: Context): Promise<void> {
  const { mineNegativesOfFiles } = await import('../train/mined-negatives.js')
  let bar = out.progress('', '', 0)
  let started = false
  const report = await mineNegativesOfFiles(config, files, flags.out, {
    reporter: out,
    signal,
    onProgress: (done, total) => {
      if (!started) bar = out.progress(say`encoding`, say`texts`, total)
      started = true
      bar.update(done)
    },
  }).finally(() => bar.stop())
  if (out.options.json) out.json(report)
  else
    out.line(
      say`${out.bold(flags.out)}: ${report.negatives} negatives for the texts of ${report.groups} groups`,
    )
}
