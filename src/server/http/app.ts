import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import express, { type Express, type Request, type RequestHandler, type Response } from 'express'
import helmet, { type HelmetOptions } from 'helmet'
import type { Logger } from 'pino'
import type { z } from 'zod'
import { Cancellation } from '../../basics/cancellation.js'
import { VERSION } from '../../basics/version.js'
import { AnlamError, asAnlamError, cancelled } from '../../errors.js'
import { Gate } from '../gate.js'
import type { KeyRing } from '../key-ring.js'
import type { Service } from '../service.js'
import { isAllowed, mayRead, scopeOf } from './auth.js'
import { Bodies } from './bodies.js'
import { checked, jsonBody, MAX_BODY } from './body.js'
import { docsPage } from './docs.js'
import { checkHost, type HostRule } from './hosts.js'
import type { Kind, Limits } from './limits.js'
import type { Metrics } from './metrics.js'
import { openApi } from './openapi.js'
import { checkOrigin } from './origins.js'
import { servePage } from './page.js'
import { errorHandler, notFound, sendProblem } from './problem.js'
import type { Call, Route } from './route.js'
import { ROUTES } from './routes.js'

/** Milliseconds a client may go without reading its answer, and most bytes of unread answers in memory. */
const UNREAD = 60_000
const MAX_UNREAD = 256 << 20
/** Milliseconds a client has to send the rest of a body that is not read any more. */
const UNSENT = 2000
/** Abort reason of a request that took too long. */
const TIMED_OUT = Symbol('timeout')
/** A request id accepted from a proxy. */
const REQUEST_ID = /^[\w.-]{1,64}$/
/** The server speaks plain HTTP. Headers about HTTPS are left to the proxy that terminates TLS. */
const HEADERS: HelmetOptions = {
  contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } },
  strictTransportSecurity: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
}

export interface AppOptions {
  service: Service
  log: Logger
  metrics: Metrics
  keys: KeyRing
  /** Other sites' origins whose pages may use the API. */
  origins: readonly string[]
  /** Additional host names of the server; default: none. */
  hosts?: Partial<Omit<HostRule, 'bound'>>
  /** Address the server is bound to. */
  bound: string
  /** `ready` becomes false when the server shuts down, so that a load balancer stops sending requests. */
  state: { ready: boolean }
  /** Fires when the server begins to stop. */
  stopping: AbortSignal
  /** Fires when the stopping server no longer waits for request bodies. */
  cutting: AbortSignal
  limits: Limits
}

/** Work in progress, counted against the limits. */
interface Work {
  gates: Record<Kind, Gate>
  /** Bytes of answers that clients have not read yet. */
  unread: number
  bodies: Bodies
  streams: Bodies
}

/** The HTTP interface of a service. Nothing here blocks the event loop. */
export function createApp(options: AppOptions): Express {
  const { service, metrics, keys, state, limits, hosts: { allowed = [], trustProxy = false } = {} } = options
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  // Answers change with the index, and hashing one costs more than sending it.
  app.set('etag', false)
  app.use(helmet(HEADERS))
  const work: Work = {
    gates: gatesOf(limits),
    unread: 0,
    bodies: new Bodies(limits.bodies),
    streams: new Bodies(limits.streams),
  }
  metrics.watch(service, {
    gates: work.gates,
    receiving: () => work.bodies.size + work.streams.size,
  })
  app.use((request, response, next) => {
    observe(request, response, options)
    // Connections opened before the shutdown are still served; the client should close them.
    if (!state.ready) response.set('Connection', 'close')
    next()
  })
  app.use(checkHost({ bound: options.bound, allowed, trustProxy }, keys))
  app.use(checkOrigin(options.origins, trustProxy))
  app.get('/livez', (_request, response) => {
    response.json({ status: 'live' })
  })
  app.get('/readyz', (request, response) => {
    if (!state.ready) throw new AnlamError('unavailable', 'the server is shutting down')
    const indexes = mayRead(request, keys) ? { indexes: service.names } : {}
    response.json({ status: 'ready', version: VERSION, ...indexes })
  })
  app.get('/metrics', async (request, response) => {
    if (!isAllowed(request, response, keys, 'read')) return
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
  const document = openApi(ROUTES)
  app.get('/openapi.json', (_request, response) => {
    response.json(document)
  })
  const docs = docsPage(document)
  app.get('/docs', (_request, response) => {
    response.type('html').send(docs)
  })
  // The probes above are never limited. Below, authorisation comes first, so that it costs no capacity.
  const json = work.bodies.parsedBy(express.raw({ limit: MAX_BODY, type: () => true }), MAX_BODY)
  for (const route of ROUTES) {
    const hasRoom: RequestHandler = (_request, response, next) => {
      if (!isRefused(route.kind ?? 'read', 1, response, work, metrics)) next()
    }
    app[route.method](
      route.path,
      (request, response, next) => {
        if (isAllowed(request, response, keys, route.scope)) next()
      },
      // Checked before the body is read; `answer` checks again afterwards.
      hasRoom,
      ...(route.body ? [json] : []),
      (request, response) => answer(route, request, response, options, work),
    )
  }
  for (const handler of servePage()) app.use(handler)
  app.use(notFound)
  app.use(errorHandler(options.log))
  return app
}

/** Gives a request an id, and logs its outcome, never its content. */
function observe(request: Request, response: Response, { log, metrics }: AppOptions): void {
  const given = request.headers['x-request-id']
  const id = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID()
  response.set('X-Request-Id', id)
  const started = performance.now()
  response.once('close', () => {
    const { method, path } = request
    const route = typeof request.route?.path === 'string' ? request.route.path : 'none'
    const status = response.writableFinished ? response.statusCode : 499
    const ms = performance.now() - started
    metrics.request(method, route, status, ms)
    log.info({ id, method, path, status, ms })
    // Answered before its body was complete: the rest is not needed.
    if (!request.complete) setTimeout(() => request.complete || request.socket.destroy(), UNSENT).unref()
  })
}

async function answer(
  route: Route,
  request: Request,
  response: Response,
  { service, metrics, keys, stopping, cutting, limits }: AppOptions,
  work: Work,
): Promise<void> {
  const { timeout = limits.timeout } = route
  let leave = (): void => undefined
  // Creates its AbortController only when needed: that costs as much as many other steps of a request.
  const cancellation = new Cancellation()
  const { signal } = cancellation
  response.once('close', () => {
    if (!response.writableFinished) cancellation.cancel()
  })
  const timer = setTimeout(() => cancellation.cancel(TIMED_OUT), timeout)
  // Each call to a worker adds a listener; more than ten at once are no leak.
  setMaxListeners(0, signal)
  try {
    const call: Call<unknown, unknown, unknown, unknown> = {
      params: parse(route.params, request.params),
      query: parse(route.query, request.query),
      headers: parse(route.headers, request.headers),
      body: route.body && parse(route.body, jsonBody(request)),
      service,
      get scope() {
        return scopeOf(request, keys)
      },
      signal,
      incoming: () => work.streams.stream(request, cutting),
      stopping,
      response,
    }
    const units = route.units?.(call.body as never) ?? 1
    const kind = route.kindOf?.(call.body as never) ?? route.kind ?? 'read'
    if (isRefused(kind, units, response, work, metrics)) return
    const gate = work.gates[kind]
    gate.enter(units)
    leave = () => gate.leave(units)
    const handle = async (): Promise<unknown> => {
      await service.refresh()
      return route.handle(call as Call<never, never, never, never>)
    }
    const result = await inTime(handle(), signal)
    if (response.headersSent) return
    if (isTimed(result)) metrics.search(result.timings)
    response.status(route.status ?? 200)
    sendJson(response, result)
  } catch (error) {
    const known = asAnlamError(error)
    if (known.code === 'cancelled' && signal.reason === TIMED_OUT)
      throw new AnlamError('timeout', `the request took longer than ${timeout / 1000} s`)
    // Stops the other work of this request.
    cancellation.cancel()
    throw error
  } finally {
    clearTimeout(timer)
    leave()
    leaveUnread(response, work)
  }
}

function gatesOf({ kinds }: Limits): Record<Kind, Gate> {
  const gates = Object.entries(kinds).map(([kind, each]) => [kind, new Gate(each)])
  return Object.fromEntries(gates) as Record<Kind, Gate>
}

/** Answers a request with a problem if its gate refuses it. */
function isRefused(
  kind: Kind,
  units: number,
  response: Response,
  { gates }: Work,
  metrics: Metrics,
): boolean {
  const gate = gates[kind]
  const reason = gate.refusal(units)
  if (!reason) return false
  metrics.refuse(kind, reason)
  const seconds = gate.wait / 1000
  const [message, status] =
    reason === 'wait'
      ? [`the request would wait ${seconds.toFixed(1)} s for others of its kind (${kind})`, 503]
      : [`${gate.load} requests are being answered (${kind})`, 429]
  // Not thrown: the stack trace would be a seventh of the cost of refusing a request.
  sendProblem(response, { code: 'overloaded', message }, status, seconds)
  return true
}

/** Rejects as soon as the time is up: a busy thread notices the signal only after its current step. */
function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    work.then(resolve, reject)
    signal.addEventListener('abort', () => signal.reason === TIMED_OUT && reject(cancelled()), { once: true })
  })
}

/** Limits the time and memory that the server spends on answers a client does not read. */
function leaveUnread(response: Response, work: Work): void {
  const { socket } = response
  const unread = socket?.writableLength ?? 0
  if (!socket || unread === 0) return
  if (work.unread + unread > MAX_UNREAD) {
    socket.destroy()
    return
  }
  work.unread += unread
  response.once('close', () => {
    work.unread -= unread
  })
  response.setTimeout(UNREAD, () => socket.destroy())
}

/**
 * Sends JSON as a string. Express would make a buffer; buffers are external memory, and for every 64 MiB of it V8
 * collects its old generation.
 */
function sendJson(response: Response, value: unknown): void {
  response.setHeader('Content-Type', 'application/json; charset=utf-8')
  response.end(JSON.stringify(value))
}

function isTimed(result: unknown): result is { timings: { encode: number; search: number } } {
  return typeof result === 'object' && result !== null && 'timings' in result
}

function parse(schema: z.ZodType | undefined, value: unknown): unknown {
  return schema && checked(schema, value ?? {})
}
