import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Config, loadConfig } from '../../src/config.js'
import { indexFiles } from '../../src/index-files.js'
import { addKey, keysFile, removeKey } from '../../src/keys.js'
import { scratch } from '../support/scratch.js'
import { serving } from '../support/server.js'

/** How long a change of keys may take to be seen, at most, on a slow machine. */
const PATIENCE = 20_000

async function withIndex(t: TestContext): Promise<Config> {
  const root = scratch(t)
  const file = join(root, 'ders.jsonl')
  writeFileSync(file, '{"id":"a","text":"Aşırı öğrenme, modelin eğitim verisini ezberlemesidir."}\n')
  const config = loadConfig({ flags: { indexes: join(root, 'indexes') } })
  await indexFiles(config, {
    paths: [file],
    index: 'ders',
    read: { textField: 'text', idField: 'id', onError: 'fail' },
  })
  return config
}

type Ask = (method: string, path: string, key?: string, body?: object) => Promise<number>

/** Serves, and tells what a request is answered with. */
async function statuses(t: TestContext, config: Config): Promise<Ask> {
  const own = await serving(config)
  t.after(() => own.stop())
  return async (method, path, key, body) => {
    const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {}
    const sent = body ? { body: JSON.stringify(body) } : {}
    return (await fetch(own.url + path, { method, headers, ...sent })).status
  }
}

async function becomes(wanted: number, ask: () => Promise<number>): Promise<void> {
  const until = performance.now() + PATIENCE
  let status = await ask()
  for (; status !== wanted && performance.now() < until; status = await ask()) await pause(100)
  assert.equal(status, wanted)
}

test('with keys, a request needs one that may do what it asks', async t => {
  const config = await withIndex(t)
  const [reader, writer, admin] = (['read', 'write', 'admin'] as const).map(scope =>
    addKey(config, scope, scope),
  )
  assert.ok(!readFileSync(keysFile(config), 'utf8').includes(reader!.slice(8)), 'only hashes are kept')
  const status = await statuses(t, config)
  const put = '/v1/indexes/ders/documents/x'
  const body = { text: 'Yeni bir cümle.' }
  assert.equal(await status('GET', '/v1/indexes'), 401)
  assert.equal(await status('GET', '/v1/indexes', `${reader}x`), 401)
  assert.equal(await status('GET', '/v1/indexes', reader), 200)
  assert.equal(await status('PUT', put, reader, body), 403)
  assert.equal(await status('PUT', put, writer, body), 200)
  assert.equal(await status('DELETE', '/v1/indexes/ders', writer), 403)
  assert.equal(await status('GET', '/metrics'), 401)
  assert.equal(await status('GET', '/livez'), 200)
  assert.equal(await status('DELETE', '/v1/indexes/ders', admin), 200)
})

test('keys are made and taken back while it runs; without any left, nobody is let in', async t => {
  const config = await withIndex(t)
  const status = await statuses(t, config)
  assert.equal(await status('GET', '/v1/indexes'), 200)
  const first = addKey(config, 'bir', 'read')
  await becomes(401, () => status('GET', '/v1/indexes'))
  assert.equal(await status('GET', '/v1/indexes', first), 200)
  const second = addKey(config, 'iki', 'read')
  await becomes(200, () => status('GET', '/v1/indexes', second))
  removeKey(config, 'bir')
  await becomes(401, () => status('GET', '/v1/indexes', first))
  assert.equal(await status('GET', '/v1/indexes', second), 200)
  rmSync(keysFile(config))
  await becomes(401, () => status('GET', '/v1/indexes', second))
  assert.equal(await status('GET', '/v1/indexes'), 401)
})

test('a file of keys that is damaged while it runs changes nothing', async t => {
  const config = await withIndex(t)
  const key = addKey(config, 'bir', 'read')
  const status = await statuses(t, config)
  writeFileSync(keysFile(config), '[{"name":')
  // Long enough to be noticed; that nothing changes cannot be waited for.
  await pause(1500)
  assert.equal(await status('GET', '/v1/indexes', key), 200)
  assert.equal(await status('GET', '/v1/indexes'), 401)
})
