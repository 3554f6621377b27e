import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AnlamError } from '../../src/errors.js'
import { readLabelledPairs } from '../../src/evaluation/pairs.js'
import { file } from '../support/corpus.js'

const PAIR = { a: 'bir', b: 'iki', label: 1 as const }

test('pairs are read by the names that data sets give their texts', async t => {
  for (const [a, b] of [
    ['a', 'b'],
    ['sentence1', 'sentence2'],
    ['sentence_1', 'sentence_2'],
    ['text1', 'text2'],
    ['question1', 'question2'],
  ] as const) {
    const rows = [
      { [a]: 'bir', [b]: 'iki', label: 1 },
      { [a]: 'üç', [b]: 'dört', label: null },
    ]
    const path = file(t, 'a.jsonl', rows.map(row => JSON.stringify(row)).join('\n'))
    assert.deepEqual(await readLabelledPairs([path]), { pairs: [PAIR], unlabelled: 1 }, a)
    const table = file(t, 'a.csv', `${a.toUpperCase()},${b},label\nbir,iki,1\nüç,dört,\n`)
    assert.deepEqual(await readLabelledPairs([table]), { pairs: [PAIR], unlabelled: 1 }, a)
  }
})

test('a row that has a is read by that name alone, and one without names is an error by line', async t => {
  const both = { ...PAIR, sentence1: 'x', sentence2: 'y' }
  assert.deepEqual((await readLabelledPairs([file(t, 'a.jsonl', JSON.stringify(both))])).pairs, [PAIR])
  await assert.rejects(
    readLabelledPairs([file(t, 'b.jsonl', '{"sentence1":"x","label":1}')]),
    (error: AnlamError) => error instanceof AnlamError && /line 1/.test(error.message),
  )
})
