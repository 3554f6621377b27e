import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type Config, loadConfig } from '../../src/config.js'
import { indexFiles } from '../../src/ingest/index-files.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { KeyRing } from '../../src/server/key-ring.js'
import { addKey, findKey, formerKeysFile, keysFile, readKeys, removeKey } from '../../src/server/keys.js'
import { scratch } from '../support/scratch.js'
import { serving } from '../support/server.js'

/** Longest time until a change of the keys is noticed, on a slow machine. */
const PATIENCE = 20_000

async function withIndex(t: TestContext): Promise<Config> {
  const root = scratch(t)
  const file = join(root, 'ders.jsonl')
  writeFileSync(file, '{"id":"a","text":"Aşırı öğrenme, modelin eğitim verisini ezberlemesidir."}\n')
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: join(root, 'indexes') } })
  await indexFiles(config, {
    paths: [file],
    index: 'ders',
    read: { textField: 'text', idField: 'id', onError: 'fail' },
  })
  return config
}

type Ask = (method: string, path: string, key?: string, body?: object) => Promise<number>

/** Starts a server, and gives the statuses of requests. */
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

test('with keys, a request needs one with the right scope', async t => {
  const config = await withIndex(t)
  const [reader, writer, admin] = (['read', 'write', 'admin'] as const).map(scope =>
    addKey(config, scope, scope),
  )
  assert.ok(!readFileSync(keysFile(config), 'utf8').includes(reader!.slice(8)), 'only hashes are stored')
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

test('/readyz answers everybody, but lists indexes only for those who may read', async t => {
  const config = await withIndex(t)
  const key = addKey(config, 'bir', 'read')
  const own = await serving(config)
  t.after(() => own.stop())
  const ready = async (sent?: string): Promise<unknown> => {
    const response = await fetch(
      `${own.url}/readyz`,
      sent ? { headers: { authorization: `Bearer ${sent}` } } : {},
    )
    assert.equal(response.status, 200)
    return ((await response.json()) as { indexes?: unknown }).indexes
  }
  assert.deepEqual(await Promise.all([ready(), ready('anlam_x'), ready(key)]), [
    undefined,
    undefined,
    ['ders'],
  ])
})

test('keys can be added and removed while the server runs; without any left, every request is refused', async t => {
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

test('a key file damaged while the server runs changes nothing', async t => {
  const config = await withIndex(t)
  const key = addKey(config, 'bir', 'read')
  const status = await statuses(t, config)
  writeFileSync(keysFile(config), '[{"name":')
  // Long enough to notice a change; there is no event to wait for.
  await pause(1500)
  assert.equal(await status('GET', '/v1/indexes', key), 200)
  assert.equal(await status('GET', '/v1/indexes'), 401)
})

test('after the last key is removed, a restarted server still refuses every request until a key is added', async t => {
  const config = await withIndex(t)
  const key = addKey(config, 'bir', 'read')
  removeKey(config, 'bir')
  const status = await statuses(t, config)
  assert.equal(await status('GET', '/v1/indexes'), 401)
  assert.equal(await status('GET', '/v1/indexes', key), 401)
  const next = addKey(config, 'iki', 'read')
  await becomes(200, () => status('GET', '/v1/indexes', next))
})

test('twenty processes that each add a key at once lose none', async t => {
  const root = scratch(t)
  const script = `
    const { addKey } = await import(${JSON.stringify(new URL('../../src/server/keys.js', import.meta.url).href)})
    process.stdout.write(addKey({ indexes: ${JSON.stringify(root)} }, process.argv[1], 'read'))`
  const made = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, `k${i}`]),
    ),
  )
  const { keys } = readKeys(loadConfig({ flags: { model: STATIC_MODEL, indexes: root } }))
  assert.equal(keys.length, 20)
  for (const [i, { stdout }] of made.entries()) assert.equal(findKey(keys, stdout)?.name, `k${i}`)
})

test('keys of version 0.1 are valid, and move with the first change; removed ones do not come back', t => {
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: scratch(t) } })
  const old = loadConfig({ flags: { model: STATIC_MODEL, indexes: scratch(t) } })
  const [first, second] = ['bir', 'iki'].map(name => addKey(old, name, 'admin'))
  writeFileSync(formerKeysFile(config), JSON.stringify(readKeys(old).keys))
  assert.equal(new KeyRing(config).find(first!)?.name, 'bir')
  assert.throws(() => addKey(config, 'bir', 'read'), { code: 'already-exists' })
  removeKey(config, 'iki')
  assert.ok(!existsSync(formerKeysFile(config)))
  const ring = new KeyRing(config)
  assert.deepEqual([ring.find(first!)?.scope, ring.find(second!)], ['admin', undefined])

  const emptied = loadConfig({ flags: { model: STATIC_MODEL, indexes: scratch(t) } })
  writeFileSync(formerKeysFile(emptied), '[]')
  assert.equal(new KeyRing(emptied).isNeeded, true, 'there have been keys')
})

const DAMAGES: Record<string, (path: string) => void> = {
  'cut off': path => writeFileSync(path, readFileSync(path, 'utf8').slice(0, 40)),
  emptied: path => writeFileSync(path, ''),
  'of another kind': path => writeFileSync(path, '{}'),
  'with a key that is none': path => writeFileSync(path, '{"version":2,"keys":[{"name":"a"}]}'),
  'of a later version': path => writeFileSync(path, '{"version":3,"keys":[]}'),
  'a folder': path => {
    rmSync(path)
    mkdirSync(path)
  },
  'a link to nothing': path => {
    rmSync(path)
    symlinkSync('/yok/keys.json', path)
  },
  'below a file': path => {
    rmSync(dirname(path), { recursive: true })
    writeFileSync(dirname(path), '')
  },
}
for (const [what, damage] of Object.entries(DAMAGES))
  test(`a key file that is ${what} is an error, and is not overwritten`, t => {
    const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: scratch(t) } })
    addKey(config, 'bir', 'read')
    damage(keysFile(config))
    assert.throws(() => new KeyRing(config), { code: 'invalid-input' })
    assert.throws(() => addKey(config, 'iki', 'read'))
    assert.throws(() => new KeyRing(config), { code: 'invalid-input' })
  })

test('only the owner can read the key file, and no other file is left beside it', t => {
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: scratch(t) } })
  addKey(config, 'bir', 'read')
  const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)
  assert.deepEqual([mode(keysFile(config)), mode(dirname(keysFile(config)))], ['600', '700'])
  chmodSync(keysFile(config), 0o644)
  addKey(config, 'iki', 'read')
  assert.equal(mode(keysFile(config)), '600')
  assert.deepEqual(readdirSync(dirname(keysFile(config))).sort(), ['keys.json', 'keys.lock'])
})
