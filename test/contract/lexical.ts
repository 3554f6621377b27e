import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import type { IndexedDocument, LexicalQuery, SearchIndex } from '../../src/index/types.js'
import { clusteredVectors } from '../support/vectors.js'
import type { Engine } from './engine.js'
import { DIMENSION, IDENTITY } from './identity.js'

const TEXTS = [
  'Aşırı öğrenme, modelin eğitim verisini ezberlemesidir.',
  'Asiri ogrenme modelin egitim verisini ezberlemesidir.',
  'Modelin öğrenmesi aşırı uzun sürdü; öğrenme oranı küçüktü.',
  'IŞIK hızı sabittir.',
  'Işığın hızı ölçülür, isik yazılsa da.',
  "CNN'in katmanları evrişimlidir; CNN'lerde havuzlama vardır.",
  'k-NN algoritması komşulara bakar, KNN diye de yazılır.',
  "C++ ve C# dilleri; 3,14 sayısı; GPT-4'ün belirteçleri.",
  'Kümeleme, verileri kümelere ayırır.',
  'Altın alan alıntı altında.',
]

async function filled(index: SearchIndex, texts: readonly string[], from = 0): Promise<SearchIndex> {
  const documents = texts.map((text, i): IndexedDocument => {
    const id = `m${from + i}`
    return {
      document: { id, source: 'test', metadata: { parity: i % 2, date: `2024-0${(i % 9) + 1}-01` } },
      hash: text,
      passages: [{ id, documentId: id, text, start: 0, end: text.length }],
    }
  })
  await index.write(documents, clusteredVectors(texts.length, DIMENSION, 1))
  return index
}

/** What searching wording must do; scores are those of an oracle that looks at every passage. */
export function lexicalContract(name: string, engine: Engine): void {
  describe(`SearchIndex contract, wording: ${name}`, () => {
    const found = async (index: SearchIndex, query: LexicalQuery): Promise<string[]> =>
      (await index.lexical(query, { k: 10 })).map(hit => hit.id)

    test('a word finds its other forms, and the form it is written in first', async t => {
      const index = await filled(await engine.create(t), TEXTS)
      assert.deepEqual((await found(index, { word: 'öğrenme' })).sort(), ['m0', 'm1', 'm2'])
      assert.equal(
        (await found(index, { all: [{ word: 'aşırı' }, { word: 'öğrenme' }, { word: 'ezber' }] }))[0],
        'm0',
      )
      assert.equal(
        (await found(index, { all: [{ word: 'asiri' }, { word: 'ogrenme' }, { word: 'ezber' }] }))[0],
        'm1',
      )
      assert.ok((await found(index, { word: 'küme' })).includes('m8'))
      assert.deepEqual(await found(index, { word: 'cnn' }), ['m5'])
    })

    test('a passage is found by what it stands under, below one that says it, and marks follow what is replaced', async t => {
      const index = await engine.create(t)
      const write = async (
        id: string,
        text: string,
        title?: string,
        heading?: string | number,
      ): Promise<void> => {
        const document = {
          id,
          source: 'test',
          ...(title === undefined ? {} : { title }),
          metadata: { ...(heading === undefined ? {} : { heading }) },
        }
        const passages = [1, 2].map(n => ({
          id: `${id}#${n}`,
          documentId: id,
          text: `${text} ${n}`,
          start: 0,
          end: text.length + 2,
        }))
        await index.write(
          [{ document, hash: `${text} ${title} ${heading}`, passages }],
          clusteredVectors(2, DIMENSION, 3),
        )
      }
      await write(
        'a',
        'Ağırlıkların bir kısmı rastgele sıfırlanır',
        'Seyreltme',
        'Düzenlileştirme yöntemleri',
      )
      await write('b', 'Seyreltme bir düzenlileştirme yöntemidir')
      await write('c', 'Bambaşka bir metin', 'Kümeleme', 7)
      const ids = async (query: LexicalQuery) => [
        ...new Set((await found(index, query)).map(id => id.slice(0, 1))),
      ]
      assert.deepEqual(await ids({ word: 'düzenlileştirme' }), ['b', 'a'])
      assert.deepEqual(await ids({ word: 'seyreltmenin' }), ['b', 'a'])
      assert.deepEqual(await ids({ phrase: ['düzenlileştirme', 'yöntemi'] }), ['b', 'a'])
      assert.deepEqual(await ids({ word: 'kümeleme' }), ['c'])
      assert.deepEqual(
        await found(index, { match: { word: 'bir' }, not: { word: 'kümeleme' } }).then(hits => hits.length),
        4,
      )
      await write('c', 'Bambaşka bir metin', 'Sınıflandırma', 'Kümeleme')
      await write('a', 'Ağırlıkların bir kısmı rastgele sıfırlanır')
      assert.deepEqual(await ids({ word: 'kümeleme' }), ['c'])
      assert.deepEqual(await ids({ word: 'seyreltme' }), ['b'])
      await index.remove(['c'])
      assert.deepEqual(await ids({ word: 'kümeleme' }), [])
    })

    test('capital I is ı, capital İ is i', async t => {
      const index = await filled(await engine.create(t), ['IŞIK', 'İSİM', 'ısı', 'isi'])
      assert.equal((await found(index, { word: 'ışık' }))[0], 'm0')
      assert.equal((await found(index, { word: 'isim' }))[0], 'm1')
      assert.equal((await found(index, { word: 'ısı' }))[0], 'm2')
      assert.equal((await found(index, { word: 'isi' }))[0], 'm3')
    })

    test('a circumflex may be left out or put in, but the spelling as typed is first', async t => {
      const texts = ['kâr oranı arttı', 'kar oranı arttı', 'hala sürüyor', 'hâlâ sürüyor']
      const index = await filled(await engine.create(t), texts)
      assert.deepEqual(await found(index, { word: 'kâr' }), ['m0', 'm1'])
      assert.deepEqual(await found(index, { word: 'kar' }), ['m1', 'm0'])
      assert.deepEqual(await found(index, { word: 'hâlâ' }), ['m3', 'm2'])
      assert.deepEqual(await found(index, { word: 'hala' }), ['m2', 'm3'])
    })

    test('names with signs are words, with a hyphen or without', async t => {
      const index = await filled(await engine.create(t), TEXTS)
      assert.deepEqual(await found(index, { word: 'C++' }), ['m7'])
      assert.deepEqual(await found(index, { word: 'c#' }), ['m7'])
      assert.deepEqual(await found(index, { word: 'knn' }), ['m6'])
      assert.deepEqual(await found(index, { word: 'k-nn' }), ['m6'])
      assert.deepEqual(await found(index, { word: '3,14' }), ['m7'])
      assert.deepEqual(await found(index, { word: 'GPT-4' }), ['m7'])
    })

    test('another name finds the forms of a phrase, and scores less than what is asked for', async t => {
      const index = await filled(await engine.create(t), TEXTS)
      assert.deepEqual(await found(index, { name: 'aşırı öğrenmeyi' }), ['m0', 'm1'])
      assert.deepEqual(await found(index, { name: 'k-NN' }), ['m6'])
      const [asked] = await index.lexical({ word: 'havuzlama' }, { k: 1 })
      const [other] = await index.lexical({ name: 'havuzlama' }, { k: 1 })
      assert.equal(other!.id, asked!.id)
      assert.ok(other!.score < 0.7 * asked!.score)
    })

    test('phrases keep their order, prefixes go on, and what is excluded is not there', async t => {
      const index = await filled(await engine.create(t), TEXTS)
      assert.deepEqual(await found(index, { phrase: ['aşırı', 'öğrenmeyi'] }), ['m0', 'm1'])
      assert.deepEqual(await found(index, { phrase: ['öğrenme', 'aşırı'] }), ['m2'])
      assert.deepEqual((await found(index, { prefix: 'evr' })).sort(), ['m5'])
      assert.deepEqual((await found(index, { prefix: 'ogrenm' })).sort(), ['m0', 'm1', 'm2'])
      assert.deepEqual(await found(index, { match: { word: 'öğrenme' }, not: { word: 'oran' } }), [
        'm0',
        'm1',
      ])
      assert.deepEqual((await found(index, { any: [{ word: 'küme' }, { word: 'altın' }] })).sort(), [
        'm8',
        'm9',
      ])
      assert.deepEqual(await found(index, { word: '…!' }), [])
    })

    test('filters hold, with bounds too', async t => {
      const index = await filled(await engine.create(t), TEXTS)
      const search = async (filter: Parameters<SearchIndex['lexical']>[1]['filter']) =>
        (await index.lexical({ word: 'öğrenme' }, { k: 10, ...(filter ? { filter } : {}) })).map(
          hit => hit.id,
        )
      assert.deepEqual(await search({ parity: '1' }), ['m1'])
      assert.deepEqual((await search({ date: { gte: '2024-02' } })).sort(), ['m1', 'm2'])
      assert.deepEqual(await search({ date: { gt: '2024-01-01', lt: '2024-03' } }), ['m1'])
      assert.deepEqual(await search({ parity: { gte: '0.5', lte: '10' } }), ['m1'])
      assert.deepEqual(await search({ missing: { gte: '0' } }), [])
    })

    test('scores are those of the oracle, also after removals', async t => {
      const word = fc.constantFrom(
        ...'öğrenme ogrenme öğrenmenin modeli modelin model küme kümeleme veri verisi IŞIK ışık isik k-NN 3,5 katman'.split(
          ' ',
        ),
      )
      const text = fc.array(word, { minLength: 1, maxLength: 12 }).map(words => words.join(' '))
      const query: fc.Arbitrary<LexicalQuery> = fc.letrec<{ query: LexicalQuery }>(tie => ({
        query: fc.oneof(
          { maxDepth: 2 },
          word.map(w => ({ word: w })),
          fc.record({ prefix: word.map(w => w.slice(0, 4)) }),
          fc.record({ phrase: fc.array(word, { minLength: 1, maxLength: 2 }) }),
          fc.record({ any: fc.array(tie('query'), { minLength: 1, maxLength: 3 }) }),
          fc.record({ all: fc.array(tie('query'), { minLength: 1, maxLength: 2 }) }),
        ),
      })).query
      // Deeper down, what an exclusion means for scores is each engine's own.
      const name = fc.array(word, { minLength: 1, maxLength: 2 }).map(words => ({ name: words.join(' ') }))
      const top = fc.oneof(
        query,
        fc.record({ match: query, not: query }),
        fc.record({
          any: fc.tuple(fc.record({ phrase: fc.array(word, { minLength: 1, maxLength: 2 }) }), name),
        }),
      )
      await fc.assert(
        fc.asyncProperty(
          fc.array(text, { minLength: 1, maxLength: 25 }),
          fc.nat(5),
          top,
          async (texts, gone, wanted) => {
            const index = await filled(await engine.create(t), texts)
            const oracle = await filled(new MemoryIndex('oracle', IDENTITY), texts)
            for (const target of [index, oracle])
              await target.remove(texts.slice(0, gone).map((_, i) => `m${i}`))
            const [got, want] = await Promise.all(
              [index, oracle].map(target => target.lexical(wanted, { k: 30 })),
            )
            assert.deepEqual(new Set(got!.map(hit => hit.id)), new Set(want!.map(hit => hit.id)))
            const expected = new Map(want!.map(hit => [hit.id, hit.score]))
            for (const { id, score } of got!)
              assert.ok(Math.abs(score - expected.get(id)!) < 1e-6, `${id}: ${score}`)
            await index.close()
          },
        ),
        { numRuns: engine.runs ?? 25, seed: 20_261_123 },
      )
    })
  })
}
