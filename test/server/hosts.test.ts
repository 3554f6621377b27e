import assert from 'node:assert/strict'
import { request } from 'node:http'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { type Config, loadConfig } from '../../src/config.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { ROUTES } from '../../src/server/http/routes.js'
import { addKey } from '../../src/server/keys.js'
import { scratch } from '../support/scratch.js'
import { serving } from '../support/server.js'

interface Answer {
  status: number
  type: string
  body: string
}

type Ask = (host: string, path?: string, method?: string, headers?: Record<string, string>) => Promise<Answer>

/** Starts a server, and sends requests with any host name. */
async function asking(t: TestContext, flags: Record<string, unknown>, prepare?: (config: Config) => void) {
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: scratch(t), ...flags } })
  prepare?.(config)
  const own = await serving(config)
  t.after(() => own.stop())
  const port = Number(new URL(own.url).port)
  const to = config.host === '0.0.0.0' ? '127.0.0.1' : config.host
  const ask: Ask = (host, path = '/v1/indexes', method = 'GET', headers = {}) =>
    new Promise((resolve, reject) => {
      const sent = request({ host: to, port, path, method, headers: { host, ...headers } }, response => {
        let body = ''
        response.on('data', chunk => (body += chunk))
        response.on('end', () =>
          resolve({ status: response.statusCode!, type: response.headers['content-type'] ?? '', body }),
        )
      })
      sent.on('error', reject)
      sent.end()
    })
  return { ask, port, to }
}

const OTHERS = [
  'kotu.example',
  'kotu.example:7700',
  'localhost.kotu.example',
  'localhost@kotu.example',
  'kotu.example#localhost',
  '127.0.0.1.kotu.example',
  'localhost.',
  'localhost, kotu.example',
  '192.168.1.5',
  '0.0.0.0',
  '[::2]',
  '[::1',
  ':7700',
  'localhost:70000000',
  '%6cocalhost',
]

test('on loopback a request with a wrong host name is refused, for every path and method', async t => {
  const { ask } = await asking(t, {})
  for (const host of ['localhost', 'LocalHost:7700', '127.0.0.1', '127.0.0.1:1', '[::1]', '[::1]:7700'])
    assert.equal((await ask(host)).status, 200, host)
  for (const host of OTHERS) {
    const { status, type, body } = await ask(host)
    assert.deepEqual([status, type], [403, 'application/problem+json; charset=utf-8'], host)
    assert.match(JSON.parse(body).detail, /--allowed-host/)
  }
  const paths = ['/', '/index.html', '/docs', '/openapi.json', '/livez', '/readyz', '/metrics', '/yok']
  const asked = [
    ...paths.map(path => ['GET', path] as const),
    ...ROUTES.map(({ method, path }) => [method.toUpperCase(), path] as const),
    ...['HEAD', 'OPTIONS', 'PATCH', 'TRACE'].map(method => [method, '/v1/indexes'] as const),
    ['OPTIONS', '*'] as const,
  ]
  for (const [method, path] of asked)
    assert.equal((await ask('kotu.example', path, method)).status, 403, `${method} ${path}`)
})

test('a whole URL, a missing host name or a proxy’s header does not get around it', async t => {
  const { ask, port, to } = await asking(t, {})
  const raw = async (head: string): Promise<string> => {
    const socket = connect(port, to)
    socket.end(`${head}\r\nConnection: close\r\n\r\n`)
    let answer = ''
    for await (const chunk of socket) answer += chunk
    return answer
  }
  assert.match(await raw('GET /livez HTTP/1.0'), /^HTTP\/1\.1 403/)
  assert.match(await raw('GET /livez HTTP/1.1'), /^HTTP\/1\.1 400/)
  assert.match(await raw('GET /livez HTTP/1.0\r\nHost: localhost'), /^HTTP\/1\.1 200/)
  assert.match(await raw('GET http://kotu.example/livez HTTP/1.1\r\nHost: localhost'), /^HTTP\/1\.1 403/)
  assert.match(await raw('GET http://localhost/livez HTTP/1.1\r\nHost: kotu.example'), /^HTTP\/1\.1 403/)
  assert.match(await raw(`GET http://localhost:${port}/livez HTTP/1.1\r\nHost: localhost`), /^HTTP\/1\.1 200/)
  assert.match(await raw('GET /livez HTTP/1.1\r\nHost: kotu.example\r\nHost: localhost'), /^HTTP\/1\.1 4/)
  assert.equal((await ask('kotu.example', '/livez', 'GET', { 'x-forwarded-host': 'localhost' })).status, 403)
  // Requests that cannot be parsed get a problem document, too.
  for (const [head, status] of [
    ['BOZUK', 400],
    [`GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost`, 431],
  ] as const) {
    const answer = await raw(head)
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} .*\\r\\n[^]*application/problem\\+json`))
    assert.equal(JSON.parse(answer.split('\r\n\r\n')[1]!).error.code, 'invalid-input')
  }
  const rebound = { origin: 'http://kotu.example', 'sec-fetch-site': 'same-origin' }
  assert.equal((await ask('kotu.example', '/v1/indexes/a', 'DELETE', rebound)).status, 403)
})

test('additional names are allowed; a proxy’s header counts only if it is trusted', async t => {
  const allowedHost = ['Notlar.example', '192.168.1.5']
  const { ask } = await asking(t, { allowedHost })
  for (const host of ['notlar.example', 'NOTLAR.example:8080', '192.168.1.5', 'localhost'])
    assert.equal((await ask(host)).status, 200, host)
  for (const host of ['a.notlar.example', '192.168.1.6']) assert.equal((await ask(host)).status, 403, host)
  const page = { origin: 'https://notlar.example', 'x-forwarded-host': 'notlar.example' }
  assert.equal((await ask('127.0.0.1', '/v1/search', 'POST', page)).status, 403)

  const { ask: behind } = await asking(t, { allowedHost, trustProxy: true })
  assert.equal((await behind('127.0.0.1', '/v1/indexes', 'GET', page)).status, 200)
  for (const forwarded of ['kotu.example', 'notlar.example, kotu.example'])
    assert.equal(
      (await behind('127.0.0.1', '/v1/indexes', 'GET', { 'x-forwarded-host': forwarded })).status,
      403,
    )
  // A rebound page may send this header, but not another host name.
  assert.equal(
    (await behind('kotu.example', '/v1/indexes', 'GET', { 'x-forwarded-host': 'notlar.example' })).status,
    403,
  )
})

test('beyond loopback, IP addresses are allowed; names only if a key is needed, or if they are listed', async t => {
  const { ask: open } = await asking(t, { host: '0.0.0.0' })
  for (const host of ['192.168.1.5:7700', '[2001:db8::1]', 'localhost', '10.0.0.1'])
    assert.equal((await open(host)).status, 200, host)
  for (const host of ['kotu.example', '10.0.0.1.kotu.example', 'anlam'])
    assert.equal((await open(host)).status, 403, host)

  let key = ''
  const { ask: locked } = await asking(t, { host: '0.0.0.0' }, config => {
    key = addKey(config, 'bir', 'read')
  })
  const authorization = `Bearer ${key}`
  assert.equal((await locked('anlam.example')).status, 401)
  assert.equal((await locked('anlam.example', '/v1/indexes', 'GET', { authorization })).status, 200)

  const { ask: named } = await asking(t, { host: '0.0.0.0', allowedHost: 'anlam, anlam.example' }, config => {
    key = addKey(config, 'bir', 'read')
  })
  assert.equal((await named('anlam')).status, 401)
  assert.equal((await named('kotu.example')).status, 403)
})

test('a server bound to another loopback address has that address as a name', async t => {
  const { ask } = await asking(t, { host: '127.0.0.2' })
  assert.equal((await ask('127.0.0.2')).status, 200)
  assert.equal((await ask('127.0.0.3')).status, 403)
})

test('a setting that is not a host name is refused', () => {
  for (const host of ['', 'http://a.example', 'a.example:80', 'a/b', 'a b', '::1', '*'])
    assert.throws(() => loadConfig({ flags: { allowedHost: [host] } }), { code: 'invalid-input' }, host)
  assert.deepEqual(loadConfig({ flags: { allowedHost: 'B.example,[0:0:0:0:0:0:0:1]' } }).allowedHost, [
    'b.example',
    '[::1]',
  ])
})
