import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../src/config.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { modelDirectory, STATIC_MODEL } from '../../src/model/models.js'
import type { EncodedBatch, Encoder, EncoderSpec } from '../../src/model/types.js'
import { CachingEncoder } from '../../src/server/caching-encoder.js'

const builtin = (): Promise<Encoder> =>
  loadEncoder({ directory: modelDirectory(loadConfig(), STATIC_MODEL), model: STATIC_MODEL })
const QUERY = { kind: 'query' } as const

test('a cached vector equals the encoder’s, and callers cannot change it', async () => {
  const inner = await builtin()
  const lookups: boolean[] = []
  const encoder = new CachingEncoder(inner, hit => lookups.push(hit))
  const query = 'gradyan inişi nedir?'
  const expected = await inner.encode([query], QUERY)
  assert.deepEqual(await encoder.encode([query], QUERY), expected)
  const again = await encoder.encode([query], QUERY)
  assert.deepEqual(again, expected)
  again.values.fill(0)
  assert.deepEqual(await encoder.encode([query], QUERY), expected)
  assert.deepEqual(lookups, [false, true, true])
  await encoder.close()
})

test('only single queries of ordinary length are cached', async () => {
  const lookups: boolean[] = []
  const encoder = new CachingEncoder(await builtin(), hit => lookups.push(hit))
  for (const _ of [1, 2]) {
    await encoder.encode(['kayıp fonksiyonu'], { kind: 'document' })
    await encoder.encode(['kayıp', 'fonksiyonu'], QUERY)
    await encoder.encode(['kayıp'], { kind: 'query', normalize: false })
    await encoder.encode(['kayıp '.repeat(200)], QUERY)
  }
  assert.deepEqual(lookups, [])
  await encoder.close()
})

/** Has so many dimensions that the cache holds eight vectors. The vector of a text begins with its number. */
class WideEncoder implements Encoder {
  readonly spec = { dimension: 1 << 20 } as EncoderSpec
  encoded: string[] = []

  async encode([text]: readonly string[]): Promise<EncodedBatch> {
    await new Promise(setImmediate)
    this.encoded.push(text!)
    const values = new Float32Array(this.spec.dimension)
    values[0] = Number(text)
    const tokens = Uint32Array.of(Number(text))
    return { values, rows: 1, dimension: this.spec.dimension, tokens, truncated: Uint8Array.of(1) }
  }

  async close(): Promise<void> {}
}

test('the least recently used query is evicted', async () => {
  const inner = new WideEncoder()
  const encoder = new CachingEncoder(inner)
  const ask = async (...numbers: number[]): Promise<void> => {
    for (const number of numbers) {
      const { values, tokens, truncated } = await encoder.encode([String(number)], QUERY)
      assert.deepEqual([values[0], tokens[0], truncated[0]], [number, number, 1])
    }
  }
  await ask(1, 2, 3, 4, 5, 6, 7, 8)
  await ask(1, 9, 10)
  inner.encoded = []
  await ask(1, 4, 5, 6, 7, 8, 9, 10)
  assert.deepEqual(inner.encoded, [])
  await ask(2, 3)
  assert.deepEqual(inner.encoded, ['2', '3'])
})

test('two concurrent calls with one query take one row', async () => {
  const inner = new WideEncoder()
  const encoder = new CachingEncoder(inner)
  for (let number = 1; number <= 8; number++) {
    const twice = [1, 2].map(() => encoder.encode([String(number)], QUERY))
    for (const { values } of await Promise.all(twice)) assert.equal(values[0], number)
  }
  inner.encoded = []
  for (let number = 1; number <= 8; number++) {
    const { values } = await encoder.encode([String(number)], QUERY)
    assert.equal(values[0], number)
  }
  assert.deepEqual(inner.encoded, [])
})
