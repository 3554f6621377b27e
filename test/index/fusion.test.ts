import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Candidate, type Fusion, fuse } from '../../src/index/fusion.js'

const COSINES: Record<string, number> = { same: 0.9, near: 0.5, other: 0.45, worded: 0.4 }
const QUERY = 'öğrenme hızı nasıl seçilir'
const OPTIONS: Fusion = { k: 10, length: QUERY.length, bagOfWords: true }
const FULL = 50

function found(id: string, cosine: number, bm25 = 0, text = QUERY): Candidate {
  return { id, cosine, bm25, text }
}

function ranked(options: Partial<Fusion>, text = QUERY, ids = Object.keys(COSINES)): string[] {
  const bm25: Record<string, number> = { worded: 50, near: 5 }
  const candidates = ids.map(id => found(id, COSINES[id]!, bm25[id], text))
  return fuse(candidates, FULL, { ...OPTIONS, ...options }).map(({ id }) => id)
}

test('what means the same comes first, and where nothing does, wording decides', () => {
  assert.deepEqual(ranked({}), ['same', 'worded', 'near', 'other'])
})

test('every candidate says its cosine and its BM25, and has both in its score', () => {
  const [best, ...rest] = fuse([found('a', 0.5), found('b', 0.2, 10)], FULL, OPTIONS)
  assert.deepEqual([best!.id, best!.cosine, best!.bm25], ['a', 0.5, 0])
  assert.ok(Math.abs(best!.score - 0.5) < 1e-12)
  assert.equal(rest.length, 1)
  assert.deepEqual([rest[0]!.cosine, rest[0]!.bm25], [0.2, 10])
  assert.ok(rest[0]!.score > 0.2 && rest[0]!.score < 0.5)
})

test('a passage that holds a few words of the query is raised by less than its share of them', () => {
  const raised = (bm25: number, full: number): number => fuse([found('a', 0, bm25)], full, OPTIONS)[0]!.score
  assert.ok(raised(25, 50) < raised(50, 50) / 2)
  assert.ok(Math.abs(raised(50, 50) - raised(50, 25)) < 1e-12, 'other names of terms count no further')
  assert.equal(raised(50, 0), 0)
})

test('a bag of words trusts wording more the longer passages are than the query; other encoders do not', () => {
  const long = `${QUERY} `.repeat(20)
  assert.equal(ranked({}, long)[0], 'worded')
  assert.equal(ranked({ bagOfWords: false }, long)[0], 'same')
})

test('wording does not outgrow meaning as a query gets longer', () => {
  const page = `${QUERY} `.repeat(40)
  assert.equal(ranked({ length: page.length }, page)[0], 'same')
  const scores = (length: number) =>
    fuse([found('near', 0.5, length / 10, page)], length / 10, { ...OPTIONS, length })[0]!.score
  assert.ok(Math.abs(scores(8000) - scores(2000)) < 1e-12)
})

test('among texts that are the same as the query, wording still decides, and no score leaves -1 to 1', () => {
  const fused = fuse([found('a', 1), found('b', 1, 60)], FULL, OPTIONS)
  assert.deepEqual(
    fused.map(({ id }) => id),
    ['b', 'a'],
  )
  assert.ok(fused.every(({ score }) => score > 0.999 && score <= 1))
  assert.equal(fuse([found('a', -1)], FULL, OPTIONS)[0]!.score >= -1, true)
})

test('equal scores are ordered by id, and k bounds the answer', () => {
  const tied = ['b', 'a', 'c'].map(id => found(id, 0.5))
  assert.deepEqual(
    fuse(tied, FULL, { ...OPTIONS, k: 2 }).map(({ id }) => id),
    ['a', 'b'],
  )
})
