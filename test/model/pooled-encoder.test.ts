import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../src/config.js'
import { AnlamError, type ErrorCode } from '../../src/errors.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { modelDirectory, STATIC_MODEL } from '../../src/model/models.js'
import { PooledEncoder } from '../../src/model/pooled-encoder.js'

const directory = modelDirectory(loadConfig(), STATIC_MODEL)

function code(expected: ErrorCode): (error: unknown) => boolean {
  return error => error instanceof AnlamError && error.code === expected
}

test('a worker gives the same vectors as the calling thread', async t => {
  const [direct, pooled] = await Promise.all([
    loadEncoder({ directory, model: STATIC_MODEL }),
    PooledEncoder.load({ directory, model: STATIC_MODEL, workers: 2 }),
  ])
  t.after(() => Promise.all([direct.close(), pooled.close()]))
  assert.deepEqual(pooled.spec, direct.spec)
  const texts = ['bir', 'iki üç', '']
  const [a, ...others] = await Promise.all([direct, pooled, pooled].map(encoder => encoder.encode(texts)))
  for (const b of others) assert.deepEqual(b, a)
})

test('a full queue refuses calls at once, and accepts them when there is room', async t => {
  const pool = await PooledEncoder.load({ directory, model: STATIC_MODEL, queue: 2 })
  t.after(() => pool.close())
  const accepted = [pool.encode(['bir']), pool.encode(['iki'])]
  await assert.rejects(pool.encode(['üç']), code('overloaded'))
  await Promise.all(accepted)
  assert.equal((await pool.encode(['üç'])).rows, 1)
})

test('a cancelled call ends early with its own code, whether waiting or running', async t => {
  const pool = await PooledEncoder.load({ directory, model: STATIC_MODEL, batchTokens: 64 })
  t.after(() => pool.close())
  const texts = Array.from({ length: 20_000 }, (_, i) => `cümle ${i} biraz daha uzun`)
  const controller = new AbortController()
  const running = pool.encode(texts, { signal: controller.signal })
  setTimeout(() => controller.abort(), 20)
  await assert.rejects(running, code('cancelled'))
  await assert.rejects(pool.encode(['a'], { signal: AbortSignal.abort() }), code('cancelled'))
  assert.equal((await pool.encode(['hâlâ çalışıyor'])).rows, 1)
})

test('a checkpoint that cannot be loaded rejects with its own code', async () => {
  await assert.rejects(PooledEncoder.load({ directory: '/var/empty/yok', model: 'x' }), code('not-found'))
})

test('after closing, calls are refused', async () => {
  const pool = await PooledEncoder.load({ directory, model: STATIC_MODEL })
  await pool.close()
  await assert.rejects(pool.encode(['a']), code('unavailable'))
})
