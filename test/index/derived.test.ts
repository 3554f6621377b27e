import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { checkIntegrity } from '../../src/index/embedded/maintenance/integrity.js'
import { openDatabase } from '../../src/index/embedded/sqlite.js'
import { STORE_FILE } from '../../src/index/embedded/store/store.js'
import { ThreadedIndex } from '../../src/index/embedded/threaded-index.js'
import type { IndexedDocument, SearchIndex } from '../../src/index/types.js'
import { IDENTITY } from '../contract/identity.js'
import { scratch } from '../support/scratch.js'
import { clusteredVectors } from '../support/vectors.js'

/** So many that a thread derives what is stored of them. */
const MANY = 300

function batch(prefix: string): IndexedDocument[] {
  return Array.from({ length: MANY }, (_, i) => {
    const id = `${prefix}${i}`
    const text = i % 50 === 7 ? `½ ve İSTANBUL'un ${i}` : `Öğrenme hızı k-NN için ${prefix} ${i}`
    return {
      document: { id, source: 'test', title: 'Bir başlık', metadata: { heading: `Bölüm ${i}` } },
      hash: id,
      passages: [{ id, documentId: id, text, start: 0, end: text.length }],
    }
  })
}

const [first, second] = [1, 2].map(seed => {
  const vectors = clusteredVectors(MANY, IDENTITY.dimension, seed)
  // Equal numbers, whose bytes are not.
  vectors.values.copyWithin(0, IDENTITY.dimension, 2 * IDENTITY.dimension)
  return vectors
}) as [ReturnType<typeof clusteredVectors>, ReturnType<typeof clusteredVectors>]

/** Everything that a database holds, but for its id. */
function contentOf(root: string): string {
  const database = openDatabase(join(root, 'x', STORE_FILE), { readonly: true })
  try {
    database.exec("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, lexical, 'instance')")
    const digest = createHash('sha256')
    for (const table of ['documents', 'passages', 'vectors', 'nodes', 'copies', 'temp.words'])
      for (const row of database.prepare(`SELECT * FROM ${table}`).raw().iterate())
        digest.update(JSON.stringify(row))
    return digest.digest('hex')
  } finally {
    database.close()
  }
}

async function written(t: TestContext, index: SearchIndex, root: string): Promise<string> {
  t.after(() => index.close())
  const outcomes = await Promise.all([index.write(batch('a'), first), index.write(batch('b'), second)])
  assert.ok(outcomes.flat().every(({ status }) => status === 'written'))
  assert.deepEqual(
    (await index.latest(1)).map(({ id }) => id),
    [`b${MANY - 1}`],
    'writes keep their order',
  )
  await index.commit()
  assert.deepEqual(
    (await checkIntegrity(join(root, 'x'), 'x')).filter(({ ok }) => !ok),
    [],
  )
  return contentOf(root)
}

test('what another thread derives of a write is what the writer itself would', async t => {
  const [own, threaded] = [scratch(t), scratch(t)]
  const alone = await written(t, await EmbeddedIndex.create(own, 'x', IDENTITY), own)
  assert.equal(await written(t, await ThreadedIndex.create(threaded, 'x', IDENTITY), threaded), alone)
})

test('closing waits for a write of which something is still being derived', async t => {
  const root = scratch(t)
  const index = await ThreadedIndex.create(root, 'x', IDENTITY)
  const writing = index.write(batch('a'), first)
  await index.close()
  assert.equal((await writing).length, MANY)
  await assert.rejects(index.write(batch('b'), second), { code: 'not-found' })
})

test('removals, records and commits come after the writes before them, of which something is still being derived', async t => {
  const root = scratch(t)
  const index = await ThreadedIndex.create(root, 'x', IDENTITY)
  const writing = index.write(batch('a'), first)
  const [removed] = await Promise.all([
    index.remove(['a0']),
    index.putRecords('decision', [{ key: 'a', value: {} }]),
    index.commit(),
  ])
  assert.equal(removed, 1)
  await writing
  assert.equal((await index.stats()).passages, MANY - 1)
  await index.close()
})
