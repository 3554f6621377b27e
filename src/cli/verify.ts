import type { Command } from 'commander'
import { AnlamError } from '../errors.js'
import { type CommonFlags, type Context, command, withContext, withIndex, withModel } from './context.js'

export function verifyCommand(): Command {
  return withModel(withIndex(command('verify', 'check an index for damage')))
    .option('--deep', 'also search for a sample, and embed it again to compare')
    .action(({ deep = false, ...flags }: CommonFlags & { deep?: boolean }) =>
      withContext(flags, context => run(deep, context)),
    )
}

async function run(deep: boolean, { config, out, signal }: Context): Promise<void> {
  const { verifyIndex } = await import('../search/verify-index.js')
  const checks = await verifyIndex(config, config.index, { deep, signal, reporter: out })
  const failed = checks.filter(({ ok }) => !ok).map(({ name }) => name)
  if (out.options.json) out.json({ index: config.index, ok: failed.length === 0, checks })
  else
    for (const { ok, name, detail } of checks)
      out.line(`${out.verdict(ok)}  ${out.message(name).padEnd(13)} ${out.message(detail)}`)
  if (failed.length > 0)
    throw new AnlamError(
      'corrupt-index',
      `index ${config.index} is damaged (${failed.join(', ')}); \`anlam repair --index ${config.index}\` saves what is undamaged`,
    )
}
