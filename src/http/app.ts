import express, { type Express, type Request, type Response } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { SearcherPool } from '../compose.js'
import { AnlamError } from '../errors.js'
import { MAX_K } from '../index/types.js'
import { MAX_QUERY_CHARACTERS } from '../search/searcher.js'
import { VERSION } from '../version.js'
import { errorHandler, notFound } from './problem.js'

const MAX_BODY = '1mb'

const SearchBody = z.strictObject({
  query: z.string().min(1).max(MAX_QUERY_CHARACTERS),
  /** Default: the first index that is served. */
  index: z.string().optional(),
  k: z.int().min(1).max(MAX_K).default(10),
  mode: z.literal('semantic').default('semantic'),
  minScore: z.number().min(-1).max(1).optional(),
  filter: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).optional(),
})

export interface AppState {
  /** Cleared while the server shuts down, so that a load balancer stops sending requests. */
  ready: boolean
}

/** The HTTP interface over searchers that are already open; nothing here blocks the event loop. */
export function createApp(pool: SearcherPool, log: Logger, state: AppState): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(helmet())
  app.use((request, response, next) => {
    const started = performance.now()
    response.on('finish', () => {
      const { method, path } = request
      log.info({ method, path, status: response.statusCode, ms: performance.now() - started })
    })
    next()
  })

  app.get('/', (_request, response) => {
    response.json({
      name: 'anlam',
      version: VERSION,
      routes: ['POST /v1/search', 'GET /v1/indexes', 'GET /livez', 'GET /readyz'],
    })
  })
  app.get('/livez', (_request, response) => {
    response.json({ status: 'live' })
  })
  app.get('/readyz', (_request, response) => {
    if (!state.ready) throw new AnlamError('unavailable', 'the server is shutting down')
    response.json({ status: 'ready', indexes: pool.names })
  })
  app.get('/v1/indexes', async (_request, response) => {
    const indexes = await Promise.all(
      pool.names.map(async name => {
        const { index, gauge } = pool.get(name)
        return { ...(await index.stats()), recall: gauge?.status ?? null }
      }),
    )
    response.json({ indexes })
  })
  app.post('/v1/search', express.json({ limit: MAX_BODY, type: () => true }), async (request, response) => {
    const { index, query, k, minScore, filter } = parseBody(request.body)
    const searcher = pool.get(index ?? pool.names[0]!)
    const { signal, done } = abortWithClient(request, response)
    try {
      const result = await searcher.search({
        query,
        k,
        ...(minScore === undefined ? {} : { minScore }),
        ...(filter ? { filter } : {}),
        signal,
      })
      response.json({ index: searcher.index.name, ...result })
    } finally {
      done()
    }
  })

  app.use(notFound)
  app.use(errorHandler(log))
  return app
}

function parseBody(body: unknown): z.output<typeof SearchBody> {
  const parsed = SearchBody.safeParse(body)
  if (parsed.success) return parsed.data
  throw new AnlamError('invalid-input', z.prettifyError(parsed.error).replaceAll('\n', ' '))
}

/** A client that hangs up takes its request out of the queue. */
function abortWithClient(request: Request, response: Response): { signal: AbortSignal; done: () => void } {
  const controller = new AbortController()
  const abort = (): void => {
    if (!response.writableEnded) controller.abort()
  }
  request.socket.once('close', abort)
  return { signal: controller.signal, done: () => request.socket.off('close', abort) }
}
