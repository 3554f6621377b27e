import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { rowOf, unitCosine } from '../../src/basics/vectors.js'
import { AnlamError, type ErrorCode } from '../../src/errors.js'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import type { SearchIndex } from '../../src/index/types.js'
import { type MineResult, type MiningTools, mine } from '../../src/mining/mine.js'
import { AllPairs } from '../../src/mining/neighbours/all-pairs.js'
import { ApproximateNeighbours } from '../../src/mining/neighbours/approximate.js'
import { VectorFile, VectorWriter } from '../../src/mining/neighbours/vector-file.js'
import { TextFile } from '../../src/mining/text-file.js'
import type { MineSettings } from '../../src/mining/types.js'
import type { VectorBatch } from '../../src/types.js'
import { IDENTITY } from '../contract/identity.js'
import { scratch } from '../support/scratch.js'
import { clusteredVectors } from '../support/vectors.js'

const DIMENSION = 16

interface Item {
  id: string
  text: string
  field?: string
}

async function indexOf(
  name: string,
  items: readonly Item[],
  vectors: VectorBatch,
  fingerprint = IDENTITY.fingerprint,
): Promise<SearchIndex> {
  const index = new MemoryIndex(name, { ...IDENTITY, fingerprint })
  await index.write(
    items.map(({ id, text, field }) => ({
      document: { id, source: name, metadata: field === undefined ? {} : { field } },
      hash: id,
      passages: [{ id, documentId: id, text, start: 0, end: text.length }],
    })),
    vectors,
  )
  return index
}

function toolsIn(
  folder: string,
  indexes: readonly [SearchIndex, SearchIndex?],
  search?: SearchIndex,
): MiningTools {
  const vectors = join(folder, 'vectors')
  return {
    threads: 1,
    openSink: () => new VectorWriter(vectors),
    texts: new TextFile(join(folder, 'texts')),
    openRows: (rows, dimension) => new VectorFile(vectors, rows, dimension),
    exact: (rows, dimension, options) =>
      AllPairs.open({ ...options, folder, vectors, rows, dimension, threads: 1 }),
    approximate: ({ ids, duplicates }, dimension, options) => {
      const rowOf = new Map([
        ...ids.map((id, row) => [id, row] as const),
        ...duplicates.map(({ id, row }) => [id, row] as const),
      ])
      return new ApproximateNeighbours({
        ...options,
        sides: [{ index: search ?? indexes[0], rowOf }],
        vectors: new VectorFile(vectors, ids.length, dimension),
      })
    },
  }
}

async function run(
  t: TestContext,
  indexes: readonly [SearchIndex, SearchIndex?],
  changes: Partial<MineSettings> = {},
  search?: SearchIndex,
): Promise<MineResult> {
  const settings: MineSettings = {
    threshold: 0.7,
    topK: 100,
    mutual: false,
    maxPairs: 1000,
    method: 'exact',
    memory: 1 << 28,
    ...changes,
  }
  return mine({
    indexes,
    settings,
    paraphrase: settings.threshold,
    tools: toolsIn(scratch(t), indexes, search),
  })
}

function items(count: number, prefix = 'p'): Item[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `${prefix}${i}`,
    // Without digits, since pairs with different numbers are flagged and not grouped.
    text: `metin ${prefix} ${[...String(i)].map(digit => 'bcdfghklmn'[Number(digit)]).join('')}`,
    field: `f${i % 3}`,
  }))
}

/** All pairs from a threshold, by exhaustive comparison. */
function allPairs(vectors: VectorBatch, ids: readonly string[], threshold: number): Map<string, number> {
  const found = new Map<string, number>()
  for (let i = 0; i < vectors.rows; i++)
    for (let j = i + 1; j < vectors.rows; j++) {
      const score = Math.fround(unitCosine(rowOf(vectors, i), rowOf(vectors, j)))
      if (score >= Math.fround(threshold)) found.set([ids[i]!, ids[j]!].sort().join(' '), score)
    }
  return found
}

test('all pairs above the threshold are found once, lower id first, best pairs first', async t => {
  const vectors = clusteredVectors(150, DIMENSION, 3)
  const list = items(150)
  const { pairs, summary } = await run(t, [await indexOf('a', list, vectors)])
  const wanted = allPairs(
    vectors,
    list.map(({ id }) => id),
    0.7,
  )
  assert.ok(wanted.size > 50 && wanted.size < 1000)
  assert.equal(pairs.length, wanted.size)
  for (const { aId, bId, score } of pairs) {
    assert.ok(aId < bId)
    assert.ok(Math.abs(wanted.get(`${aId} ${bId}`)! - score) < 1e-7)
  }
  assert.deepEqual(
    pairs.map(({ score }) => score),
    pairs.map(({ score }) => score).sort((a, b) => b - a),
  )
  assert.deepEqual([summary.passages, summary.pairs, summary.pairsFound], [150, wanted.size, wanted.size])
})

test("every member's cosine to its representative reaches the threshold", async t => {
  const vectors = clusteredVectors(150, DIMENSION, 4)
  const list = items(150)
  const { groups } = await run(t, [await indexOf('a', list, vectors)])
  assert.ok(groups.length > 5)
  const at = new Map(list.map(({ id }, row) => [id, rowOf(vectors, row)]))
  const seen = new Set<string>()
  groups.forEach(({ group, representative, members, scores }, i) => {
    assert.equal(group, i + 1)
    assert.equal(members[0], representative)
    assert.ok(members.length >= 2 && (i === 0 || groups[i - 1]!.members.length >= members.length))
    members.forEach((id, m) => {
      assert.ok(!seen.has(id))
      seen.add(id)
      const score = unitCosine(at.get(representative)!, at.get(id)!)
      assert.ok(score >= 0.7 - 1e-6 && Math.abs(score - scores[m]!) < 1e-6)
    })
  })
})

test("mutual pairs are those whose passages are each other's neighbours", async t => {
  const vectors = clusteredVectors(120, DIMENSION, 5, 6)
  const list = items(120)
  const index = await indexOf('a', list, vectors)
  const either = await run(t, [index], { topK: 3 })
  const mutual = await run(t, [index], { topK: 3, mutual: true })
  const lists = list.map((_, row) =>
    list
      .map((item, other) => ({
        id: item.id,
        other,
        score: Math.fround(unitCosine(rowOf(vectors, row), rowOf(vectors, other))),
      }))
      .filter(({ other, score }) => other !== row && score >= Math.fround(0.7))
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .slice(0, 3)
      .map(({ other }) => other),
  )
  const keys = (wanted: (a: number, b: number) => boolean): string[] =>
    list
      .flatMap((a, i) =>
        list.flatMap((b, j) => (i !== j && a.id < b.id && wanted(i, j) ? [`${a.id} ${b.id}`] : [])),
      )
      .sort()
  const keysOf = ({ pairs }: MineResult): string[] => pairs.map(({ aId, bId }) => `${aId} ${bId}`).sort()
  assert.deepEqual(
    keysOf(either),
    keys((i, j) => lists[i]!.includes(j) || lists[j]!.includes(i)),
  )
  assert.deepEqual(
    keysOf(mutual),
    keys((i, j) => lists[i]!.includes(j) && lists[j]!.includes(i)),
  )
  assert.ok(mutual.pairs.length < either.pairs.length)
})

test('equal texts are compared once, paired with the first, and grouped with it', async t => {
  const vectors = clusteredVectors(4, DIMENSION, 6, 4)
  const values = new Float32Array([...vectors.values, ...rowOf(vectors, 0), ...rowOf(vectors, 0)])
  const list = [...items(4), { id: 'kopya', text: 'metin p b' }, { id: 'a-kopya', text: 'metin p b' }]
  const index = await indexOf('a', list, { values, rows: 6, dimension: DIMENSION })
  const { pairs, groups, summary } = await run(t, [index], { threshold: 0.99 })
  assert.deepEqual(
    pairs.map(({ aId, bId, score, kind }) => [aId, bId, score, kind]),
    [
      ['kopya', 'p0', 1, 'duplicate'],
      ['a-kopya', 'p0', 1, 'duplicate'],
    ],
  )
  assert.deepEqual(groups[0]!.members, ['p0', 'kopya', 'a-kopya'])
  assert.deepEqual([summary.duplicates, summary.kinds.duplicate], [2, 2])
})

test('two corpora: pairs have a passage of each, the first corpus first; ids may coincide', async t => {
  const vectors = clusteredVectors(100, DIMENSION, 7)
  const half = (from: number): VectorBatch => ({
    values: vectors.values.slice(from * DIMENSION, (from + 50) * DIMENSION),
    rows: 50,
    dimension: DIMENSION,
  })
  const [a, b] = [await indexOf('a', items(50), half(0)), await indexOf('b', items(50), half(50))]
  const { pairs } = await run(t, [a, b])
  let wanted = 0
  for (let i = 0; i < 50; i++)
    for (let j = 0; j < 50; j++) if (unitCosine(rowOf(half(0), i), rowOf(half(50), j)) >= 0.7) wanted++
  assert.equal(pairs.length, wanted)
  for (const { aId, bId, score } of pairs) {
    const exact = unitCosine(rowOf(half(0), Number(aId.slice(1))), rowOf(half(50), Number(bId.slice(1))))
    assert.ok(Math.abs(score - exact) < 1e-6)
  }
  const other = await indexOf('c', items(50), half(0), 'b'.repeat(64))
  await assert.rejects(run(t, [a, other]), refusal('incompatible-index'))
})

test('pairs can be limited to the same value of a field, or to different values', async t => {
  const vectors = clusteredVectors(120, DIMENSION, 8)
  const index = await indexOf('a', items(120), vectors)
  const fieldOf = (id: string): number => Number(id.slice(1)) % 3
  const all = await run(t, [index])
  const within = await run(t, [index], { within: 'field' })
  const across = await run(t, [index], { across: 'field' })
  assert.ok(within.pairs.every(({ aId, bId }) => fieldOf(aId) === fieldOf(bId)))
  assert.ok(across.pairs.every(({ aId, bId }) => fieldOf(aId) !== fieldOf(bId)))
  assert.equal(within.pairs.length + across.pairs.length, all.pairs.length)
  await assert.rejects(run(t, [index], { within: 'yok' }), (error: AnlamError) =>
    /there are .*field/.test(error.message),
  )
})

test('if there are too many pairs, the best are kept', async t => {
  const index = await indexOf('a', items(150), clusteredVectors(150, DIMENSION, 9))
  const all = await run(t, [index])
  const few = await run(t, [index], { maxPairs: 20 })
  assert.deepEqual(few.pairs, all.pairs.slice(0, 20))
  assert.equal(few.summary.pairsFound, all.pairs.length)
})

test('the recall estimate of an approximate search is correct, complete or not', async t => {
  const index = await indexOf('a', items(300), clusteredVectors(300, DIMENSION, 10))
  const exact = await run(t, [index])
  const perfect = await run(t, [index], { method: 'approximate' })
  assert.deepEqual(perfect.pairs, exact.pairs)
  assert.equal(perfect.summary.recall!.recall, 1)
  // A search that never finds ids with an even number.
  const blind = Object.create(index) as SearchIndex
  blind.search = async (vector, options) =>
    (await index.search(vector, { ...options, k: 300 }))
      .filter(({ id }) => Number(id.slice(1)) % 2 === 1)
      .slice(0, options.k)
  const half = await run(t, [index], { method: 'approximate' }, blind)
  const share = half.pairs.length / exact.pairs.length
  const { recall, interval } = half.summary.recall!
  assert.ok(share > 0.5 && share < 0.9, `${share}`)
  assert.ok(Math.abs(recall! - share) < 0.1, `${recall} of ${share}`)
  assert.ok(interval![0] < recall! && recall! < interval![1])
})

test('an empty index is an error; a single passage has no pairs', async t => {
  await assert.rejects(run(t, [new MemoryIndex('leer', IDENTITY)]), refusal('invalid-input'))
  const one = await run(t, [await indexOf('a', items(1), clusteredVectors(1, DIMENSION, 1))])
  assert.deepEqual([one.pairs.length, one.groups.length, one.summary.passages], [0, 0, 1])
})

function refusal(code: ErrorCode): (error: unknown) => boolean {
  return error => error instanceof AnlamError && error.code === code
}

test('texts are those that were compared, even if the index changes meanwhile', async t => {
  const vectors = clusteredVectors(40, DIMENSION, 3)
  const list = items(40)
  const index = await indexOf('a', list, vectors)
  const tools = toolsIn(scratch(t), [index])
  const settings: MineSettings = {
    threshold: 0.7,
    topK: 100,
    mutual: false,
    maxPairs: 1000,
    method: 'exact',
    memory: 1 << 28,
  }
  const { pairs, groups } = await mine({
    indexes: [index],
    settings,
    paraphrase: settings.threshold,
    tools: {
      ...tools,
      exact: async (...args) => {
        await index.remove(list.slice(0, 10).map(({ id }) => id))
        const changed = list.slice(10).map(item => ({ ...item, text: 'bambaşka bir metin' }))
        await index.write(
          changed.map(({ id, text }) => ({
            document: { id, source: 'a', metadata: {} },
            hash: 'new',
            passages: [{ id, documentId: id, text, start: 0, end: text.length }],
          })),
          { values: vectors.values.slice(10 * DIMENSION), rows: 30, dimension: DIMENSION },
        )
        return tools.exact(...args)
      },
    },
  })
  const textOf = new Map(list.map(({ id, text }) => [id, text]))
  assert.ok(pairs.length > 10 && groups.length > 2)
  for (const { aId, bId, a, b } of pairs) assert.deepEqual([a, b], [textOf.get(aId), textOf.get(bId)])
  for (const { representative, text } of groups) assert.equal(text, textOf.get(representative))
})
