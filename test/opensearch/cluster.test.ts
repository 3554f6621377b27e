import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { OpenSearchEngine } from '../../src/index/opensearch/opensearch-engine.js'
import { unlessOpenSearch } from './install.js'
import { sharedCluster } from './shared-cluster.js'

/** Milliseconds in which a node has to notice that it is alone. */
const PATIENCE = 30_000

describe('a cluster for tests', { skip: await unlessOpenSearch() }, () => {
  test('ends with the process that started it, even if that is killed; without plugins it is refused', async t => {
    const { urls, pids, starter } = await start(t, 'alone')
    const [pid] = pids as [number]
    assert.ok(isNode(pid))
    // It has no plugins, and no index can be in it.
    const engine = new OpenSearchEngine({ urls, prefix: 'anlam', shards: 1, replicas: 0 })
    t.after(() => engine.close())
    await assert.rejects(engine.list(), { code: 'invalid-input', message: /lacks the k-NN plugin/ })
    starter.kill('SIGKILL')
    const deadline = performance.now() + PATIENCE
    while (isNode(pid) && performance.now() < deadline) await pause(50)
    assert.ok(!isNode(pid), `process ${pid} still runs`)
  })

  test('is shared by the processes of a checkout, whatever becomes of one of them', async t => {
    const { urls: found, starter } = await start(t, 'shared')
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
): Promise<{ urls: string[]; pids: number[]; starter: ChildProcess }> {
  const script = fileURLToPath(new URL('./starter.js', import.meta.url))
  const starter = spawn(process.execPath, [script, how], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => starter.kill('SIGKILL'))
  const [line] = (await Promise.race([
    once(starter.stdout, 'data'),
    once(starter, 'exit').then(() => assert.fail(`${script} ended`)),
  ])) as [Buffer]
  return { ...(JSON.parse(line.toString()) as { urls: string[]; pids: number[] }), starter }
}

/** Whether a process is a node of a cluster; one that was just killed, and not yet waited for, is not. */
function isNode(pid: number): boolean {
  return spawnSync('ps', ['-o', 'args=', '-p', `${pid}`], { encoding: 'utf8' }).stdout.includes('TestNode')
}
