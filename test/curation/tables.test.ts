import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isGuarded } from '../../src/basics/csv.js'
import { hitTable } from '../../src/curation/hit-table.js'
import { groupTable, pairTable } from '../../src/curation/mined-tables.js'
import { passageTable } from '../../src/curation/passage-table.js'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import type { Row, Table } from '../../src/tables/table.js'
import { refusal } from '../contract/engine.js'
import { IDENTITY } from '../contract/identity.js'
import { clusteredVectors, documents } from '../support/vectors.js'

async function rowsOf({ rows }: Table): Promise<Row[]> {
  const found: Row[] = []
  for await (const row of rows as AsyncIterable<Row>) found.push(row)
  return found
}

async function filled(): Promise<MemoryIndex> {
  const index = new MemoryIndex('test', IDENTITY)
  const metadata = (i: number) => ({ yıl: 2020 + i, ...(i === 1 ? { id: 'eski', puan: 0.5 } : { puan: 1 }) })
  await index.write(documents(4, { metadata }), clusteredVectors(4, IDENTITY.dimension, 1))
  return index
}

test('passages are exported with the columns of all their metadata, by filter or by id', async () => {
  const index = await filled()
  const all = await passageTable(index)
  assert.deepEqual(all.columns, [
    { name: 'id', type: 'text' },
    { name: 'text', type: 'text' },
    { name: 'yıl', type: 'integer' },
    { name: 'puan', type: 'number' },
    { name: 'metadata.id', type: 'text' },
  ])
  const rows = await rowsOf(all)
  assert.deepEqual(rows[1], { id: 'd1', text: 'metin 1', yıl: 2021, puan: 0.5, 'metadata.id': 'eski' })
  assert.equal(rows.length, 4)
  const some = await passageTable(index, { filter: { yıl: { gte: '2022' } } })
  assert.deepEqual(
    (await rowsOf(some)).map(({ id }) => id),
    ['d2', 'd3'],
  )
  assert.ok(!some.columns.some(({ name }) => name === 'metadata.id'))
  const listed = await passageTable(index, { ids: ['d3', 'yok', 'd0'] })
  assert.deepEqual(
    (await rowsOf(listed)).map(({ id }) => id),
    ['d3', 'd0'],
  )
})

test('a field that comes while an index is exported is not lost silently', async () => {
  const index = await filled()
  const table = await passageTable(index)
  const [late] = documents(1, { metadata: () => ({ yeni: 1 }) })
  await index.write([late!], clusteredVectors(1, IDENTITY.dimension, 2))
  await assert.rejects(rowsOf(table), refusal('unavailable'))
})

test('hits, pairs and members of groups are rows', async () => {
  const index = await filled()
  const hit = {
    rank: 1,
    id: 'd1',
    documentId: 'd1',
    score: 0.5,
    text: 'metin 1',
    source: 's',
    metadata: { rank: 7 },
  }
  const hits = hitTable([{ query: 'soru', hits: [hit] }])
  assert.deepEqual(
    hits.columns.map(({ name }) => name),
    ['query', 'rank', 'score', 'id', 'documentId', 'text', 'source', 'metadata.rank'],
  )
  assert.equal((await rowsOf(hits))[0]!['metadata.rank'], 7)
  const again = hitTable([{ query: 'soru', hits: [{ ...hit, rerank: 0.25 }] }])
  assert.ok(again.columns.some(({ name, type }) => name === 'rerank' && type === 'number'))

  const pair = { aId: 'd0', bId: 'd1', a: 'metin 0', b: 'metin 1', score: 0.9, overlap: 0.5 }
  const pairs = pairTable([{ ...pair, kind: 'related', flags: ['number', 'swap'] }])
  assert.deepEqual(
    pairs.columns.map(({ name }) => name),
    ['score', 'kind', 'flags', 'aId', 'a', 'bId', 'b', 'overlap'],
  )
  assert.deepEqual((await rowsOf(pairs))[0]!.flags, ['number', 'swap'])
  assert.ok(isGuarded(pairs.columns.map(({ name }) => name)), 'indexing it takes guards away')
  const reread = pairTable([{ ...pair, kind: 'paraphrase', flags: [], rerank: 0.75 }])
  assert.equal(reread.columns.at(-1)!.name, 'rerank')

  const group = { group: 1, representative: 'd2', text: 'metin 2', scores: [1, 0.9], rows: [2, 0] }
  assert.deepEqual(await rowsOf(groupTable(index, [{ ...group, members: ['d2', 'yok'] }])), [
    { group: 1, representative: true, score: 1, id: 'd2', text: 'metin 2' },
    { group: 1, representative: false, score: 0.9, id: 'yok', text: null },
  ])
})
