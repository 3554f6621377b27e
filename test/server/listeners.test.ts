import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { withOwnSignal } from '../../src/basics/cancellation.js'
import { loadConfig } from '../../src/config.js'
import { AnlamError } from '../../src/errors.js'
import { modelDirectory, STATIC_MODEL } from '../../src/model/models.js'
import { PooledEncoder } from '../../src/model/pooled-encoder.js'
import { BatchingEncoder } from '../../src/server/batching-encoder.js'
import { Jobs } from '../../src/server/jobs.js'
import { ndjson, withTable } from '../support/cli.js'
import { scratch } from '../support/scratch.js'

const { anlam } = withTable

const QUERIES = Array.from({ length: 200 }, (_, i) => `öğrenme hızı ${i}`)

function listeners(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length
}

test('200 queries from stdin, and 200 texts, cause no warning about listeners', async t => {
  const cwd = scratch(t)
  writeFileSync(
    join(cwd, 'a.jsonl'),
    QUERIES.map(text => `${JSON.stringify({ text: `${text} üzerine` })}\n`).join(''),
  )
  assert.equal((await anlam(['index', 'a.jsonl', '--index', 'n'], { cwd })).code, 0)
  const stdin = `${QUERIES.join('\n')}\n`
  for (const args of [
    ['search', '-', '--index', 'n', '-k', '1'],
    ['search', '-', '--index', 'n', '-k', '1', '--mode', 'hybrid', '--explain'],
    ['embed', '-'],
  ]) {
    const { code, stdout, stderr } = await anlam([...args, '--json'], { cwd, stdin })
    assert.deepEqual([code, stderr], [0, ''], args.join(' '))
    assert.equal(ndjson(stdout).length, QUERIES.length)
  }
})

test('calls leave no listener on a shared signal, whether answered, refused or cancelled', async t => {
  const pool = await PooledEncoder.load({
    directory: modelDirectory(loadConfig(), STATIC_MODEL),
    model: STATIC_MODEL,
  })
  t.after(() => pool.close())
  for (const encoder of [pool, new BatchingEncoder(pool)]) {
    const controller = new AbortController()
    await withOwnSignal(controller.signal, async signal => {
      for (const text of QUERIES.slice(0, 20)) await encoder.encode([text], { signal })
      await Promise.all(QUERIES.map(text => encoder.encode([text], { signal })))
      assert.deepEqual([listeners(signal), listeners(controller.signal)], [0, 1])
      const given = Promise.allSettled(QUERIES.map(text => encoder.encode([text], { signal })))
      controller.abort()
      const { reason } = (await given).find(({ status }) => status === 'rejected') as PromiseRejectedResult
      assert.ok(reason instanceof AnlamError && reason.code === 'cancelled')
      assert.equal(listeners(signal), 0)
    })
    assert.equal(listeners(controller.signal), 0)
  }
})

test('watching many jobs with one signal takes one listener for each that still runs', async () => {
  const jobs = new Jobs<number>()
  const { signal } = new AbortController()
  for (let i = 0; i < 30; i++) {
    const { id } = jobs.start({ id: 'n', name: 'n' }, async () => i)
    for await (const { state } of jobs.watch(id, signal)) if (state === 'done') break
    assert.equal(listeners(signal), 0)
  }
  await jobs.close()
})
