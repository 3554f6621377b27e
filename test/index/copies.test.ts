import assert from 'node:assert/strict'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadConfig } from '../../src/config.js'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { VectorGraph } from '../../src/index/embedded/graph/hnsw.js'
import { checkIntegrity } from '../../src/index/embedded/maintenance/integrity.js'
import { repairIndex } from '../../src/index/embedded/maintenance/repair.js'
import { readManifest } from '../../src/index/embedded/manifest.js'
import { parametersOf, publishSnapshot } from '../../src/index/embedded/recovery/snapshot.js'
import { openDatabase } from '../../src/index/embedded/sqlite.js'
import type { IntegrityCheck } from '../../src/index/engine.js'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import type { SearchIndex } from '../../src/index/types.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { verifyIndex } from '../../src/search/verify-index.js'
import type { VectorBatch } from '../../src/types.js'
import { IDENTITY } from '../contract/identity.js'
import { scratch } from '../support/scratch.js'
import { clusteredVectors, documents, rowOf } from '../support/vectors.js'

const D = IDENTITY.dimension
/** Far enough apart that float32 and float64 agree on which is nearer. */
const distinct = clusteredVectors(12, D, 7, 12)

function batch(rows: readonly Float32Array[]): VectorBatch {
  const values = new Float32Array(rows.length * D)
  rows.forEach((row, i) => {
    values.set(row, i * D)
  })
  return { values, rows: rows.length, dimension: D }
}

const graphs = (root: string): string[] => readdirSync(join(root, 'x')).filter(file => file.endsWith('.hnsw'))

async function assertSound(root: string): Promise<void> {
  const bad = (await checkIntegrity(join(root, 'x'), 'x')).filter(({ ok }) => !ok)
  assert.deepEqual(bad, [])
}

/** Publishes a graph with a node for every passage, as was done before equal vectors shared one. */
async function publishOldGraph(root: string): Promise<void> {
  const directory = join(root, 'x')
  const manifest = readManifest(directory, 'x')
  const database = openDatabase(join(directory, 'store.sqlite'))
  const rows = database
    .prepare<[], { label: number; vector: Buffer }>('SELECT label, vector FROM vectors ORDER BY label')
    .all()
  database.exec("DROP TABLE nodes; DROP TABLE copies; DELETE FROM meta WHERE key = 'nodes'")
  database.close()
  const graph = VectorGraph.create(parametersOf(manifest))
  for (const { label, vector } of rows) graph.add(label, new Float32Array(new Uint8Array(vector).buffer))
  const { lastRemoval, compactedTo } = manifest.snapshot!
  await publishSnapshot(directory, manifest, graph, {
    lastLabel: rows.at(-1)!.label,
    lastRemoval,
    compactedTo,
  })
}

test('after any writes, removals, commits and reopenings of copies it agrees with the exact engine', async t => {
  const operation = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('write' as const),
        ids: fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 12 }),
        vectors: fc.array(fc.nat(11), { minLength: 12, maxLength: 12 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('remove' as const),
        ids: fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 30 }),
      }),
    },
    fc.record({ kind: fc.constantFrom('commit' as const, 'reopen' as const, 'lose the graph' as const) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 4, maxLength: 14 }), async operations => {
      const root = scratch(t)
      let index = await EmbeddedIndex.create(root, 'x', IDENTITY)
      const reader = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
      const oracle = new MemoryIndex('oracle', IDENTITY)
      const compare = async (target: SearchIndex): Promise<void> => {
        for (const [row, k] of [
          [0, 60],
          [3, 1],
          [5, 7],
        ] as const)
          for (const filter of [undefined, { even: 'true' }]) {
            const options = { k, ...(filter ? { filter } : {}) }
            const [got, want] = await Promise.all(
              [target, oracle].map(each => each.search(rowOf(distinct, row), options)),
            )
            assert.deepEqual(
              got!.map(({ id }) => id),
              want!.map(({ id }) => id),
            )
          }
      }
      for (const op of operations) {
        if (op.kind === 'write') {
          const docs = op.ids.flatMap(id =>
            documents(1, { from: id, metadata: i => ({ even: i % 2 === 0 }) }),
          )
          const rows = batch(op.ids.map((_, i) => rowOf(distinct, op.vectors[i]!)))
          for (const target of [index, oracle]) await target.write(docs, rows)
        } else if (op.kind === 'remove') {
          for (const target of [index, oracle]) await target.remove(op.ids.map(id => `d${id}`))
        } else if (op.kind === 'commit') await index.commit()
        else {
          await index.close()
          if (op.kind === 'lose the graph') for (const file of graphs(root)) rmSync(join(root, 'x', file))
          index = await EmbeddedIndex.open(root, 'x', { mode: 'writer' })
        }
        await compare(index)
        await compare(reader)
      }
      await index.commit()
      await index.close()
      await reader.close()
      await assertSound(root)
    }),
    { numRuns: 15, seed: 20_261_125 },
  )
})

test('a passage that is written again and again with the same vector takes up one node', async t => {
  const root = scratch(t)
  const index = await EmbeddedIndex.create(root, 'x', IDENTITY)
  await index.write(documents(12), distinct)
  for (let i = 0; i < 50; i++) await index.write(documents(12, { metadata: () => ({ i }) }), distinct)
  assert.equal((await index.stats()).removed, 0)
  await index.commit()
  await index.close()
  const reader = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
  t.after(() => reader.close())
  assert.deepEqual((await reader.search(rowOf(distinct, 4), { k: 12 })).map(({ id }) => id)[0], 'd4')
  assert.equal((await reader.stats()).removed, 0)
})

test('-0 is 0: vectors that differ in nothing else are equal', async t => {
  const root = scratch(t)
  const [plain, signed] = [new Float32Array(D), new Float32Array(D).fill(-0)]
  plain[1] = signed[1] = 1
  const index = await EmbeddedIndex.create(root, 'x', IDENTITY)
  await index.write(documents(2), batch([plain, signed]))
  await index.commit()
  await index.close()
  const checks = await checkIntegrity(join(root, 'x'), 'x')
  assert.match(checks.find(({ name }) => name === 'copies')!.detail, /^2 passages have 1 distinct vectors$/)
})

test('compaction leaves nodes whose first passage is gone, and forgets those that nothing is at', async t => {
  const root = scratch(t)
  const index = await EmbeddedIndex.create(root, 'x', IDENTITY)
  const many = clusteredVectors(1500, D, 3)
  await index.write(documents(1500), many)
  // The same vectors again; then the first of all, and the second of most, go.
  await index.write(documents(1500, { from: 2000 }), many)
  await index.commit()
  await index.remove(Array.from({ length: 1500 }, (_, i) => `d${i}`))
  assert.equal((await index.stats()).removed, 0)
  await index.remove(Array.from({ length: 1400 }, (_, i) => `d${2000 + i}`))
  assert.equal((await index.stats()).removed, 1400)
  await index.commit()
  assert.equal((await index.stats()).removed, 0)
  const found = async (target: SearchIndex, i: number): Promise<string | undefined> =>
    (await target.search(rowOf(many, i), { k: 1 }))[0]?.id
  assert.equal(await found(index, 1450), 'd3450')
  // One that was forgotten comes back.
  await index.write(documents(1, { from: 9000 }), batch([rowOf(many, 5)]))
  await index.close()
  const reader = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
  t.after(() => reader.close())
  assert.equal(reader.warning, null)
  assert.deepEqual([await found(reader, 1450), await found(reader, 5)], ['d3450', 'd9000'])
  assert.equal((await reader.stats()).passages, 101)
  await assertSound(root)
})

test('a graph with a node for every copy is searched as it is, and made anew by who writes', async t => {
  const root = scratch(t)
  const made = await EmbeddedIndex.create(root, 'x', IDENTITY)
  await made.write(documents(60), batch(Array.from({ length: 60 }, (_, i) => rowOf(distinct, i % 12))))
  await made.commit()
  await made.close()
  await publishOldGraph(root)
  const ids = async (index: SearchIndex): Promise<string[]> =>
    (await index.search(rowOf(distinct, 3), { k: 3 })).map(({ id }) => id)
  const reader = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
  t.after(() => reader.close())
  assert.deepEqual(await ids(reader), ['d15', 'd27', 'd3'])
  const writer = await EmbeddedIndex.open(root, 'x', { mode: 'writer' })
  assert.match(writer.warning ?? '', /48 copies/)
  await writer.remove(['d15'])
  assert.deepEqual(
    [await ids(writer), await ids(reader)],
    [
      ['d27', 'd3', 'd39'],
      ['d27', 'd3', 'd39'],
    ],
  )
  await writer.commit()
  await writer.close()
  const again = await EmbeddedIndex.open(root, 'x', { mode: 'writer' })
  assert.equal(again.warning, null)
  await again.close()
  await assertSound(root)
})

test('a node that is another one’s is found by verify, and repaired', async t => {
  for (const harm of [
    'UPDATE copies SET node = node + 1',
    'UPDATE nodes SET node = node + 1',
    'DELETE FROM copies',
  ]) {
    const root = scratch(t)
    const made = await EmbeddedIndex.create(root, 'x', IDENTITY)
    await made.write(documents(24), batch(Array.from({ length: 24 }, (_, i) => rowOf(distinct, i % 12))))
    await made.commit()
    await made.close()
    const database = openDatabase(join(root, 'x', 'store.sqlite'))
    database.exec(harm)
    database.close()
    const bad = (await checkIntegrity(join(root, 'x'), 'x')).filter(({ ok }) => !ok)
    assert.ok(
      bad.some(({ name }) => name === 'copies'),
      harm,
    )
    assert.deepEqual((await repairIndex(root, 'x')).lost, [])
    await assertSound(root)
  }
})

test('verify --deep tells how many passages a graph with a node for every copy hides, and repair finds them', async t => {
  const root = scratch(t)
  const others = clusteredVectors(300, D, 9)
  // Ten of them stand there a hundred times more.
  const rows = Array.from({ length: 1300 }, (_, i) => rowOf(others, i < 1000 ? i % 10 : i - 1000))
  const made = await EmbeddedIndex.create(root, 'x', IDENTITY)
  await made.write(documents(rows.length), batch(rows))
  await made.commit()
  await made.close()
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: root } })
  const own = async (): Promise<IntegrityCheck> =>
    (await verifyIndex(config, 'x', { deep: true })).find(({ name }) => name === 'own vectors')!
  const whole = await own()
  assert.ok(whole.ok)
  assert.match(whole.detail, /^0 of \d{3} passages/)
  await publishOldGraph(root)
  const damaged = await own()
  assert.equal(damaged.ok, false, damaged.detail)
  assert.match(damaged.detail, /^[1-9]\d* of \d{3} passages are not found by their own vectors/)
  await repairIndex(root, 'x')
  assert.ok((await own()).ok)
})
