import { type Command, Option } from 'commander'
import pino from 'pino'
import { SearcherPool } from '../compose.js'
import { startServer } from '../http/server.js'
import { type CommonFlags, type Context, command, withContext, withModel } from './context.js'

interface Flags extends CommonFlags {
  index?: string[]
}

export function serveCommand(): Command {
  return withModel(command('serve', 'answer searches over HTTP'))
    .option('--index <name...>', 'indexes to serve (default: all)')
    .option('--host <address>', 'address to bind to (default: 127.0.0.1)')
    .option('--port <n>', 'port to bind to, 0 for a free one (default: 7700)')
    .addOption(
      new Option('--log-level <level>', 'least severe message to log').choices([
        'debug',
        'info',
        'warn',
        'error',
        'silent',
      ]),
    )
    .action(({ index = [], ...flags }: Flags) => withContext(flags, context => serve(context, index)))
}

/** Serves until it is told to stop. */
export async function serve({ config, out, signal }: Context, names: readonly string[]): Promise<void> {
  const log = pino({ level: config.logLevel }, pino.destination(2))
  const pool = await SearcherPool.open(config, names, out, true)
  try {
    const server = await startServer(pool, log, config)
    if (out.options.json) out.json({ url: server.url, indexes: pool.names })
    else out.line(`serving ${pool.names.join(', ')} at ${out.bold(server.url)}`)
    await aborted(signal)
    out.note('stopping')
    await server.stop()
  } finally {
    await pool.close()
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
