import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stemsOf } from '../../src/evaluation/wording.js'
import {
  judgedPairs,
  judgedPassages,
  judgedQueries,
  minedProse,
  PAIR_KINDS,
  PAIR_LABELS,
  QUERY_KINDS,
} from './judged-sets.js'

/** Fewest pairs or queries of a kind from which its rate says something. */
const FEWEST = 10

function assertDistinct(values: readonly string[]): void {
  assert.deepEqual(
    values.filter((value, i) => values.indexOf(value) !== i),
    [],
  )
}

function assertOnlyKeys(rows: readonly object[], ...keys: readonly string[]): void {
  for (const row of rows) assert.deepEqual(Object.keys(row), keys, JSON.stringify(row))
}

function assertTexts(texts: readonly string[]): void {
  assertDistinct(texts)
  for (const text of texts) assert.ok(text.length > 2 && text === text.trim().normalize('NFC'), text)
}

test('judged pairs have their own ids, two texts each, a known label, and a kind that stands under it', () => {
  const pairs = judgedPairs()
  assertOnlyKeys(pairs, 'id', 'a', 'b', 'label', 'kind')
  assertDistinct(pairs.map(({ id }) => id))
  assertTexts(pairs.map(({ a, b }) => `${a}\n${b}`))
  for (const { id, a, b, label, kind } of pairs) {
    assert.notEqual(a, b, id)
    assert.ok(PAIR_LABELS.includes(label), id)
    assert.ok((PAIR_KINDS[label] as readonly string[]).includes(kind), id)
  }
})

test('each kind of judged pairs and queries is there often enough to be reported alone', () => {
  const pairs = judgedPairs()
  for (const kind of Object.values(PAIR_KINDS).flat())
    assert.ok(pairs.filter(pair => pair.kind === kind).length >= FEWEST, kind)
  const queries = judgedQueries()
  for (const kind of QUERY_KINDS)
    assert.ok(queries.filter(query => query.kind === kind).length >= FEWEST, kind)
})

test('judged queries name passages that exist, and only those without an answer name none', () => {
  const passages = judgedPassages()
  assertOnlyKeys(passages, 'id', 'text')
  assertDistinct(passages.map(({ id }) => id))
  assertTexts(passages.map(({ text }) => text))
  const ids = new Set(passages.map(({ id }) => id))
  const queries = judgedQueries()
  assertOnlyKeys(queries, 'id', 'query', 'kind', 'relevant')
  assertDistinct(queries.map(({ id }) => id))
  assertTexts(queries.map(({ query }) => query))
  for (const { id, kind, relevant } of queries) {
    assert.ok(QUERY_KINDS.includes(kind), id)
    for (const [passage, grade] of Object.entries(relevant)) {
      assert.ok(ids.has(passage), `${id} names ${passage}`)
      assert.ok(grade === 1 || grade === 2, `${id} grades ${passage} ${grade}`)
    }
    assert.equal(Object.values(relevant).includes(2), kind !== 'no-answer', id)
    if (kind === 'no-answer') assert.deepEqual(relevant, {}, id)
  }
})

test('queries without a shared word share no stem with a passage that answers them', () => {
  const texts = new Map(judgedPassages().map(({ id, text }) => [id, text]))
  for (const { query, kind, relevant } of judgedQueries()) {
    if (kind !== 'no-shared-word') continue
    const asked = stemsOf(query)
    for (const [passage, grade] of Object.entries(relevant)) {
      if (grade < 2) continue
      const shared = [...stemsOf(texts.get(passage)!)].filter(stem => asked.has(stem) && stem.length > 2)
      assert.deepEqual(shared, [], query)
    }
  }
})

test('sentences of the prose contradict existing ones of another group', () => {
  const prose = minedProse()
  for (const row of prose)
    assertOnlyKeys([row], 'id', 'text', 'group', ...('contradicts' in row ? ['contradicts'] : []))
  assertDistinct(prose.map(({ id }) => id))
  assertTexts(prose.map(({ text }) => text))
  const groups = new Map(prose.map(({ id, group }) => [id, group]))
  const copies = prose.filter(({ contradicts }) => contradicts !== undefined)
  assert.ok(copies.length >= 80)
  for (const { id, group, contradicts } of copies) {
    assert.ok(groups.has(contradicts!), `${id} contradicts ${contradicts}`)
    assert.notEqual(groups.get(contradicts!), group, id)
  }
})
