import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { loadConfig } from '../../src/config.js'
import type { AnlamError } from '../../src/errors.js'
import { ThreadedIndex } from '../../src/index/embedded/threaded-index.js'
import { modelDirectory, STATIC_MODEL } from '../../src/model/models.js'
import { PooledEncoder } from '../../src/model/pooled-encoder.js'
import { Thread } from '../../src/workers/thread.js'
import { IDENTITY } from '../contract/identity.js'
import { scratch } from '../support/scratch.js'
import { threadsFromNow } from '../support/threads.js'
import { clusteredVectors, documents, rowOf } from '../support/vectors.js'

const DIMENSION = 64
const ROUND = 200
const ROUNDS = 6
const identity = { ...IDENTITY, dimension: DIMENSION }

test('a writer whose thread dies releases its lock and is reopened with all acknowledged writes', async t => {
  const root = scratch(t)
  const threads = threadsFromNow(t)
  const lost: string[] = []
  const writer = await ThreadedIndex.create(root, 'n', identity)
  const reader = await ThreadedIndex.open(
    root,
    'n',
    { mode: 'reader' },
    { onLost: () => lost.push('reader') },
  )
  const [first] = threads
  let latest = first!
  for (let round = 0; round < ROUNDS; round++) {
    const from = round * ROUND
    const write = (): Promise<unknown> =>
      writer.write(documents(ROUND, { from }), clusteredVectors(ROUND, DIMENSION, round))
    const writing = write().then(
      () => true,
      (error: AnlamError) => {
        assert.equal(error.code, 'unavailable')
        return false
      },
    )
    // Before it is sent, during the write, or after it.
    await pause(round * 4)
    await Thread.kill(latest)
    const before = await writer.stats()
    assert.equal(before.documents % ROUND, 0, 'no write is half done')
    if (await writing) assert.equal(before.documents, from + ROUND)
    else await write()
    assert.equal((await writer.stats()).documents, from + ROUND)
    assert.equal((await reader.stats()).documents, from + ROUND)
    latest = threads.at(-1)!
    assert.notEqual(latest, first)
  }
  assert.deepEqual(lost, [])
  await writer.commit()
  await writer.close()
  await reader.close()
  const next = await ThreadedIndex.open(root, 'n', { mode: 'writer' })
  assert.equal((await next.stats()).documents, ROUNDS * ROUND)
  await next.close()
})

test('searches continue with the same results if their thread dies', async t => {
  const root = scratch(t)
  const vectors = clusteredVectors(1000, DIMENSION, 1)
  const writer = await ThreadedIndex.create(root, 'n', identity)
  await writer.write(documents(1000), vectors)
  await writer.commit()
  await writer.close()
  const threads = threadsFromNow(t)
  let lost = 0
  const reader = await ThreadedIndex.open(root, 'n', { mode: 'reader' }, { onLost: () => lost++ })
  const answers = (): Promise<string[]>[] =>
    Array.from({ length: 100 }, async (_, i) => {
      const hits = await reader.search(rowOf(vectors, i), { k: 3 })
      return hits.map(({ id }) => id)
    })
  const expected = await Promise.all(answers())
  for (let round = 0; round < 3; round++) {
    const asked = answers()
    await pause(round * 3)
    await Thread.kill(threads.at(-1)!)
    assert.deepEqual(await Promise.all(asked), expected)
    // The index may hear of a lost thread after whoever killed it, and if all was answered before, starts no other until it is asked.
    for (let i = 0; lost <= round && i < 400; i++) await pause(5)
    assert.equal(lost, round + 1)
    await reader.stats()
  }
  await reader.close()
})

test('texts are encoded to the same vectors if the encoding thread dies', async t => {
  const threads = threadsFromNow(t)
  let lost = 0
  const encoder = await PooledEncoder.load({
    directory: modelDirectory(loadConfig(), STATIC_MODEL),
    model: STATIC_MODEL,
    onLost: () => lost++,
  })
  const texts = Array.from({ length: 2000 }, (_, i) => `cümle ${i} derin öğrenme`)
  const expected = await encoder.encode(texts)
  for (let round = 0; round < 3; round++) {
    const encoding = encoder.encode(texts)
    await pause(round * 10)
    await Thread.kill(threads.at(-1)!)
    assert.deepEqual(await encoding, expected)
  }
  assert.equal(lost, 3)
  await encoder.close()
})
