import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Candidate, type Fusion, fuse as fuseBy, scoring } from '../../src/index/fusion.js'

const COSINES: Record<string, number> = { same: 0.9, near: 0.5, other: 0.45, worded: 0.4 }
const QUERY = 'öğrenme hızı nasıl seçilir'
const OPTIONS: Fusion = { k: 10, length: QUERY.length, bagOfWords: true }
const FULL = 50
const VECTOR = Float32Array.of(1, 0, 0)
/** What teaches a query nothing: scores are then those of `scoring`. */
const NOTHING = Float32Array.of(0, 0, 0)

function fuse(
  candidates: readonly (Candidate & { text: string })[],
  query: Float32Array,
  full: number,
  fusion: Fusion,
) {
  const score = scoring(
    full,
    fusion,
    candidates.map(({ text }) => text),
  )
  return fuseBy(candidates, query, score, fusion)
}

function found(id: string, cosine: number, bm25 = 0, text = QUERY): Candidate & { text: string } {
  return { id, cosine, bm25, text, vector: NOTHING }
}

function ranked(options: Partial<Fusion>, text = QUERY, ids = Object.keys(COSINES)): string[] {
  const bm25: Record<string, number> = { worded: 50, near: 5 }
  const candidates = ids.map(id => found(id, COSINES[id]!, bm25[id], text))
  return fuse(candidates, VECTOR, FULL, { ...OPTIONS, ...options }).map(({ id }) => id)
}

test('what means the same comes first, and where nothing does, wording decides', () => {
  assert.deepEqual(ranked({}), ['same', 'worded', 'near', 'other'])
})

test('every candidate says its cosine and its BM25, and has both in its score', () => {
  const [best, ...rest] = fuse([found('a', 0.5), found('b', 0.2, 10)], VECTOR, FULL, OPTIONS)
  assert.deepEqual([best!.id, best!.cosine, best!.bm25], ['a', 0.5, 0])
  assert.ok(Math.abs(best!.score - 0.5) < 1e-12)
  assert.equal(rest.length, 1)
  assert.deepEqual([rest[0]!.cosine, rest[0]!.bm25], [0.2, 10])
  assert.ok(rest[0]!.score > 0.2 && rest[0]!.score < 0.5)
})

test('a passage that holds a few words of the query is raised by less than its share of them', () => {
  const raised = (bm25: number, full: number): number =>
    fuse([found('a', 0, bm25)], VECTOR, full, OPTIONS)[0]!.score
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
    fuse([found('near', 0.5, length / 10, page)], VECTOR, length / 10, { ...OPTIONS, length })[0]!.score
  assert.ok(Math.abs(scores(8000) - scores(2000)) < 1e-12)
})

test('among texts that are the same as the query, wording still decides, and no score leaves -1 to 1', () => {
  const fused = fuse([found('a', 1), found('b', 1, 60)], VECTOR, FULL, OPTIONS)
  assert.deepEqual(
    fused.map(({ id }) => id),
    ['b', 'a'],
  )
  assert.ok(fused.every(({ score }) => score > 0.999 && score <= 1))
  assert.equal(fuse([found('a', -1)], VECTOR, FULL, OPTIONS)[0]!.score >= -1, true)
})

test('equal scores are ordered by id, and k bounds the answer', () => {
  const tied = ['b', 'a', 'c'].map(id => found(id, 0.5))
  assert.deepEqual(
    fuse(tied, VECTOR, FULL, { ...OPTIONS, k: 2 }).map(({ id }) => id),
    ['a', 'b'],
  )
})

test('what the best passages say in other words comes forward, for a bag of words alone', () => {
  const [teacher, sibling, stranger] = [
    { ...found('teacher', 0.8), vector: Float32Array.of(0.8, 0.6, 0) },
    { ...found('sibling', 0.3), vector: Float32Array.of(0.3, 0.94, 0.16) },
    { ...found('stranger', 0.4), vector: Float32Array.of(0.4, 0, 0.916) },
  ]
  const order = (options: Partial<Fusion>): string[] =>
    fuse([teacher, stranger, sibling], VECTOR, FULL, { ...OPTIONS, ...options }).map(({ id }) => id)
  assert.deepEqual(order({}), ['teacher', 'sibling', 'stranger'])
  assert.deepEqual(order({ bagOfWords: false }), ['teacher', 'stranger', 'sibling'])
  const hits = fuse([teacher, stranger, sibling], VECTOR, FULL, OPTIONS)
  assert.deepEqual(
    hits.map(({ cosine }) => cosine),
    [0.8, 0.3, 0.4],
    'the cosine of a hit is that with the query itself',
  )
  assert.ok(!hits.some(hit => 'vector' in hit))
})
