import pino from 'pino'
import type { Config } from '../../src/config.js'
import { indexFiles } from '../../src/ingest/index-files.js'
import type { Limits } from '../../src/server/http/limits.js'
import { Metrics } from '../../src/server/http/metrics.js'
import { startServer } from '../../src/server/http/server.js'
import { KeyRing } from '../../src/server/key-ring.js'
import { Service } from '../../src/server/service.js'
import { SILENT } from '../../src/types.js'

export interface Serving {
  url: string
  service: Service
  stop(): Promise<void>
}

/** Starts a server on a free port, as `anlam serve` does. */
export async function serving(config: Config, limits: Partial<Limits> = {}): Promise<Serving> {
  const metrics = new Metrics()
  const service = await Service.open(config, [], SILENT, metrics)
  await service.warm()
  const log = pino({ level: 'silent' })
  const server = await startServer(
    { host: config.host, port: 0 },
    {
      service,
      log,
      metrics,
      keys: new KeyRing(config),
      origins: config.corsOrigin,
      limits,
      hosts: { allowed: config.allowedHost, trustProxy: config.trustProxy },
    },
  )
  return {
    url: server.url,
    service,
    stop: async () => {
      await server.stop()
      await service.close()
    },
  }
}

/** The same with an index of some files. */
export async function servingFiles(
  config: Config,
  index: string,
  paths: readonly string[],
  limits: Partial<Limits> = {},
): Promise<Serving> {
  await indexFiles(config, {
    paths,
    index,
    read: { textField: 'text', idField: 'id', onError: 'fail' },
  })
  return serving(config, limits)
}
