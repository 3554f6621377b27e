import type { Command } from 'commander'
import { AnlamError } from '../errors.js'
import { type CommonFlags, type Context, command, withContext } from './context.js'

export function doctorCommand(): Command {
  return command('doctor', 'check that everything anlam needs works on this machine')
    .option('--device-id <n>', 'number of the CUDA GPU (default: 0)')
    .action((flags: CommonFlags) => withContext(flags, run))
}

async function run({ config, out }: Context): Promise<void> {
  const { diagnose } = await import('./diagnosis.js')
  const checks = await diagnose(config)
  const failed = checks.filter(({ ok, optional }) => !ok && !optional).map(({ name }) => name)
  if (out.options.json) out.json({ ok: failed.length === 0, checks })
  else
    for (const { ok, optional, name, detail } of checks)
      out.line(`${out.verdict(ok, optional)}  ${name.padEnd(14)} ${out.message(detail)}`)
  if (failed.length > 0) throw new AnlamError('unavailable', `failed: ${failed.join(', ')}`)
}
