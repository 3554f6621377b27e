import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dot } from '../../src/basics/vectors.js'
import { openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { encodeQuery, readings } from '../../src/search/query-vector.js'
import { bundledGlossary, glossaryWith } from '../../src/turkish/glossary.js'

const glossary = bundledGlossary()

test('a query that is a term is read by its other names, one with a foreign term also in Turkish, others as they are', () => {
  assert.ok(readings('overfitting?', glossary).includes('aşırı öğrenme'))
  assert.ok(readings('asiri ogrenme', glossary).includes('overfitting'))
  assert.ok(readings('LDA', glossary).length <= 8)
  assert.deepEqual(readings("CNN'de dropout oranı nedir?", glossary), [
    "CNN'de dropout oranı nedir?",
    'evrişimli sinir ağı seyreltme oranı nedir?',
  ])
  for (const same of ['aşırı öğrenme nasıl önlenir?', 'bugün hava güzel', '…', `CNN ${'a '.repeat(300)}`])
    assert.deepEqual(readings(same, glossary), [same])
})

test('names bring a query nearer to texts with another one; the vector stays of unit length', async t => {
  const encoder = await openEncoder(loadConfig(), 'builtin-static')
  t.after(() => encoder.close())
  const { values: text } = await encoder.encode(['Evrişimli sinir ağları görüntülerde iyidir.'])
  const none = glossaryWith([{ id: 'convolutional-neural-network', tr: ['CNN'], en: [], abbr: [] }])
  const [named, plain] = await Promise.all(
    [glossary, none].map(async each => (await encodeQuery(encoder, 'CNN', each)).vector),
  )
  assert.ok(Math.abs(dot(named!, named!) - 1) < 1e-5)
  assert.ok(dot(named!, text) > dot(plain!, text) + 0.02, `${dot(named!, text)} ${dot(plain!, text)}`)
})
