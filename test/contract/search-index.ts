import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Filter, IndexedDocument } from '../../src/index/types.js'
import type { Metadata } from '../../src/types.js'
import { clusteredVectors, documents, rowOf, unit } from '../support/vectors.js'
import { type Engine, refusal } from './engine.js'
import { DIMENSION } from './identity.js'

/** What every SearchIndex must keep, refuse and forget. */
export function searchIndexContract(name: string, engine: Engine): void {
  describe(`SearchIndex contract: ${name}`, () => {
    test('an empty index finds nothing', async t => {
      const index = await engine.create(t)
      assert.deepEqual(await index.search(unit(new Array(DIMENSION).fill(1)), { k: 5 }), [])
      assert.equal((await index.stats()).passages, 0)
    })

    test('an index has an id of its own, and counts its writes', async t => {
      const [one, other] = [await engine.create(t), await engine.create(t)]
      assert.match(one.id, /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      assert.notEqual(one.id, other.id)
      const seen = new Set<number>()
      const look = async (): Promise<void> => {
        const { id, revision } = await one.stats()
        assert.equal(id, one.id)
        seen.add(revision)
      }
      const vectors = clusteredVectors(3, DIMENSION, 1)
      await look()
      await one.write(documents(3), vectors)
      await look()
      await one.remove(['d1'])
      await look()
      assert.equal(seen.size, 3)
      await one.commit()
      await one.search(rowOf(vectors, 0), { k: 1 })
      await look()
      assert.equal(seen.size, 3, 'what changes nothing is no write')
    })

    test('what was written is found, with all that was stored of it', async t => {
      const index = await engine.create(t)
      const vectors = clusteredVectors(3, DIMENSION, 1)
      const [first, ...rest] = documents(3)
      const titled = {
        ...first!,
        document: { ...first!.document, title: 'Başlık', metadata: { yıl: 2024, açık: true } },
      }
      await index.write([titled, ...rest], vectors)
      const [hit] = await index.search(rowOf(vectors, 0), { k: 1 })
      assert.ok(Math.abs(hit!.score - 1) < 1e-5)
      const { score: _, ...stored } = hit!
      assert.deepEqual(stored, {
        id: 'd0',
        documentId: 'd0',
        text: 'metin 0',
        source: 'test',
        title: 'Başlık',
        metadata: { yıl: 2024, açık: true },
      })
    })

    test('documents are listed in the order of their ids, and read whole', async t => {
      const index = await engine.create(t)
      const vectors = clusteredVectors(12, DIMENSION, 4)
      await index.write(documents(12, { metadata: i => ({ i }) }), vectors)
      const first = await index.documents({ limit: 5 })
      assert.deepEqual(
        first.map(({ id }) => id),
        ['d0', 'd1', 'd10', 'd11', 'd2'],
      )
      assert.deepEqual(first[2], { id: 'd10', source: 'test', metadata: { i: 10 }, passages: 1 })
      const rest = await index.documents({ after: 'd2', limit: 100 })
      assert.deepEqual([rest[0]!.id, rest.length], ['d3', 7])
      assert.deepEqual(await index.documents({ after: 'x', limit: 1 }), [])
      const found = await index.document('d7')
      assert.deepEqual(found!.document, { id: 'd7', source: 'test', metadata: { i: 7 }, passages: 1 })
      assert.deepEqual(found!.passages, await index.get(['d7']))
      assert.equal(await index.document('yok'), undefined)
      const [vector, none] = await index.vectors(['d7', 'yok'])
      assert.deepEqual([...vector!], [...rowOf(vectors, 7)])
      assert.equal(none, undefined)
    })

    test('writing a document again replaces it, however many passages it had', async t => {
      const index = await engine.create(t)
      const vectors = clusteredVectors(4, DIMENSION, 3)
      const passage = (n: number) => ({
        id: `uzun#${n}`,
        documentId: 'uzun',
        text: `parça ${n}`,
        start: n,
        end: n + 7,
      })
      const long: IndexedDocument = {
        document: { id: 'uzun', source: 's', metadata: {} },
        hash: '1',
        passages: [1, 2, 3].map(passage),
      }
      await index.write([long], { ...vectors, rows: 3, values: vectors.values.slice(0, 3 * DIMENSION) })
      const short: IndexedDocument = {
        ...long,
        hash: '2',
        passages: [{ ...passage(1), id: 'uzun', text: 'kısa' }],
      }
      await index.write([short], { values: rowOf(vectors, 3), rows: 1, dimension: DIMENSION })
      const hits = await index.search(rowOf(vectors, 0), { k: 10 })
      assert.deepEqual(
        hits.map(hit => hit.text),
        ['kısa'],
      )
      const { documents: documentCount, passages } = await index.stats()
      assert.deepEqual({ documentCount, passages }, { documentCount: 1, passages: 1 })
      assert.deepEqual(await index.hashes(['uzun', 'yok']), new Map([['uzun', { hash: '2', passages: 1 }]]))
    })

    test('removed documents are not found, and removing is counted', async t => {
      const index = await engine.create(t)
      const vectors = clusteredVectors(10, DIMENSION, 4)
      await index.write(documents(10), vectors)
      assert.equal(await index.remove(['d3', 'd4', 'yok']), 2)
      const ids = (await index.search(rowOf(vectors, 3), { k: 10 })).map(hit => hit.id)
      assert.equal(ids.length, 8)
      assert.ok(!ids.includes('d3') && !ids.includes('d4'))
      assert.deepEqual(
        (await index.get(['d3', 'd5'])).map(p => p?.id),
        [undefined, 'd5'],
      )
    })

    test('scan gives every passage once, in the order it was added, with its vector', async t => {
      const index = await engine.create(t)
      const vectors = clusteredVectors(50, DIMENSION, 6)
      await index.write(documents(50), vectors)
      let row = 0
      for await (const page of index.scan({ pageSize: 7 })) {
        page.passages.forEach((passage, i) => {
          assert.equal(passage.id, `d${row}`)
          assert.deepEqual(rowOf(page.vectors, i), rowOf(vectors, row++))
        })
      }
      assert.equal(row, 50)
    })

    test('bad vectors and bad requests are refused, and change nothing', async t => {
      const index = await engine.create(t)
      const good = clusteredVectors(2, DIMENSION, 7)
      await index.write(documents(1), { values: rowOf(good, 0), rows: 1, dimension: DIMENSION })
      const bad = (change: (row: Float32Array) => void): Float32Array => {
        const row = rowOf(good, 1)
        change(row)
        return row
      }
      const rows = [
        bad(r => r.fill(0)),
        bad(r => (r[3] = Number.NaN)),
        bad(r => (r[0] = Number.POSITIVE_INFINITY)),
        bad(r => (r[0] = 9)),
      ]
      for (const values of rows) {
        await assert.rejects(
          index.write(documents(1, { from: 1 }), { values, rows: 1, dimension: DIMENSION }),
          refusal('invalid-input'),
        )
      }
      const twice = [...documents(1, { from: 1 }), ...documents(1, { from: 1 })]
      await assert.rejects(index.write(twice, good), refusal('invalid-input'))
      await assert.rejects(
        index.write(documents(2, { from: 1 }), { values: rowOf(good, 1), rows: 1, dimension: DIMENSION }),
        refusal('invalid-input'),
      )
      for (const k of [0, -1, 1.5, 1_000_000, Number.NaN]) {
        await assert.rejects(index.search(rowOf(good, 0), { k }), refusal('invalid-input'))
      }
      await assert.rejects(index.search(new Float32Array(3).fill(0.5), { k: 1 }), refusal('invalid-input'))
      await assert.rejects(index.search(new Float32Array(DIMENSION), { k: 1 }), refusal('invalid-input'))
      assert.equal((await index.stats()).passages, 1)
    })

    test('ids that mean something elsewhere are ids like any other', async t => {
      const index = await engine.create(t)
      const ids = [
        '__proto__',
        'a#1',
        'a#1#1',
        "x' OR 1=1 --",
        '%00',
        '/',
        '\u0001\n',
        ' ',
        '\ufffd',
        '😀',
        'ş'.repeat(256),
      ].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      const vectors = clusteredVectors(ids.length, DIMENSION, 17)
      const metadata = JSON.parse('{"__proto__":"a","constructor":1,"toString":null}') as Metadata
      const named = ids.map((id, i): IndexedDocument => {
        const [document] = documents(1, { from: i })
        return {
          document: { ...document!.document, id, metadata },
          hash: 'h',
          passages: [{ ...document!.passages[0]!, id, documentId: id }],
        }
      })
      await index.write(named, vectors)
      const listed = await index.documents({ limit: 100 })
      assert.deepEqual(
        listed.map(({ id }) => id),
        ids,
      )
      assert.equal(JSON.stringify(listed[0]!.metadata), JSON.stringify(metadata))
      for (const filter of [{ ['__proto__']: 'a' }, { constructor: '1' }] as Filter[])
        assert.equal((await index.search(rowOf(vectors, 0), { k: 50, filter })).length, ids.length)
      assert.deepEqual(
        await index.search(rowOf(vectors, 0), { k: 50, filter: { toString: 'null' } as unknown as Filter }),
        [],
      )
      for (const [row, id] of ids.entries()) {
        assert.equal((await index.search(rowOf(vectors, row), { k: 1 }))[0]!.id, id)
        assert.equal((await index.get([id]))[0]!.documentId, id)
        assert.equal((await index.document(id))!.passages.length, 1)
        assert.equal(await index.remove([id]), 1)
      }
      assert.equal((await index.stats()).documents, 0)
    })

    test('what no document may hold is refused, wherever it stands, and nothing is written', async t => {
      const index = await engine.create(t)
      const vectors = clusteredVectors(2, DIMENSION, 18)
      const [first, good] = documents(2)
      const hostile = ['\ud800', 'a\udc00b', 'a\0', 'o\u0308']
      const of = (document: object, passage: object = {}): IndexedDocument => {
        const merged = { ...first!.document, ...document }
        return {
          document: merged,
          hash: 'h',
          passages: [{ ...first!.passages[0]!, id: merged.id, documentId: merged.id, ...passage }],
        }
      }
      const bad = [
        ...[...hostile, '', '.', '..', 'a'.repeat(513), 'ş'.repeat(257)].map(id => of({ id })),
        ...hostile.flatMap(text => [
          of({ source: text }),
          of({ title: text }),
          of({ metadata: { [text]: 1 } }),
          of({ metadata: { k: text } }),
          of({}, { text }),
          of({}, { id: text }),
        ]),
        of({}, { id: 'a'.repeat(529) }),
        of({}, { documentId: 'başka' }),
        of({ metadata: { k: Number.NaN } }),
        of({ metadata: { k: ['dizi'] } }),
        of({ metadata: { k: 'a'.repeat(64 << 10) } }),
      ]
      for (const document of bad)
        await assert.rejects(
          index.write([good!, document], vectors),
          refusal('invalid-input'),
          JSON.stringify(document).slice(0, 200),
        )
      assert.deepEqual(await index.documents({ limit: 10 }), [])
      await index.write([good!, first!], vectors)
      assert.equal((await index.stats()).documents, 2)
    })

    test('a search that was cancelled says so', async t => {
      const index = await engine.create(t)
      const query = unit(new Array(DIMENSION).fill(1))
      await assert.rejects(index.search(query, { k: 1, signal: AbortSignal.abort() }), refusal('cancelled'))
    })
  })
}
