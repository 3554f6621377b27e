import type { Command } from 'commander'
import { AnlamError } from '../errors.js'
import { type CommonFlags, type Context, command, withContext } from './context.js'

export function doctorCommand(): Command {
  return command(
    'doctor',
    'check that everything anlam needs works on this machine, and tell what a bug report needs',
  )
    .option('--device-id <n>', 'number of the CUDA GPU (default: 0)')
    .action((flags: CommonFlags) => withContext(flags, context => run(flags, context)))
}

async function run({ config: file, ...flags }: CommonFlags, { config, out }: Context): Promise<void> {
  const { diagnose } = await import('./diagnosis.js')
  const checks = await diagnose(config, { flags, ...(file === undefined ? {} : { file }) })
  const failed = checks.filter(({ ok, optional }) => !ok && !optional).map(({ name }) => name)
  if (out.options.json)
    out.json({ ok: failed.length === 0, checks: checks.map(({ said: _, ...each }) => each) })
  else
    for (const { ok, optional, name, detail, said } of checks) {
      const told = said?.map(part => out.said(part)).join('; ') ?? out.message(detail)
      out.line(`${out.verdict(ok, optional)}  ${out.message(name).padEnd(14)} ${told}`)
    }
  if (failed.length > 0) throw new AnlamError('unavailable', `failed: ${failed.join(', ')}`)
}
