import type { z } from 'zod'
import type { Problem } from '../server/http/schemas.js'

export interface ClientOptions {
  /** URL of the server, including the path of a proxy. Default: empty, for the server of the page. */
  url?: string
  key?: string
  /** Default: the global `fetch`. */
  fetch?: typeof fetch
}

/** An error answered by the server, or `unreachable`. */
export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(
    readonly code: z.output<typeof Problem>['code'] | 'unreachable',
    message: string,
    readonly status: number,
  ) {
    super(message)
  }
}

/** Requests to a server and their answers. */
export abstract class Requests {
  constructor(private readonly options: ClientOptions = {}) {}

  protected async json<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    const sent = body === undefined ? undefined : JSON.stringify(body)
    return (await this.send(method, path, sent, signal)).json() as Promise<T>
  }

  protected async *lines<T>(
    method: string,
    path: string,
    body: Blob | string,
    signal?: AbortSignal,
    headers: Record<string, string> = {},
  ): AsyncGenerator<T> {
    for await (const line of linesOf(await this.send(method, path, body, signal, headers)))
      if (line) yield JSON.parse(line) as T
  }

  /** @throws ApiError unless the status is 2xx; the error of `fetch` if the signal fired */
  protected async send(
    method: string,
    path: string,
    body: Blob | string | undefined,
    signal?: AbortSignal,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const { url = '', key, fetch: send = fetch } = this.options
    const base = url.endsWith('/') ? url.slice(0, -1) : url
    const response = await send(`${base}${path}`, {
      method,
      headers: { ...headers, ...(key ? { authorization: `Bearer ${key}` } : {}) },
      ...(body === undefined ? {} : { body }),
      ...(signal ? { signal } : {}),
    }).catch((error: unknown) => {
      if (signal?.aborted) throw error
      throw new ApiError('unreachable', 'the server cannot be reached', 0)
    })
    if (response.ok) return response
    const problem = (await response.json().catch(() => ({}))) as Partial<z.output<typeof Problem>>
    throw new ApiError(problem.code ?? 'internal', problem.detail ?? response.statusText, response.status)
  }
}

/** The path of an index. */
export function indexPath(index: string): string {
  return `/v1/indexes/${encodeURIComponent(index)}`
}

/** The path of a mining job. */
export function jobPath(job: string): string {
  return `/v1/mining/${encodeURIComponent(job)}`
}

/** Which page of a list: after the cursor that the page before gave. */
export interface PageOptions {
  cursor?: string
  /** Default: that of the server, 100. */
  limit?: number
  signal?: AbortSignal
}

/** A page as the query of a path; empty for the first one. */
export function pageQuery({ cursor, limit }: PageOptions): string {
  const query = new URLSearchParams({
    ...(cursor === undefined ? {} : { cursor }),
    ...(limit === undefined ? {} : { limit: String(limit) }),
  })
  return query.size === 0 ? '' : `?${query}`
}

/** The lines of an answer as they arrive. */
export async function* linesOf(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  const reader = response.body!.getReader()
  let held = ''
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    held += decoder.decode(read.value as Uint8Array, { stream: true })
    const lines = held.split('\n')
    held = lines.pop()!
    yield* lines
  }
  if (held) yield held
}
