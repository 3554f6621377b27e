import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

export const COMMIT = '0123456789abcdef0123456789abcdef01234567'
/** Larger files are in LFS: with a SHA-256, and behind a redirect to another host. */
const LFS_BYTES = 100_000
const PAGE = 3

export interface Faults {
  /** Statuses of the next requests, one each; later ones are answered normally. */
  statuses: number[]
  /** Cut the connection after this many bytes of a large file, this many times. */
  cut: { after: number; times: number }
  /** Serve this file with its first byte flipped. */
  damaged?: string
  /** Pass this many bytes of a large file every 5 ms. */
  slow?: number
  /** Only clients with this token may read. */
  token?: string
}

export interface FakeHub {
  url: string
  faults: Faults
  /** Bytes of files sent, by path. */
  sent: Map<string, number>
  requests: { method: string; url: string; authorization: string | undefined; host: string }[]
}

/** A local server with the protocol of the Hugging Face hub. It has one model, `org/model`, from a folder. */
export async function startHub(t: TestContext, folder: string): Promise<FakeHub> {
  const files = (readdirSync(folder, { recursive: true }) as string[])
    .filter(path => statSync(join(folder, path)).isFile())
    .sort()
  const hub: FakeHub = {
    url: '',
    faults: { statuses: [], cut: { after: 0, times: 0 } },
    sent: new Map(),
    requests: [],
  }
  const server = createServer((request, response) => {
    hub.requests.push({
      method: request.method!,
      url: request.url!,
      authorization: request.headers.authorization,
      host: request.headers.host!,
    })
    const status = hub.faults.statuses.shift()
    if (status) {
      response.writeHead(status, status === 429 ? { 'retry-after': '0' } : {}).end()
      return
    }
    const path = decodeURIComponent(request.url!.split('?')[0]!)
    const onHub = request.headers.host!.startsWith('127.')
    if (onHub && hub.faults.token && request.headers.authorization !== `Bearer ${hub.faults.token}`)
      response.writeHead(401).end()
    else if (
      path === '/api/models/org/model/revision/main' ||
      path === `/api/models/org/model/revision/${COMMIT}`
    ) {
      json(response, { _id: '1', id: 'org/model', sha: COMMIT, lastModified: '2025-01-01T00:00:00Z' })
    } else if (path === `/api/models/org/model/tree/${COMMIT}`) list(hub, folder, files, request, response)
    else if (path.startsWith(`/org/model/resolve/${COMMIT}/`))
      resolve(hub, folder, path.split('/').slice(5).join('/'), request, response)
    else if (path.startsWith('/cdn/')) send(hub, folder, path.slice(5), request, response)
    else response.writeHead(404).end()
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  hub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return hub
}

function json(response: ServerResponse, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function list(
  hub: FakeHub,
  folder: string,
  files: string[],
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const cursor = Number(new URL(request.url!, hub.url).searchParams.get('cursor') ?? 0)
  const page = files.slice(cursor, cursor + PAGE).map(path => {
    const bytes = readFileSync(join(folder, path))
    const oid = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
    const entry = { type: 'file', path, size: bytes.length, oid }
    return bytes.length >= LFS_BYTES
      ? { ...entry, oid: '0'.repeat(40), lfs: { oid: sha256(bytes), size: bytes.length, pointerSize: 130 } }
      : entry
  })
  const more = cursor + PAGE < files.length
  json(
    response,
    [{ type: 'directory', path: '1_Pooling', size: 0, oid: 'x' }, ...page],
    more
      ? {
          link: `<${hub.url}/api/models/org/model/tree/${COMMIT}?recursive=true&cursor=${cursor + PAGE}>; rel="next"`,
        }
      : {},
  )
}

function resolve(
  hub: FakeHub,
  folder: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const size = statSync(join(folder, path), { throwIfNoEntry: false })?.size
  if (size === undefined) response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end()
  else if (size >= LFS_BYTES) {
    const cdn = hub.url.replace('127.0.0.1', 'localhost')
    response.writeHead(302, { location: `${cdn}/cdn/${path}`, 'x-linked-size': String(size) }).end()
  } else send(hub, folder, path, request, response)
}

function send(
  hub: FakeHub,
  folder: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { faults } = hub
  const bytes = readFileSync(join(folder, path))
  if (faults.damaged === path) bytes[0]! ^= 1
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')
  const start = range ? Number(range[1]) : 0
  const end = range?.[2] ? Number(range[2]) + 1 : bytes.length
  const headers: Record<string, string | number> = {
    etag: `"${sha256(bytes)}"`,
    'content-length': end - start,
    'accept-ranges': 'bytes',
  }
  if (range) headers['content-range'] = `bytes ${start}-${end - 1}/${bytes.length}`
  response.writeHead(range ? 206 : 200, headers)
  const body = bytes.subarray(start, end)
  const probe = body.length <= 1
  if (!probe) hub.sent.set(path, (hub.sent.get(path) ?? 0) + body.length)
  if (!probe && bytes.length >= LFS_BYTES && faults.cut.times > 0) {
    faults.cut.times--
    response.write(body.subarray(0, faults.cut.after), () => setTimeout(() => response.destroy(), 20))
  } else if (!probe && bytes.length >= LFS_BYTES && faults.slow) drip(response, body, faults.slow)
  else response.end(body)
}

function drip(response: ServerResponse, body: Buffer, size: number): void {
  if (response.destroyed) return
  if (body.length <= size) response.end(body)
  else
    response.write(body.subarray(0, size), () =>
      setTimeout(() => drip(response, body.subarray(size), size), 5),
    )
}
