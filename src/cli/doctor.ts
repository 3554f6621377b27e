import type { Command } from 'commander'
import { diagnose } from '../doctor.js'
import { AnlamError } from '../errors.js'
import { type CommonFlags, command, withContext } from './context.js'

export function doctorCommand(): Command {
  return command('doctor', 'check that everything this machine needs is there and works').action(
    (flags: CommonFlags) =>
      withContext(flags, async ({ config, out }) => {
        const checks = await diagnose(config)
        if (out.options.json) out.json({ ok: checks.every(({ ok }) => ok), checks })
        else
          for (const { ok, name, detail } of checks)
            out.line(`${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(14)} ${detail}`)
        const failed = checks.filter(({ ok }) => !ok).map(({ name }) => name)
        if (failed.length > 0) throw new AnlamError('unavailable', `not in order: ${failed.join(', ')}`)
      }),
  )
}
