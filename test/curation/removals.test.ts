import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { exactCopies, minedCopies } from '../../src/curation/copies.js'
import { dedupe, planDedupe } from '../../src/curation/dedupe.js'
import { parseKeep } from '../../src/curation/keep.js'
import { keepOne } from '../../src/curation/keep-one.js'
import { forgetRemoval, listRemovals, removedDocuments, undoRemoval } from '../../src/curation/removals.js'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import type { IndexedDocument, Page, SearchIndex } from '../../src/index/types.js'
import type { Metadata } from '../../src/types.js'
import { refusal } from '../contract/engine.js'
import { DIMENSION, IDENTITY } from '../contract/identity.js'
import { scratch } from '../support/scratch.js'
import { clusteredVectors } from '../support/vectors.js'

const ENGINES: Record<string, (t: TestContext) => Promise<SearchIndex>> = {
  memory: async () => new MemoryIndex('test', IDENTITY),
  embedded: async t => {
    const index = await EmbeddedIndex.create(scratch(t), 'test', IDENTITY)
    t.after(() => index.close())
    return index
  },
}

/** A document of these passages. */
function made(id: string, texts: readonly string[], metadata: Metadata = {}): IndexedDocument {
  const passages = texts.map((text, i) => ({
    id: texts.length === 1 ? id : `${id}#${i + 1}`,
    documentId: id,
    text,
    start: 0,
    end: text.length,
  }))
  return { document: { id, source: 's', title: `Başlık ${id}`, metadata }, hash: `hash of ${id}`, passages }
}

const CORPUS = [
  made('d1', ['Kayıp azalır.'], { yıl: 2020, etiket: 'a' }),
  made('d2', ['Kayıp  azalır. '], { yıl: 2024, etiket: 'b', __proto__x: 1 }),
  made('d3', ['Ağ derindir.']),
  made('d4', ['Kayıp\nazalır.'], { yıl: 2021, ekip: 'görü' }),
  made('uzun1', ['Kayıp azalır.', 'Ağ derindir.']),
  made('uzun2', ['Kayıp azalır.', 'Ağ  derindir.'], { yıl: 1 }),
  made('d5', ['kayıp azalır.']),
]

async function filled(index: SearchIndex): Promise<SearchIndex> {
  const rows = CORPUS.reduce((sum, { passages }) => sum + passages.length, 0)
  await index.write(CORPUS, clusteredVectors(rows, DIMENSION, 5))
  return index
}

/** All that is known of an index's documents, in the order of their ids. */
async function contentOf(index: SearchIndex): Promise<object[]> {
  const documents = await index.documents({ limit: 1000 })
  const hashes = await index.hashes(documents.map(({ id }) => id))
  return Promise.all(
    documents.map(async ({ id }) => {
      const found = await index.document(id)
      const vectors = await index.vectors(found!.passages.map(passage => passage.id))
      return { ...found, hash: hashes.get(id), vectors: vectors.map(vector => [...vector!]) }
    }),
  )
}

const idsOf = async (index: SearchIndex): Promise<string[]> =>
  (await index.documents({ limit: 1000 })).map(({ id }) => id)

/** The index, whose nth change from now on fails, as if the process had ended there. */
function endingAt(index: SearchIndex, n: number): SearchIndex {
  let left = n
  const ending = Object.create(index) as SearchIndex
  for (const method of ['write', 'remove', 'putRecords', 'removeRecords'] as const)
    Object.defineProperty(ending, method, {
      value: async (...args: unknown[]) => {
        if (left-- === 0) throw new Error('the end')
        return (index[method] as (...given: unknown[]) => Promise<unknown>).apply(index, args)
      },
    })
  return ending
}

for (const [engine, create] of Object.entries(ENGINES))
  describe(`removals, ${engine}`, () => {
    test('exact copies differ in white space only, passage by passage, and the first stays', async t => {
      const index = await filled(await create(t))
      const plan = planDedupe(await exactCopies(index), { keep: 'first', merge: false })
      assert.deepEqual(
        plan.removals.map(({ removed, kept, differs }) => [removed, kept, differs]),
        [
          ['d2', 'd1', ['etiket', 'yıl']],
          ['d4', 'd1', ['yıl']],
          ['uzun2', 'uzun1', []],
        ],
      )
      assert.deepEqual([plan.documents, plan.groups, plan.differing], [7, 2, { etiket: 1, yıl: 2 }])
      const removal = await dedupe(index, plan, { by: 'ayşe' })
      assert.deepEqual(await idsOf(index), ['d1', 'd3', 'd5', 'uzun1'])
      assert.deepEqual(await listRemovals(index), [removal])
      assert.deepEqual([removal!.documents, removal!.by], [3, 'ayşe'])
      assert.equal(
        await dedupe(index, planDedupe(await exactCopies(index), { keep: 'first', merge: true })),
        undefined,
      )
    })

    test('the longest stays, or that with the greatest value of a field, and takes over what it lacks', async t => {
      const index = await filled(await create(t))
      const kept = async (which: string): Promise<string[]> => {
        const plan = planDedupe(await exactCopies(index), { keep: parseKeep(which), merge: true })
        return [...new Set(plan.removals.map(removal => removal.kept))]
      }
      assert.deepEqual(await kept('longest'), ['d2', 'uzun2'])
      assert.deepEqual(await kept('yıl'), ['d2', 'uzun2'])
      assert.deepEqual(await kept('ekip'), ['d4', 'uzun1'])
      assert.deepEqual(await kept('yok'), ['d1', 'uzun1'])
      const before = await contentOf(index)
      const plan = planDedupe(await exactCopies(index), { keep: 'first', merge: true })
      const removal = await dedupe(index, plan)
      assert.deepEqual((await index.document('d1'))!.document.metadata, {
        yıl: 2020,
        etiket: 'a',
        __proto__x: 1,
        ekip: 'görü',
      })
      assert.deepEqual((await index.document('uzun1'))!.document.metadata, { yıl: 1 })
      assert.equal(removal!.merged, 2)
      assert.deepEqual(await undoRemoval(index, removal!.id), { restored: 3, reverted: 2, left: [] })
      assert.deepEqual(await contentOf(index), before)
    })

    test('wherever it is cut off, each document is there or can be brought back, and doing it again ends it', async t => {
      const index = await filled(await create(t))
      const before = await contentOf(index)
      const planned = async () => planDedupe(await exactCopies(index), { keep: 'longest', merge: true })
      let cuts = 0
      for (let n = 0; ; n++) {
        const done = await dedupe(endingAt(index, n), await planned()).catch(() => 'cut off' as const)
        // Undoing is cut off at every place, too.
        for (const { id } of await listRemovals(index))
          for (let m = 0; ; m++) {
            const end = await undoRemoval(endingAt(index, m), id).catch(() => 'cut off' as const)
            if (end !== 'cut off') break
            cuts++
          }
        assert.deepEqual(await contentOf(index), before, `cut off after ${n} changes`)
        if (done !== 'cut off') break
      }
      assert.ok(cuts > 5)
      assert.deepEqual(await index.records('removed', { limit: 10 }), [])
    })

    test('undoing leaves what has been written anew since, and removals that are forgotten cannot be undone', async t => {
      const index = await filled(await create(t))
      const plan = planDedupe(await exactCopies(index), { keep: 'first', merge: true })
      const { id } = (await dedupe(index, plan))!
      const other = made('d4', ['Bambaşka.'])
      const taken = {
        ...made('x', ['Alındı.']),
        passages: [{ ...other.passages[0]!, id: 'd2', documentId: 'x' }],
      }
      await index.write([other, taken], clusteredVectors(2, DIMENSION, 6))
      await index.write([made('d1', ['Yeni.'], { yeni: true })], clusteredVectors(1, DIMENSION, 7))
      const report = await undoRemoval(index, id)
      assert.deepEqual([report.restored, report.left.sort()], [1, ['d1', 'd2', 'd4']])
      assert.equal((await index.document('d4'))!.passages[0]!.text, 'Bambaşka.')
      await assert.rejects(undoRemoval(index, id), refusal('not-found'))

      const again = await keepOne(index, { keep: 'd3', remove: ['d5'], merge: false })
      assert.deepEqual((await removedDocuments(index, again.id, { limit: 5 })).documents, [
        { id: 'd5', kept: 'd3', text: 'kayıp azalır.', metadata: {} },
      ])
      await forgetRemoval(index, again.id)
      assert.deepEqual(await listRemovals(index), [])
      await assert.rejects(removedDocuments(index, again.id, { limit: 5 }), refusal('not-found'))
    })

    test('of a group, parts of longer documents are not removed, nor is what stays', async t => {
      const index = await filled(await create(t))
      const before = await contentOf(index)
      for (const [keep, remove, code] of [
        ['d1', ['d2', 'uzun1#1'], 'invalid-input'],
        ['d1', ['d2', 'd1'], 'invalid-input'],
        ['d1', ['yok'], 'not-found'],
        ['yok', ['d1'], 'not-found'],
      ] as const)
        await assert.rejects(keepOne(index, { keep, remove, merge: true }), refusal(code))
      assert.deepEqual(await contentOf(index), before)
      const { id } = await keepOne(index, { keep: 'uzun1#1', remove: ['d1', 'd5'], merge: true })
      assert.deepEqual(await idsOf(index), ['d2', 'd3', 'd4', 'uzun1', 'uzun2'])
      assert.equal((await index.document('uzun1'))!.document.metadata.yıl, 2020)
      await undoRemoval(index, id)
      assert.deepEqual(await contentOf(index), before)
    })

    test('mined groups are removed in the order of the index, without the parts of longer documents', async t => {
      const index = await filled(await create(t))
      const pages: Page[] = []
      for await (const page of index.scan()) pages.push(page)
      const rows = pages.flatMap(({ passages }) => passages.map(({ id }) => id))
      const members = ['d5', 'd1', 'uzun1#1']
      const group = { group: 1, representative: 'd5', text: '', members, scores: [1, 0.9, 0.8] }
      const found = await minedCopies(index, [{ ...group, rows: members.map(id => rows.indexOf(id)) }])
      const plan = planDedupe(found, { keep: 'first', merge: false })
      assert.deepEqual(
        plan.removals.map(({ removed, kept, score }) => [removed, kept, score]),
        [['d5', 'd1', 0.9]],
      )
      assert.equal(plan.parts, 1)
    })
  })
