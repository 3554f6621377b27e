import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../src/config.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { LIMITS } from '../../src/server/http/limits.js'
import { WorkerClient } from '../../src/workers/rpc.js'
import { scratch } from '../support/scratch.js'
import { serving } from '../support/server.js'

const SLOW = new URL('../support/blocking-worker.js', import.meta.url)

test('searches that would wait too long get 503 with Retry-After and are counted; the others are answered', async t => {
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: join(scratch(t), 'indexes') } })
  const search = { most: 1000, wait: 300 }
  const server = await serving(config, { kinds: { ...LIMITS.kinds, search } })
  t.after(() => server.stop())
  await server.service.keeper.create('ders')
  // Searches of 50 ms each, one after the other.
  const worker = new WorkerClient(SLOW, undefined)
  t.after(() => worker.close())
  const { index } = await server.service.searcher('ders')
  let last: Promise<unknown> = Promise.resolve()
  index.hybrid = async () => {
    last = last.then(() => worker.call('steps', [50]))
    await last
    return { hits: [], near: [] }
  }
  const ask = async (i: number): Promise<[number, string | null, string]> => {
    const body = JSON.stringify({ query: `soru ${i}`, index: 'ders' })
    const response = await fetch(`${server.url}/v1/search`, { method: 'POST', body })
    const { code = '' } = (await response.json()) as { code?: string }
    return [response.status, response.headers.get('retry-after'), code]
  }
  const crowd = (count: number) => Promise.all(Array.from({ length: count }, (_, i) => ask(i)))
  await crowd(8)
  const answers = await crowd(100)
  const refused = answers.filter(([status]) => status === 503)
  assert.ok(refused.length >= 40 && refused.length < 100, `${refused.length} of 100 refused`)
  for (const [, wait, code] of refused) {
    assert.ok(Number(wait) >= 1)
    assert.equal(code, 'overloaded')
  }
  assert.equal(answers.length - refused.length, answers.filter(([status]) => status === 200).length)
  const writes = await fetch(`${server.url}/v1/indexes/ders/documents/a`, {
    method: 'PUT',
    body: '{"text":"Yeni."}',
  })
  assert.equal(writes.status, 200, 'writes have their own limit')
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  const counted = /anlam_http_refused_total\{kind="search",reason="wait"\} (\d+)/.exec(metrics)?.[1]
  assert.equal(Number(counted), refused.length)
  assert.match(metrics, /anlam_http_wait_seconds\{kind="search"\} \d/)
})
