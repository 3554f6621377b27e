import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { dot, rowOf } from '../../src/basics/vectors.js'
import { openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { evaluatePairs, evaluateSts } from '../../src/evaluation/pairs.js'
import type { Encoder } from '../../src/model/types.js'
import { makeE5Small, unlessE5Small } from '../support/e5-small.js'
import { makeMiniLm, unlessMiniLm } from '../support/minilm.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT, shared, unlessShared } from '../support/shared.js'

/** Largest difference of a component from sentence-transformers', least cosine of each vector, and of int8's. */
const TOLERANCE = 2e-6
const EXACT = 0.99999
const INT8 = 0.99

const MODELS = [
  { name: 'multilingual-e5-small', file: 'e5-small', make: makeE5Small, skip: unlessE5Small() },
  { name: 'all-MiniLM-L6-v2', file: 'minilm', make: makeMiniLm, skip: unlessMiniLm() },
]

async function open(t: TestContext, directory: string, precision: string, models: string): Promise<Encoder> {
  const flags = { models, precision, queryPrompt: '', documentPrompt: '' }
  const encoder = await openEncoder(loadConfig({ flags }), directory)
  t.after(() => encoder.close())
  return encoder
}

for (const { name, file, make, skip } of MODELS)
  test(`${name} gives the vectors of sentence-transformers, and int8 comes close to them`, {
    skip,
  }, async t => {
    const fixture = readFileSync(join(PROJECT_ROOT, `test/model/${file}.json`), 'utf8')
    const { texts } = JSON.parse(fixture) as { texts: { text: string; vector: string }[] }
    const wanted = texts.map(
      ({ vector }) => new Float32Array(new Uint8Array(Buffer.from(vector, 'base64')).buffer),
    )
    const directory = make(t)
    const models = scratch(t)
    for (const precision of ['fp32', 'int8']) {
      const encoder = await open(t, directory, precision, models)
      assert.equal(encoder.spec.precision, precision)
      assert.equal(encoder.spec.architecture, 'BertModel')
      const batch = await encoder.encode(texts.map(({ text }) => text))
      const cosines = wanted.map((vector, i) => dot(vector, rowOf(batch, i)))
      const least = precision === 'int8' ? INT8 : EXACT
      for (const [i, vector] of wanted.entries()) {
        assert.ok(cosines[i]! >= least, `${precision}, ${texts[i]!.text}: ${cosines[i]}`)
        if (precision === 'int8') continue
        const difference = vector.reduce((most, x, d) => Math.max(most, Math.abs(x - rowOf(batch, i)[d]!)), 0)
        assert.ok(difference <= TOLERANCE, `${texts[i]!.text}: ${difference}`)
      }
    }
    const encoder = await open(t, directory, 'auto', models)
    assert.equal(encoder.spec.precision, 'int8')
    const { worstCosine } = encoder.spec.parity!
    assert.ok(worstCosine >= INT8, `worst of the bundled sentences: ${worstCosine}`)
  })

test('multilingual-e5-small knows Turkish: STSb-TR and TurkQP', {
  skip: unlessE5Small() || unlessShared('data/dev/stsb_tr_dev.jsonl'),
}, async t => {
  const flags = { models: scratch(t), precision: 'fp32', queryPrompt: 'query: ', documentPrompt: 'passage: ' }
  const encoder = await openEncoder(loadConfig({ flags }), makeE5Small(t))
  t.after(() => encoder.close())
  const sts = await evaluateSts(shared('data/dev/stsb_tr_dev.jsonl'), encoder)
  assert.ok(sts.metrics.spearman! >= 0.76, JSON.stringify(sts.metrics))
  const pairs = await evaluatePairs(shared('data/dev/turkqp_dev.jsonl'), encoder)
  assert.ok(pairs.metrics.auc! >= 0.9, JSON.stringify(pairs.metrics))
})
