import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compareHits } from '../../src/index/order.js'
import type { Page, SearchIndex } from '../../src/index/types.js'
import { clusteredVectors, documents, rowOf, unit } from '../support/vectors.js'
import { type Engine, refusal } from './engine.js'
import { DIMENSION } from './identity.js'

interface Row {
  id: string
  vector: number[]
}

const rowsOf = ({ passages, vectors }: Page): Row[] =>
  passages.map(({ id }, row) => ({ id, vector: [...rowOf(vectors, row)] }))

async function scanned(index: SearchIndex): Promise<Row[]> {
  const rows: Row[] = []
  for await (const page of index.scan()) rows.push(...rowsOf(page))
  return rows
}

/** Passages by their cosine to a query, computed one by one in float64. */
async function compared(index: SearchIndex, query: Float32Array): Promise<{ id: string; score: number }[]> {
  const rows = await scanned(index)
  return rows
    .map(({ id, vector }) => ({ id, score: vector.reduce((sum, x, d) => sum + x * query[d]!, 0) }))
    .sort(compareHits)
}

/** What a sample, an exact search and a revision are, of every SearchIndex. */
export function readsContract(name: string, engine: Engine): void {
  describe(`SearchIndex contract, samples and revisions: ${name}`, () => {
    test('a sample is spread evenly over the order in which passages were added, whatever was removed', async t => {
      const index = await engine.create(t)
      await index.write(documents(300), clusteredVectors(300, DIMENSION, 31))
      const check = async (): Promise<void> => {
        const all = await scanned(index)
        for (const n of [1, 2, 7, 100, all.length - 1, all.length]) {
          const wanted = Array.from({ length: n }, (_, i) => all[Math.floor((i * all.length) / n)]!)
          assert.deepEqual(rowsOf(await index.sample(n)), wanted, `${n} of ${all.length}`)
        }
      }
      await check()
      await index.remove(Array.from({ length: 20 }, (_, i) => `d${i}`))
      await check()
      await index.remove(Array.from({ length: 150 }, (_, i) => `d${100 + i}`))
      await check()
      await index.write(documents(30, { from: 40 }), clusteredVectors(30, DIMENSION, 32))
      await check()
    })

    test('a sample of more passages than there are is all of them, and of none is empty', async t => {
      const index = await engine.create(t)
      assert.deepEqual(rowsOf(await index.sample(5)), [])
      await index.write(documents(9, { metadata: i => ({ i }) }), clusteredVectors(9, DIMENSION, 33))
      const sample = await index.sample(10_000)
      assert.deepEqual(rowsOf(sample), await scanned(index))
      assert.deepEqual([sample.vectors.rows, sample.vectors.dimension], [9, DIMENSION])
      assert.deepEqual(sample.passages, await index.get(sample.passages.map(({ id }) => id)))
      assert.deepEqual(await index.latest(4), sample.passages.slice(-4).reverse())
      await index.write(documents(1, { from: 2 }), clusteredVectors(1, DIMENSION, 34))
      assert.deepEqual(
        (await index.latest(10_000)).map(({ id }) => id),
        ['d2', 'd8', 'd7', 'd6', 'd5', 'd4', 'd3', 'd1', 'd0'],
      )
    })

    test('a sample has a size, a whole number from 1 to 10,000', async t => {
      const index = await engine.create(t)
      for (const n of [0, -1, 1.5, Number.NaN, 10_001])
        for (const read of [index.sample(n), index.latest(n)])
          await assert.rejects(read, refusal('invalid-input'), String(n))
    })

    test('an exact search gives the true cosines of the true nearest', async t => {
      const index = await engine.create(t)
      await index.write(documents(400), clusteredVectors(400, DIMENSION, 34))
      await index.remove(Array.from({ length: 50 }, (_, i) => `d${3 * i}`))
      const queries = clusteredVectors(20, DIMENSION, 35)
      const answers = Array.from({ length: 20 }, async (_, row) => {
        const query = rowOf(queries, row)
        const k = 1 + 20 * row
        const [hits, wanted] = await Promise.all([
          index.search(query, { k, exact: true }),
          compared(index, query),
        ])
        assert.deepEqual(
          hits.map(({ id }) => id),
          wanted.slice(0, k).map(({ id }) => id),
        )
        for (const [i, { score }] of hits.entries()) assert.ok(Math.abs(score - wanted[i]!.score) < 1e-12)
      })
      await Promise.all(answers)
    })

    test('an exact search gives the same hits as a search of few passages, in the same order, ties too', async t => {
      const index = await engine.create(t)
      const vectors = clusteredVectors(60, DIMENSION, 36)
      for (let row = 20; row < 60; row++) vectors.values.set(rowOf(vectors, row % 4), row * DIMENSION)
      await index.write(documents(60, { metadata: i => ({ even: i % 2 === 0 }) }), vectors)
      const query = rowOf(vectors, 2)
      for (const k of [1, 3, 10, 40, 100])
        for (const options of [{ k }, { k, filter: { even: 'true' } }, { k, filter: { even: 'belki' } }]) {
          const [near, exact] = [
            await index.search(query, options),
            await index.search(query, { ...options, exact: true }),
          ]
          const plain = (hits: typeof near) =>
            hits.map(({ score, ...hit }) => ({ ...hit, score: score.toFixed(5) }))
          assert.deepEqual(plain(exact), plain(near), JSON.stringify(options))
        }
    })

    test('an exact search is cancelled like another, and refuses what another refuses', async t => {
      const index = await engine.create(t)
      const query = unit(new Array(DIMENSION).fill(1))
      assert.deepEqual(await index.search(query, { k: 3, exact: true }), [])
      const signal = AbortSignal.abort()
      await assert.rejects(index.search(query, { k: 1, exact: true, signal }), refusal('cancelled'))
      await assert.rejects(index.search(query, { k: 0, exact: true }), refusal('invalid-input'))
      await assert.rejects(
        index.search(new Float32Array(DIMENSION), { k: 1, exact: true }),
        refusal('invalid-input'),
      )
    })

    test('a revision changes with every write, and with nothing else', async t => {
      const index = await engine.create(t)
      const vectors = clusteredVectors(4, DIMENSION, 37)
      const seen = [await index.revision()]
      const changes = async (work: () => Promise<unknown>): Promise<void> => {
        await work()
        seen.push(await index.revision())
        assert.equal(new Set(seen).size, seen.length)
      }
      await changes(() => index.write(documents(4), vectors))
      await changes(() => index.write(documents(4), vectors))
      await changes(() => index.remove(['d1']))
      await index.commit()
      await index.search(rowOf(vectors, 0), { k: 1 })
      await index.sample(2)
      await assert.rejects(index.write(documents(1), vectors), refusal('invalid-input'))
      assert.equal(await index.revision(), seen.at(-1))
    })

    test('a document without passages is listed, known by its hash, replaced and removed, and never found', async t => {
      const index = await engine.create(t)
      await index.write(documents(5), clusteredVectors(5, DIMENSION, 36))
      const document = { id: 'none', source: 'empty.md', title: 'Yok', metadata: { year: 2024 } }
      const nothing = { values: new Float32Array(0), rows: 0, dimension: DIMENSION }
      const stored = { ...document, passages: 0 }
      const known = async (): Promise<unknown[]> => [
        (await index.documents({ limit: 9 })).at(-1),
        await index.document('none'),
        (await index.hashes(['none'])).get('none'),
        (await index.stats()).documents,
        (await index.search(rowOf(clusteredVectors(1, DIMENSION, 36), 0), { k: 99 })).length,
      ]
      for (const hash of ['first', 'second']) {
        await index.write([{ document, hash, passages: [] }], nothing)
        const whole = { document: stored, passages: [] }
        assert.deepEqual(await known(), [stored, whole, { hash, passages: 0 }, 6, 5])
      }
      const [passage] = documents(1, { from: 7 })[0]!.passages
      const filled = { document, hash: 'third', passages: [{ ...passage!, documentId: 'none' }] }
      await index.write([filled], clusteredVectors(1, DIMENSION, 37))
      assert.deepEqual((await index.hashes(['none'])).get('none'), { hash: 'third', passages: 1 })
      assert.equal(await index.remove(['none']), 1)
      assert.equal(await index.document('none'), undefined)
    })

    test('no two indexes have a revision in common, not even empty ones', async t => {
      const [one, other] = [await engine.create(t), await engine.create(t)]
      assert.notEqual(await one.revision(), await other.revision())
    })
  })
}
