import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setImmediate as otherWork } from 'node:timers/promises'
import { loadConfig } from '../../src/config.js'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { VectorGraph } from '../../src/index/embedded/graph/hnsw.js'
import { checkIntegrity } from '../../src/index/embedded/maintenance/integrity.js'
import { repairIndex } from '../../src/index/embedded/maintenance/repair.js'
import { indexFiles } from '../../src/ingest/index-files.js'
import { reindex } from '../../src/ingest/reindex.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import type { VectorBatch } from '../../src/types.js'
import { scratch } from '../support/scratch.js'
import { clusteredVectors, documents, rowOf } from '../support/vectors.js'

const DIMENSION = 16
const ROWS = 2600
/** The last hundred are copies of the first. */
const batch = clusteredVectors(ROWS, DIMENSION, 5)
for (let i = ROWS - 100; i < ROWS; i++) batch.values.set(rowOf(batch, i - ROWS + 100), i * DIMENSION)

function part(from: number, to: number): [ReturnType<typeof documents>, VectorBatch] {
  const values = batch.values.slice(from * DIMENSION, to * DIMENSION)
  return [documents(to - from, { from }), { values, rows: to - from, dimension: DIMENSION }]
}

async function written(
  t: TestContext,
  to = ROWS,
  memory?: number,
): Promise<{ root: string; index: EmbeddedIndex }> {
  const root = scratch(t)
  const identity = { model: 'test', fingerprint: 'a'.repeat(64), dimension: DIMENSION }
  const index = await EmbeddedIndex.create(root, 'x', identity, { memory })
  for (let from = 0; from < to; from += 1000) await index.write(...part(from, Math.min(to, from + 1000)))
  return { root, index }
}

function damage(graph: string): void {
  const bytes = readFileSync(graph)
  bytes.writeUInt32LE(ROWS, 100)
  writeFileSync(graph, bytes)
}

/** Passages that searches for every thirteenth vector do not find, and those removed that they do. */
async function mistakes(index: EmbeddedIndex, isThere: (i: number) => boolean): Promise<string[]> {
  const wrong: string[] = []
  for (let i = 0; i < ROWS; i += 13) {
    const hits = await index.search(rowOf(batch, i), { k: 20 })
    if (hits.some(({ id }) => id === `d${i}`) !== isThere(i)) wrong.push(`d${i}`)
  }
  return wrong
}

test('many new vectors are found at once, and built at once when they are published', async t => {
  const { root, index } = await written(t)
  assert.deepEqual(await mistakes(index, () => true), [])
  await index.commit()
  const { graph } = await index.stats()
  assert.deepEqual(graph, { builtAtOnce: ROWS - 100, cells: 1, candidateRecall: 1 })
  assert.deepEqual(await mistakes(index, () => true), [])
  await index.close()
  assert.ok(!readdirSync(join(root, 'x')).some(name => name.endsWith('.tmp')))
  const checks = await checkIntegrity(join(root, 'x'), 'x')
  assert.deepEqual(
    checks.filter(({ ok }) => !ok),
    [],
  )
  assert.match(checks.find(({ name }) => name === 'graph')!.detail, /2500 vectors were built at once/)
})

test('what is removed, replaced and added afterwards is as in any graph', async t => {
  const { root, index } = await written(t, 2300)
  await index.commit()
  await index.write(...part(2300, ROWS))
  const removed = (i: number): boolean => i % 4 === 0 && i < 2300
  await index.remove(documents(2300).flatMap(({ document }, i) => (removed(i) ? [document.id] : [])))
  await index.commit()
  assert.equal((await index.stats()).graph?.builtAtOnce, 2300)
  assert.deepEqual(await mistakes(index, i => !removed(i)), [])
  await index.close()
  const reader = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
  assert.deepEqual(await mistakes(reader, i => !removed(i)), [])
  await reader.close()
})

test('after a process that was killed before it published, the next one builds what was acknowledged', async t => {
  const { root, index } = await written(t)
  // Nothing was published; a killed process leaves the file that it was building, too.
  await index.close()
  const abandoned = join(root, 'x', 'graph.bulk-999999999-1.hnsw.tmp')
  writeFileSync(abandoned, 'begun')
  const next = await EmbeddedIndex.open(root, 'x', { mode: 'writer' })
  assert.deepEqual(await mistakes(next, () => true), [])
  await next.write(...part(0, 1))
  await next.commit()
  assert.equal((await next.stats()).graph?.builtAtOnce, ROWS - 100)
  assert.deepEqual(await mistakes(next, () => true), [])
  await next.close()
  assert.ok(!readdirSync(join(root, 'x')).includes('graph.bulk-999999999-1.hnsw.tmp'))
})

test('a graph is built again, before the one built when the index was opened has been published', async t => {
  const { root, index } = await written(t)
  await index.close()
  const next = await EmbeddedIndex.open(root, 'x', { mode: 'writer' })
  await next.write(documents(2100, { from: ROWS }), clusteredVectors(2100, DIMENSION, 9))
  await next.commit()
  assert.equal((await next.stats()).graph?.builtAtOnce, ROWS - 100 + 2100)
  assert.deepEqual(await mistakes(next, () => true), [])
  await next.close()
  const published = join(root, 'x', 'graph.1.hnsw')
  const parameters = { dimension: DIMENSION, m: 32, efConstruction: 200 }
  VectorGraph.load(published, parameters).save(join(root, 'again'))
  assert.ok(
    readFileSync(published).equals(readFileSync(join(root, 'again'))),
    'hnswlib writes the same bytes',
  )
  assert.ok(!readdirSync(join(root, 'x')).some(name => name.endsWith('.tmp')))
})

test('with less memory than a build takes, vectors are added one by one, until there is enough', async t => {
  const memory = process.memoryUsage.rss() + (1 << 20)
  const { root, index } = await written(t, 2100, memory)
  await index.commit()
  const { graph, shortage } = await index.stats()
  assert.equal(graph, undefined)
  assert.equal(shortage?.allowed, memory)
  assert.ok(shortage.needed > memory && shortage.needed < memory + 2 ** 30, `${shortage.needed}`)
  assert.deepEqual(await mistakes(index, i => i < 2100), [])
  await index.close()
  const few = await EmbeddedIndex.open(root, 'x', { mode: 'writer', memory: 2 ** 40 })
  await few.write(...part(2100, 2200))
  await few.commit()
  assert.deepEqual((await few.stats()).shortage, shortage)
  await few.close()
  damage(join(root, 'x', 'graph.2.hnsw'))
  const enough = await EmbeddedIndex.open(root, 'x', { mode: 'writer', memory: 2 ** 40 })
  await enough.commit()
  const { graph: anew, shortage: none } = await enough.stats()
  assert.deepEqual([anew?.builtAtOnce, none], [2200, undefined])
  assert.deepEqual(await mistakes(enough, i => i < 2200), [])
  await enough.close()
})

test('a damaged graph is built at once from the vectors', async t => {
  const { root, index } = await written(t)
  await index.commit()
  await index.close()
  damage(join(root, 'x', 'graph.1.hnsw'))
  const report = await repairIndex(root, 'x')
  assert.ok(report.done.includes('the graph was made again from the vectors'))
  const reader = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
  assert.equal((await reader.stats()).graph?.builtAtOnce, ROWS - 100)
  assert.deepEqual(await mistakes(reader, () => true), [])
  await reader.close()
})

test('a reader that is far behind builds its graph beside a writer, and answers meanwhile', async t => {
  const { root, index } = await written(t, 2300)
  // As if it had been open for a while: one that is opened for a search builds nothing.
  const begun = performance.now()
  const reader = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
  t.mock.method(performance, 'now', () => begun + 60_000)
  const isBuilding = (): boolean => readdirSync(join(root, 'x')).some(name => name.startsWith('graph.bulk'))
  await reader.search(rowOf(batch, 0), { k: 1 })
  while (!isBuilding()) await otherWork()
  await index.write(...part(2300, ROWS))
  await index.remove(['d0'])
  assert.deepEqual(await mistakes(reader, i => i > 0), [])
  while (isBuilding()) await otherWork()
  assert.deepEqual(await mistakes(reader, i => i > 0), [])
  await reader.close()
  await index.close()
})

test('who indexes files is told whether their graph was built at once, and why not', async t => {
  const folder = scratch(t)
  const file = join(folder, 'a.jsonl')
  const line = (i: number): string => JSON.stringify({ id: `${i}`, text: `kayıp ${i} ağırlık ${i * 7919}` })
  writeFileSync(file, Array.from({ length: 2200 }, (_, i) => line(i)).join('\n'))
  const config = loadConfig({ flags: { indexes: join(folder, 'indexes'), model: STATIC_MODEL } })
  const notes: string[] = []
  const reporter = { note: (text: string) => notes.push(text), warn: () => undefined }
  const request = {
    paths: [file],
    index: 'x',
    read: { textField: 'text', idField: 'id', onError: 'fail' as const },
    reporter,
  }
  await indexFiles(config, request)
  assert.match(notes.at(-1)!, /^the graph of \d+ vectors was built at once: all pairs were compared$/)
  const said = notes.length
  writeFileSync(file, line(5000))
  await indexFiles(config, request)
  assert.ok(!notes.slice(said).some(note => note.includes('built at once')))
  const tight = { ...config, memory: 1 << 20 }
  const warnings: string[] = []
  await indexFiles(tight, {
    ...request,
    index: 'y',
    reporter: { ...reporter, warn: text => warnings.push(text) },
  })
  assert.equal(warnings.length, 0, 'one vector is no graph')
  writeFileSync(file, Array.from({ length: 2200 }, (_, i) => line(i)).join('\n'))
  await indexFiles(tight, {
    ...request,
    index: 'z',
    reporter: { ...reporter, warn: text => warnings.push(text) },
  })
  assert.match(
    warnings.join(),
    /^vectors were added to the graph one by one, .* and 0\.0 are allowed \(--memory\)$/,
  )
  const saidBefore = notes.length
  await reindex(
    { ...config, dimension: 64 },
    { index: 'z', model: STATIC_MODEL, metadata: { kept: [], dropped: [] }, reporter },
  )
  assert.match(notes.slice(saidBefore).join(), /the graph of \d+ vectors was built at once/)
})
