import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import type { IndexedDocument } from '../../src/index/types.js'
import { clusteredVectors, documents, rowOf, unit } from '../support/vectors.js'
import type { Engine } from './engine.js'
import { DIMENSION, IDENTITY } from './identity.js'

const MANY = 2000

/** What every SearchIndex must find by vectors. The exact in-memory engine is the oracle for the others. */
export function nearestContract(name: string, engine: Engine): void {
  const many = engine.many ?? MANY
  describe(`SearchIndex contract, the nearest: ${name}`, () => {
    test('hits come best first, with the cosine as score', async t => {
      const index = await engine.create(t)
      const vectors = clusteredVectors(200, DIMENSION, 2)
      await index.write(documents(200), vectors)
      const query = rowOf(vectors, 7)
      const hits = await index.search(query, { k: 50 })
      assert.equal(hits.length, 50)
      hits.forEach((hit, i) => {
        const row = rowOf(vectors, Number(hit.id.slice(1)))
        const cosine = row.reduce((sum, x, d) => sum + x * query[d]!, 0)
        assert.ok(Math.abs(hit.score - cosine) < 1e-5)
        assert.ok(i === 0 || hits[i - 1]!.score >= hit.score)
      })
    })

    test('equal scores are ordered by id, also where they straddle k', async t => {
      const index = await engine.create(t)
      const same = unit([1, 2, 3, ...new Array(DIMENSION - 3).fill(0)])
      const values = new Float32Array(20 * DIMENSION)
      for (let row = 0; row < 20; row++) values.set(same, row * DIMENSION)
      await index.write(documents(20), { values, rows: 20, dimension: DIMENSION })
      const ids = (await index.search(same, { k: 5 })).map(hit => hit.id)
      assert.deepEqual(ids, ['d0', 'd1', 'd10', 'd11', 'd12'])
    })

    test('a filter keeps only documents with that metadata', async t => {
      const index = await engine.create(t)
      const vectors = clusteredVectors(60, DIMENSION, 5)
      await index.write(
        documents(60, {
          metadata: i => ({ renk: i % 3 === 0 ? 'mavi' : 'kırmızı', sayı: i, tek: i % 2 === 1, boş: null }),
        }),
        vectors,
      )
      const search = async (filter: Record<string, string>) =>
        (await index.search(rowOf(vectors, 0), { k: 60, filter }))
          .map(hit => Number(hit.id.slice(1)))
          .sort((a, b) => a - b)
      const every = (keep: (i: number) => boolean) => Array.from({ length: 60 }, (_, i) => i).filter(keep)
      assert.deepEqual(
        await search({ renk: 'mavi' }),
        every(i => i % 3 === 0),
      )
      assert.deepEqual(
        await search({ renk: 'mavi', tek: 'true' }),
        every(i => i % 3 === 0 && i % 2 === 1),
      )
      assert.deepEqual(await search({ sayı: '17' }), [17])
      assert.deepEqual(await search({ boş: 'null' }), [])
      assert.deepEqual(await search({ "x' OR 1=1 --": 'mavi' }), [])
    })

    test(`${many} copies of one passage hide nothing, and are all there to be had`, async t => {
      const index = await engine.create(t)
      const others = clusteredVectors(many / 4, DIMENSION, 11)
      const values = new Float32Array((many + others.rows) * DIMENSION)
      for (let row = 0; row < many; row++) values.set(rowOf(others, 0), row * DIMENSION)
      values.set(others.values, many * DIMENSION)
      const rows = many + others.rows
      const even = (i: number) => ({ even: i % 2 === 0 })
      await index.write(documents(rows, { metadata: even }), { values, rows, dimension: DIMENSION })
      const same = rowOf(others, 0)
      const idsOf = async (k: number, filter?: { even: string }): Promise<string[]> =>
        (await index.search(same, { k, ...(filter ? { filter } : {}) })).map(hit => hit.id)
      const there = (from: number, until = many + 1): string[] =>
        Array.from({ length: until - from }, (_, i) => `d${from + i}`).sort()
      const most = (3 / 4) * many
      assert.deepEqual(await idsOf(most), there(0).slice(0, most))
      const found = await idsOf(many + 10)
      assert.deepEqual(found.slice(0, many + 1), there(0))
      assert.equal(found.length, many + 10)
      assert.deepEqual(
        await idsOf(3, { even: 'true' }),
        there(0)
          .filter(id => Number(id.slice(1)) % 2 === 0)
          .slice(0, 3),
      )
      const hidden: number[] = []
      const every = engine.every ?? 1
      for (let row = 1; row < others.rows; row += every) {
        const [hit] = await index.search(rowOf(others, row), { k: 5 })
        if (hit!.id !== `d${many + row}`) hidden.push(row)
      }
      assert.deepEqual(hidden, [], 'passages that are not found by their own vectors')
      const half = many / 2
      await index.remove(there(0, half))
      const left = await idsOf(most)
      assert.deepEqual(left.slice(0, half + 1), there(half))
      assert.equal(left.length, most)
      await index.remove(there(half))
      assert.ok(!(await idsOf(1)).some(id => Number(id.slice(1)) <= many))
      await index.write(documents(1), { values: same, rows: 1, dimension: DIMENSION })
      assert.deepEqual(await idsOf(1), ['d0'])
    })

    test('ties are in the order of code points', async t => {
      const index = await engine.create(t)
      const same = unit([1, 2, 3, ...new Array(DIMENSION - 3).fill(0)])
      const ids = ['\u{ff21}', '𝐀', 'a', 'ı', 'z']
      const docs = ids.map(
        (id): IndexedDocument => ({
          document: { id, source: 's', metadata: {} },
          hash: id,
          passages: [{ id, documentId: id, text: id, start: 0, end: id.length }],
        }),
      )
      const values = new Float32Array(ids.length * DIMENSION)
      for (let row = 0; row < ids.length; row++) values.set(same, row * DIMENSION)
      await index.write(docs, { values, rows: ids.length, dimension: DIMENSION })
      for (const k of [3, 4, 5])
        assert.deepEqual(
          (await index.search(same, { k })).map(hit => hit.id),
          ['a', 'z', 'ı', '\u{ff21}', '𝐀'].slice(0, k),
        )
    })

    test('after any sequence of writes and removals it agrees with the exact engine', async t => {
      const operation = fc.oneof(
        fc.record({
          kind: fc.constant('write' as const),
          ids: fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 8 }),
          seed: fc.nat(1000),
        }),
        fc.record({
          kind: fc.constant('remove' as const),
          ids: fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 5 }),
        }),
        fc.record({ kind: fc.constant('commit' as const) }),
      )
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 8 }), async operations => {
          const index = await engine.create(t)
          const oracle = new MemoryIndex('oracle', IDENTITY)
          for (const op of operations) {
            for (const target of [index, oracle]) {
              if (op.kind === 'write') {
                const docs = op.ids.flatMap(id => documents(1, { from: id }))
                await target.write(docs, clusteredVectors(op.ids.length, DIMENSION, op.seed))
              } else if (op.kind === 'remove') await target.remove(op.ids.map(id => `d${id}`))
              else await target.commit()
            }
          }
          const query = rowOf(clusteredVectors(1, DIMENSION, 99), 0)
          const [got, want] = await Promise.all(
            [index, oracle].map(target => target.search(query, { k: 40 })),
          )
          assert.equal(got!.length, want!.length)
          for (const [i, hit] of got!.entries()) assert.ok(Math.abs(hit.score - want![i]!.score) < 1e-5)
          assert.deepEqual(new Set(got!.map(hit => hit.id)), new Set(want!.map(hit => hit.id)))
          await index.close()
        }),
        { numRuns: engine.runs ?? 15, seed: 20_261_123 },
      )
    })

    test(`at least ${engine.recall} of the true top 10 of ${many} passages is found`, async t => {
      const index = await engine.create(t)
      const oracle = new MemoryIndex('oracle', IDENTITY)
      const vectors = clusteredVectors(many, DIMENSION, 8)
      await Promise.all([index, oracle].map(target => target.write(documents(many), vectors)))
      const queries = clusteredVectors(50, DIMENSION, 8, 40)
      let found = 0
      for (let row = 0; row < 50; row++) {
        const [got, want] = await Promise.all(
          [index, oracle].map(target => target.search(rowOf(queries, row), { k: 10 })),
        )
        const ids = new Set(got!.map(hit => hit.id))
        found += want!.filter(hit => ids.has(hit.id)).length
      }
      assert.ok(found / 500 >= engine.recall, `recall@10 ${found / 500}`)
    })
  })
}
