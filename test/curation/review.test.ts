import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundaryOf } from '../../src/curation/boundary.js'
import {
  allDecisions,
  type DecisionRow,
  decide,
  importDecisions,
  undecide,
} from '../../src/curation/decisions.js'
import { missingLabels } from '../../src/curation/labels.js'
import { negativeTable } from '../../src/curation/negatives.js'
import { reviewStatus } from '../../src/curation/review-status.js'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import type { Pair } from '../../src/mining/types.js'
import { IDENTITY } from '../contract/identity.js'

const opened = (): MemoryIndex => new MemoryIndex('test', IDENTITY)
const PAIR = { a: 'Kayıp azalır.', b: 'Kayıp düşer.' }

test('a decision counts until the next about the same pair, in whichever order, and can be taken back', async () => {
  const index = opened()
  await decide(index, [{ ...PAIR, verdict: 'right', by: 'ayşe', score: 0.9 }])
  const [second] = await decide(index, [{ a: PAIR.b, b: PAIR.a, verdict: 'wrong', by: 'can' }])
  assert.deepEqual([second!.verdict, second!.by, second!.earlier], ['wrong', 'can', 1])
  assert.equal((await allDecisions(index)).length, 1)
  assert.equal((await undecide(index, PAIR))!.by, 'ayşe')
  assert.equal(await undecide(index, PAIR), undefined)
  assert.equal(await undecide(index, PAIR), undefined)
  assert.deepEqual(await reviewStatus(index), {
    right: 0,
    wrong: 0,
    unsure: 0,
    by: {},
    last: null,
    missing: { right: 10, wrong: 10 },
  })
})

test('decisions about one pair in one call count in their order', async () => {
  const index = opened()
  const taken = await decide(index, [
    { ...PAIR, verdict: 'right' },
    { ...PAIR, verdict: 'unsure' },
  ])
  assert.deepEqual(
    taken.map(({ earlier }) => earlier),
    [0, 1],
  )
  assert.equal((await allDecisions(index))[0]!.verdict, 'unsure')
})

test('of two decisions about a pair the later counts, wherever it comes from, and a file may come twice', async () => {
  const index = opened()
  await decide(index, [{ ...PAIR, verdict: 'right', at: '2026-03-01T10:00:00.000Z', by: 'ayşe' }])
  const rows = [
    { ...PAIR, label: 0, at: '2026-03-01T11:30:00+02:00', by: 'can' },
    { a: 'bir', b: 'iki', label: 1, by: 'can' },
    { a: 'üç', b: 'dört', label: null },
    { a: 'beş', b: 'altı', label: null, verdict: 'unsure' },
  ] as const satisfies (typeof DecisionRow)['_output'][]
  assert.deepEqual(await importDecisions(index, rows), { imported: 2, unchanged: 1, unlabelled: 1 })
  assert.deepEqual(await importDecisions(index, rows), { imported: 0, unchanged: 3, unlabelled: 1 })
  const later = { ...rows[0], at: '2026-03-02T00:00:00Z' }
  assert.equal((await importDecisions(index, [later])).imported, 1)
  const { right, wrong, unsure, by } = await reviewStatus(index)
  assert.deepEqual([right, wrong, unsure, by], [1, 1, 1, { can: 2, '': 1 }])
})

test('decisions move the cosine from which pairs are called the same, by halves while all are called different', () => {
  const at = (...decided: [score: number, isRight: boolean][]): number =>
    boundaryOf(
      decided.map(([score, isRight]) => ({ score, isRight })),
      0.5,
      0.05,
    )
  assert.equal(at(), 0.5)
  assert.equal(at([0.5, false], [0.6, false]), 0.8)
  assert.equal(at([0.2, false]), 0.6)
  assert.equal(at([0.9, true], [0.5, true]), 0.45)
  assert.equal(at([0.6, false], [0.8, true]), 0.7)
  // One decision that goes against the others does not move it.
  assert.equal(at([0.55, true], [0.6, false], [0.7, false], [0.8, true], [0.9, true]), 0.75)
  assert.equal(at([0.4, false], [0.6, true]), 0.5)
})

test('decisions about flagged pairs are none that a calibration of cosines counts', () => {
  const decided = (a: string, b: string, verdict: 'right' | 'wrong') => ({
    a,
    b,
    verdict,
    at: '',
    earlier: 0,
  })
  const flagged = decided('Model iyi öğrenir.', 'Model iyi öğrenmez.', 'wrong')
  const plain = decided('Model iyi öğrenir.', 'Kediler uyur.', 'wrong')
  assert.deepEqual(missingLabels([flagged]), { right: 10, wrong: 10 })
  assert.deepEqual(missingLabels([flagged, plain, plain]), { right: 10, wrong: 8 })
})

test('hard negatives are flagged or decided to be wrong, never decided to be right', async () => {
  const pair = (
    a: string,
    b: string,
    flags: Pair['flags'] = [],
    kind: Pair['kind'] = 'paraphrase',
  ): Pair => ({
    aId: a,
    bId: b,
    a,
    b,
    score: 0.9,
    kind,
    flags,
    overlap: 0,
  })
  const pairs = [
    pair('a', 'a2'),
    pair('a', 'değil a', ['negation'], 'related'),
    pair('c', 'c 2', ['number'], 'related'),
    pair('d', 'd2'),
    pair('e', 'e2', ['swap'], 'related'),
    pair('a', 'a', [], 'duplicate'),
    pair('f', 'g', [], 'related'),
  ]
  const index = opened()
  await decide(index, [
    { a: 'd2', b: 'd', verdict: 'wrong' },
    { a: 'e', b: 'e2', verdict: 'right' },
    { a: 'yok', b: 'başka', verdict: 'wrong' },
    { a: 'c', b: 'c 2', verdict: 'unsure' },
  ])
  const decisions = await allDecisions(index)
  const rows = [...(negativeTable(pairs, decisions, 'pairs').rows as Iterable<Record<string, unknown>>)]
  assert.deepEqual(
    new Set(rows.map(({ sentence1, sentence2, label }) => `${sentence1}|${sentence2}|${label}`)),
    new Set(['d2|d|0', 'yok|başka|0', 'a|değil a|0', 'e|e2|1']),
  )
  const triplets = negativeTable(pairs, decisions, 'triplets').rows
  assert.deepEqual(
    [...(triplets as Iterable<object>)],
    [{ anchor: 'a', positive: 'a2', negative: 'değil a' }],
  )
})
