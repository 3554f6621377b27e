import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { dot, rowOf } from '../../src/basics/vectors.js'
import { openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { PARITY_FLOOR } from '../../src/model/precision.js'
import { makeE5Small, unlessE5Small } from '../support/e5-small.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'

const FIXTURE = join(PROJECT_ROOT, 'test/model/e5-small.json')
const TOLERANCE = 2e-6

test('multilingual-e5-small reproduces the vectors of transformers, and int8 comes close to them', {
  skip: unlessE5Small(),
}, async t => {
  const directory = makeE5Small(t)
  const { texts } = JSON.parse(readFileSync(FIXTURE, 'utf8')) as { texts: { text: string; vector: string }[] }
  const models = scratch(t)
  const vectorsIn = async (precision: string): Promise<Float32Array[]> => {
    const encoder = await openEncoder(loadConfig({ flags: { models, precision } }), directory)
    try {
      assert.equal(encoder.spec.precision, precision === 'auto' ? 'int8' : precision)
      assert.equal(encoder.spec.architecture, 'BertModel')
      const batch = await encoder.encode(texts.map(({ text }) => text))
      const { parity } = encoder.spec
      if (precision === 'int8') {
        assert.ok(parity!.meanCosine >= PARITY_FLOOR.int8.meanCosine, JSON.stringify(parity))
        assert.ok(parity!.worstCosine >= PARITY_FLOOR.int8.worstCosine, JSON.stringify(parity))
      }
      return texts.map((_, i) => rowOf(batch, i))
    } finally {
      await encoder.close()
    }
  }
  const wanted = texts.map(
    ({ vector }) => new Float32Array(new Uint8Array(Buffer.from(vector, 'base64')).buffer),
  )
  const exact = await vectorsIn('fp32')
  for (const [i, vector] of wanted.entries()) {
    const difference = vector.reduce((most, x, d) => Math.max(most, Math.abs(x - exact[i]![d]!)), 0)
    assert.ok(difference <= TOLERANCE, `${texts[i]!.text}: ${difference}`)
  }
  for (const precision of ['int8', 'auto'])
    for (const [i, vector] of (await vectorsIn(precision)).entries())
      assert.ok(dot(vector, wanted[i]!) >= PARITY_FLOOR.int8.worstCosine, texts[i]!.text)
})
