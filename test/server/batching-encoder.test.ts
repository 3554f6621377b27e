import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../src/config.js'
import { modelDirectory, STATIC_MODEL } from '../../src/model/models.js'
import { PooledEncoder } from '../../src/model/pooled-encoder.js'
import { BatchingEncoder } from '../../src/server/batching-encoder.js'

test('many documents are encoded in parts with the same vectors, and a search waits for one part only', async t => {
  const inner = await PooledEncoder.load({
    directory: modelDirectory(loadConfig(), STATIC_MODEL),
    model: STATIC_MODEL,
  })
  const sizes: number[] = []
  const encoder = new BatchingEncoder(inner, { onBatch: (_calls, texts) => sizes.push(texts) })
  t.after(() => encoder.close())
  const texts = Array.from({ length: 3000 }, (_, i) => `cümle ${i} derin öğrenme ağları `.repeat(20))
  const order: string[] = []
  const many = encoder.encode(texts, { kind: 'document' }).then(batch => {
    order.push('documents')
    return batch
  })
  await encoder.encode(['derin öğrenme'], { kind: 'query' }).then(() => order.push('query'))
  assert.deepEqual(await many, await inner.encode(texts, { kind: 'document' }))
  assert.deepEqual(order, ['query', 'documents'])
  assert.ok(sizes.length > 2, `${sizes}`)
  const controller = new AbortController()
  const cancelled = assert.rejects(encoder.encode(texts, { signal: controller.signal }), {
    code: 'cancelled',
  })
  controller.abort()
  await cancelled
})
