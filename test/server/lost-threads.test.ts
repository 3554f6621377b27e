import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { loadConfig } from '../../src/config.js'
import type { IndexStats } from '../../src/index/types.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { WorkerClient } from '../../src/workers/rpc.js'
import { Thread } from '../../src/workers/thread.js'
import { scratch } from '../support/scratch.js'
import { servingFiles } from '../support/server.js'
import { threadsFromNow } from '../support/threads.js'

const BLOCKING = new URL('../support/blocking-worker.js', import.meta.url)

/** Number of threads that are killed, of any kind. */
const ENDED = 6

async function started(root: string, limits = {}) {
  const file = join(root, 'a.jsonl')
  const rows = Array.from({ length: 500 }, (_, i) => JSON.stringify({ id: `a${i}`, text: `ilk metin ${i}` }))
  writeFileSync(file, rows.join('\n'))
  return servingFiles(
    loadConfig({ flags: { model: STATIC_MODEL, indexes: join(root, 'indexes') } }),
    'a',
    [file],
    limits,
  )
}

test('killing threads under load loses no acknowledged line, and searches go on', async t => {
  const threads = threadsFromNow(t)
  const server = await started(scratch(t))
  t.after(() => server.stop())
  const searching = async (): Promise<number[]> => {
    const statuses: number[] = []
    for (let i = 0; i < 60; i++) {
      const body = JSON.stringify({ query: `metin ${i}`, k: 3 })
      const response = await fetch(`${server.url}/v1/search`, { method: 'POST', body })
      await response.text()
      statuses.push(response.status)
    }
    return statuses
  }
  const acknowledged = new Set<string>()
  const writing = async (name: string): Promise<void> => {
    for (let round = 0; round < 4; round++) {
      const lines = Array.from({ length: 700 }, (_, i) =>
        JSON.stringify({ id: `${name}${round}-${i}`, text: `${name} metni ${round} ${i}` }),
      )
      const response = await fetch(`${server.url}/v1/indexes/a/documents`, {
        method: 'POST',
        body: lines.join('\n'),
      })
      const answers = (await response.text()).split('\n').filter(Boolean)
      for (const answer of answers) {
        const { id, outcome, error, code = error?.code } = JSON.parse(answer)
        if (outcome) acknowledged.add(id)
        else assert.equal(code, 'unavailable', answer)
      }
    }
  }
  const ending = async (): Promise<void> => {
    for (let i = 0; i < ENDED; i++) {
      await pause(300)
      // An ended thread has no id.
      const alive = threads.filter(({ threadId }) => threadId > 0)
      await Thread.kill(alive[i % alive.length]!)
    }
  }
  const [statuses] = await Promise.all([searching(), writing('b'), writing('c'), ending()])
  const surprises = statuses.filter(status => status !== 200 && status !== 503)
  assert.deepEqual(surprises, [])
  assert.ok(statuses.filter(status => status === 200).length > statuses.length / 2, `${statuses}`)
  const listed = new Set<string>()
  for (let cursor = ''; ; ) {
    const page = await fetch(`${server.url}/v1/indexes/a/documents?limit=1000${cursor}`)
    const { documents, nextCursor } = (await page.json()) as {
      documents: { id: string }[]
      nextCursor: string | null
    }
    for (const { id } of documents) listed.add(id)
    if (!nextCursor) break
    cursor = `&cursor=${nextCursor}`
  }
  const missing = [...acknowledged].filter(id => !listed.has(id))
  assert.deepEqual(missing, [])
  assert.ok(acknowledged.size > 0)
  const again = await fetch(`${server.url}/v1/indexes/a/documents/son`, {
    method: 'PUT',
    body: '{"text":"Son söz."}',
  })
  assert.equal(again.status, 200)
})

test('a request whose thread hangs times out; probes and metrics are answered meanwhile', async t => {
  const server = await started(scratch(t), { timeout: 300 })
  t.after(() => server.stop())
  const hanging = new WorkerClient(BLOCKING, undefined)
  t.after(() => hanging.close())
  const { index } = await server.service.searcher('a')
  index.stats = () => hanging.call<IndexStats>('block', [])
  const late = await fetch(`${server.url}/v1/indexes/a`)
  assert.equal(late.status, 504)
  assert.equal(((await late.json()) as { code: string }).code, 'timeout')
  for (const path of ['/livez', '/readyz', '/metrics'])
    assert.equal((await fetch(server.url + path)).status, 200, path)
})
