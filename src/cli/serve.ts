import { type Command, Option } from 'commander'
import { isLoopback } from '../basics/host-names.js'
import { AnlamError } from '../errors.js'
import { say } from '../messages/said.js'
import {
  type CommonFlags,
  type Context,
  command,
  withContext,
  withEffort,
  withMemory,
  withModel,
  withRerank,
} from './context.js'

interface Flags extends CommonFlags {
  index?: string[]
  allowPublic?: boolean
}

export function serveCommand(): Command {
  const target = withMemory(withEffort(withModel(command('serve', 'serve the page and the HTTP API'))))
  return withRerank(target, 'looks again at the best hits of searches that ask for it')
    .option('--rerank-top <n>', 'hits that it looks at, 1 to 1000 (default: 50)')
    .option('--index <name...>', 'indexes to serve (default: all)')
    .option('--host <address>', 'address to bind to (default: 127.0.0.1)')
    .option('--port <n>', 'port to bind to, 0 for a free one (default: 7700)')
    .option('--cors-origin <origin...>', 'other sites whose pages may use the API (default: none)')
    .option('--allowed-host <name...>', 'additional host names of the server (default: none)')
    .option('--trust-proxy', 'believe X-Forwarded-Host, if only the proxy can reach the server')
    .option('--allow-public', 'allow an address that other machines can reach, without a key')
    .addOption(
      new Option('--log-level <level>', 'least severe message to log').choices([
        'debug',
        'info',
        'warn',
        'error',
        'silent',
      ]),
    )
    .action(({ index = [], allowPublic = false, ...flags }: Flags) =>
      withContext(flags, context => serve(context, index, allowPublic)),
    )
}

/** Serves until the signal fires. */
export async function serve(
  { config, out, signal }: Context,
  names: readonly string[],
  allowPublic = false,
): Promise<void> {
  const { pino } = await import('pino')
  const { LIMITS } = await import('../server/http/limits.js')
  const { Metrics } = await import('../server/http/metrics.js')
  const { startServer } = await import('../server/http/server.js')
  const { KeyRing } = await import('../server/key-ring.js')
  const { Service } = await import('../server/service.js')
  const log = pino({ level: config.logLevel }, pino.destination(2))
  const keys = new KeyRing(config, out)
  if (!keys.isNeeded && !allowPublic && !isLoopback(config.host)) {
    throw new AnlamError(
      'invalid-input',
      `other machines can reach ${config.host}, and anybody could read and write; make a key with \`anlam key add NAME\`, or give --allow-public`,
    )
  }
  if (keys.isNeeded && keys.isEmpty)
    out.warn(
      say`a key is needed, but none is left: every request is refused until \`anlam key add NAME\` makes one`,
    )
  const metrics = new Metrics()
  const service = await Service.open(config, names, out, metrics)
  try {
    await service.warm()
    const { kinds } = LIMITS
    const server = await startServer(config, {
      service,
      log,
      metrics,
      keys,
      origins: config.corsOrigin,
      hosts: { allowed: config.allowedHost, trustProxy: config.trustProxy },
      limits: { kinds: { ...kinds, search: { ...kinds.search, wait: config.searchWait } } },
    })
    if (out.options.json) out.json({ url: server.url, indexes: service.names })
    else out.line(say`serving ${service.names.join(', ') || say`no index yet`} at ${out.bold(server.url)}`)
    await aborted(signal)
    out.note(say`stopping`)
    await server.stop()
  } finally {
    await service.close()
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
