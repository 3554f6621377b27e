import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import { AnlamError, type ErrorCode, throwIfAborted } from '../errors.js'
import { say } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext } from './context.js'
import type { Output } from './output.js'

/** What an index that cannot be opened may be deleted for. */
const DELETABLE: ReadonlySet<ErrorCode> = new Set(['corrupt-index', 'incompatible-index'])

interface Flags extends CommonFlags {
  yes?: boolean
}

export function deleteCommand(): Command {
  return command('delete', 'delete an index and everything in it')
    .argument('<name>', 'name of the index')
    .option('--yes', 'do not ask')
    .action((name: string, { yes = false, ...flags }: Flags) =>
      withContext(flags, context => run(name, yes, context)),
    )
}

async function run(name: string, yes: boolean, { config, out, signal }: Context): Promise<void> {
  const { indexEngine, placeOf } = await import('../compose.js')
  const engine = indexEngine(config)
  if (!yes) {
    const size = await engine.size(name).catch((error: unknown) => {
      if (error instanceof AnlamError && DELETABLE.has(error.code)) return undefined
      throw error
    })
    const place = placeOf(config)
    const what = size
      ? `index ${name} in ${place}: ${size.documents} documents, ${size.passages} passages`
      : `index ${name} in ${place}: it cannot be opened`
    await confirm(name, what, out, signal)
  }
  await engine.delete(name)
  if (out.options.json) out.json({ deleted: name })
  else out.line(say`${name}: deleted`)
}

/** @throws AnlamError `invalid-input` without a terminal, or if something else is typed; `cancelled` */
async function confirm(name: string, what: string, out: Output, signal: AbortSignal): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new AnlamError(
      'invalid-input',
      `nobody can be asked here whether to delete ${what}; --yes deletes it`,
    )
  process.stderr.write(`${out.message(what)}\n${out.said(say`Type its name to delete it: `)}`)
  const lines = createInterface({ input: process.stdin, signal })
  let typed = ''
  try {
    for await (const line of lines) {
      typed = line
      break
    }
  } finally {
    // Leaving the loop does not close it, and the process would go on.
    lines.close()
  }
  throwIfAborted(signal)
  if (typed.trim().normalize('NFC') !== name.normalize('NFC'))
    throw new AnlamError(
      'invalid-input',
      `index ${name} is not deleted: ${JSON.stringify(typed)} is not its name`,
    )
}
