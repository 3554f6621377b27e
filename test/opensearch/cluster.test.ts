import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ADMINISTRATOR, STRANGER, TestCluster, USER } from './cluster.js'
import { send } from './http.js'
import { installOpenSearch, unlessOpenSearch } from './install.js'
import { sharedCluster } from './shared-cluster.js'

/** Milliseconds in which a node has to notice that it is alone. */
const PATIENCE = 30_000

describe('a cluster for tests', { skip: await unlessOpenSearch() }, () => {
  test('survives the loss of a node, which comes back with its data', async t => {
    const cluster = await TestCluster.start()
    t.after(() => cluster.stop())
    const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
      const { status, text } = await cluster.request(method, path, body)
      assert.ok(status < 300, text)
      return JSON.parse(text)
    }
    await call('PUT', '/things', {
      settings: { index: { knn: true, number_of_shards: 3, number_of_replicas: 1 } },
      mappings: {
        properties: {
          vector: {
            type: 'knn_vector',
            dimension: 2,
            method: { name: 'hnsw', engine: 'lucene', space_type: 'cosinesimil' },
          },
        },
      },
    })
    await cluster.until({ status: 'green' })
    const lines = [1, 2, 3, 4, 5].map(i => `{"index":{"_id":"${i}"}}\n{"vector":[1,${i}]}\n`)
    await call('POST', '/things/_bulk?refresh=true', lines.join(''))
    const nearest = async (): Promise<string[]> => {
      const found = await call('POST', '/things/_search', {
        query: { knn: { vector: { vector: [1, 0], k: 3 } } },
        size: 3,
      })
      return (found as { hits: { hits: { _id: string }[] } }).hits.hits.map(({ _id }) => _id)
    }
    assert.deepEqual(await nearest(), ['1', '2', '3'])
    await cluster.kill(0)
    await cluster.until({ status: 'yellow', nodes: 2 })
    assert.deepEqual(await nearest(), ['1', '2', '3'])
    cluster.restart(0)
    await cluster.until({ status: 'green', nodes: 3 })
    assert.deepEqual(await nearest(), ['1', '2', '3'])
  })

  test('ends with the process that started it, even if that is killed', async t => {
    const { found, starter } = await start(t, 'alone')
    assert.equal(found.length, 1)
    const pid = found[0] as number
    assert.ok(isNode(pid))
    starter.kill('SIGKILL')
    const deadline = performance.now() + PATIENCE
    while (isNode(pid) && performance.now() < deadline) await pause(50)
    assert.ok(!isNode(pid), `process ${pid} still runs`)
  })

  test('speaks TLS to those who trust its authority, and knows users', async t => {
    const cluster = await TestCluster.start({ nodes: 1, plugins: ['opensearch-knn', 'opensearch-security'] })
    t.after(() => cluster.stop())
    const [url] = cluster.urls as [string]
    const { ca = '' } = cluster.access
    assert.match(url, /^https:/)
    assert.equal((await send('GET', `${url}/_cat/indices`, undefined, { ca, ...ADMINISTRATOR })).status, 200)
    assert.equal((await send('GET', `${url}/_cat/indices`, undefined, { ca, ...STRANGER })).status, 403)
    assert.equal((await send('GET', url, undefined, { ca, ...USER, password: 'wrong' })).status, 401)
    await assert.rejects(send('GET', url, undefined, USER), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    const { certificates } = await installOpenSearch()
    const other = readFileSync(join(certificates, 'other-ca.pem'), 'utf8')
    await assert.rejects(send('GET', url, undefined, { ...USER, ca: other }))
  })

  test('is shared by the processes of a checkout, whatever becomes of one of them', async t => {
    const { found, starter } = await start(t, 'shared')
    starter.kill('SIGKILL')
    const urls = await sharedCluster()
    assert.deepEqual(urls, found)
    for (const url of urls) assert.equal((await fetch(url)).status, 200)
  })
})

/** Runs starter.ts until the test ends. */
async function start(
  t: TestContext,
  how: 'alone' | 'shared',
): Promise<{ found: unknown[]; starter: ChildProcess }> {
  const script = fileURLToPath(new URL('./starter.js', import.meta.url))
  const starter = spawn(process.execPath, [script, how], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => starter.kill('SIGKILL'))
  const [line] = (await Promise.race([
    once(starter.stdout, 'data'),
    once(starter, 'exit').then(() => assert.fail(`${script} ended`)),
  ])) as [Buffer]
  return { found: JSON.parse(line.toString()) as unknown[], starter }
}

/** Whether a process is a node of a cluster; one that was just killed, and not yet waited for, is not. */
function isNode(pid: number): boolean {
  return spawnSync('ps', ['-o', 'args=', '-p', `${pid}`], { encoding: 'utf8' }).stdout.includes('TestNode')
}
