import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fuse, scoring } from '../../src/index/fusion.js'
import type { IndexedDocument, LexicalQuery, SearchIndex } from '../../src/index/types.js'
import { clusteredVectors } from '../support/vectors.js'
import type { Engine } from './engine.js'
import { DIMENSION } from './identity.js'

/** Passages of words that are the same in all three fields: short, without Turkish letters, and their own stems. */
const PASSAGES: Record<string, string> = {
  a: 'ev su',
  b: 'ev ev top mor ay su su su',
  c: 'su top ev',
  d: 'su',
  e: 'su ay mor mor',
  f: 'top su su top su',
}
/** Of the fields exact, plain and stem. */
const WEIGHTS = [0.02, 1, 1]
const [K1, B] = [1.2, 0.75]

type Words = readonly string[]

/**
 * BM25 as `SearchIndex.lexical` defines it, written down anew.
 * @param terms each with the weight of its field, and how often it stands among the words of a passage
 */
function expected(
  passages: Record<string, string>,
  terms: readonly { weight: number; count: (words: Words) => number }[],
): Record<string, number> {
  const words = Object.values(passages).map(text => text.split(' '))
  // Each word is an entry of three fields.
  const lengths = words.map(each => 3 * each.length)
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length
  const scores = words.map((each, i) =>
    terms.reduce((sum, { weight, count }) => {
      const holding = words.filter(other => count(other) > 0).length
      const idf = Math.max(1e-6, Math.log((words.length - holding + 0.5) / (holding + 0.5)))
      const f = weight * count(each)
      return sum + (idf * f * (K1 + 1)) / (f + K1 * (1 - B + (B * lengths[i]!) / mean))
    }, 0),
  )
  return Object.fromEntries(Object.keys(passages).map((id, i) => [id, scores[i]!]))
}

const word = (wanted: string) =>
  WEIGHTS.map(weight => ({ weight, count: (words: Words) => words.filter(each => each === wanted).length }))

const prefix = (wanted: string) =>
  WEIGHTS.slice(0, 2).map(weight => ({
    weight,
    count: (words: Words) => words.filter(each => each.startsWith(wanted)).length,
  }))

const phrase = (first: string, second: string) =>
  [WEIGHTS[0]!, WEIGHTS[2]!].map(weight => ({
    weight,
    count: (words: Words) => words.filter((each, i) => each === first && words[i + 1] === second).length,
  }))

/** The scale of scores by wording, which is the same in every engine: fusion adds them to cosines. */
export function lexicalScoresContract(name: string, engine: Engine): void {
  describe(`SearchIndex contract, scores by wording: ${name}`, () => {
    const filled = async (index: SearchIndex): Promise<SearchIndex> => {
      const documents = Object.entries(PASSAGES).map(
        ([id, text]): IndexedDocument => ({
          document: { id, source: 'test', metadata: { early: id < 'd' } },
          hash: id,
          passages: [{ id, documentId: id, text, start: 0, end: text.length }],
        }),
      )
      await index.write(documents, clusteredVectors(documents.length, DIMENSION, 1))
      return index
    }
    const check = async (
      index: SearchIndex,
      query: LexicalQuery,
      wanted: Record<string, number>,
      found: string,
      options = {},
    ): Promise<void> => {
      const hits = await index.lexical(query, { k: 10, ...options })
      assert.deepEqual(
        hits
          .map(({ id }) => id)
          .sort()
          .join(''),
        found,
      )
      for (const { id, score } of hits)
        assert.ok(Math.abs(score - wanted[id]!) < 1e-9, `${id}: ${score}, not ${wanted[id]}`)
    }

    test('a word counts in each of its three forms, against the length of all fields', async t => {
      const index = await filled(await engine.create(t))
      await check(index, { word: 'mor' }, expected(PASSAGES, word('mor')), 'be')
      await check(index, { word: 'ev' }, expected(PASSAGES, word('ev')), 'abc')
    })

    test('a word that is in most passages counts next to nothing, and not less', async t => {
      const index = await filled(await engine.create(t))
      await check(index, { word: 'su' }, expected(PASSAGES, word('su')), 'abcdef')
    })

    test('words of which any or all may be there add up, and one that is repeated counts again, four times at most', async t => {
      const index = await filled(await engine.create(t))
      const [mor, ay] = [{ word: 'mor' }, { word: 'ay' }]
      const both = expected(PASSAGES, [...word('mor'), ...word('ay')])
      await check(index, { any: [mor, ay] }, both, 'be')
      await check(index, { all: [mor, ay] }, both, 'be')
      const top = { word: 'top' }
      const times = (n: number) => expected(PASSAGES, Array.from({ length: n }, () => word('top')).flat())
      await check(index, { any: [top, top] }, times(2), 'bcf')
      await check(index, { any: [top, top, top, top, top, top] }, times(4), 'bcf')
    })

    test('a prefix counts every word that goes on so, a phrase every place where it stands', async t => {
      const index = await filled(await engine.create(t))
      await check(index, { prefix: 'to' }, expected(PASSAGES, prefix('to')), 'bcf')
      await check(index, { phrase: ['su', 'top'] }, expected(PASSAGES, phrase('su', 'top')), 'cf')
    })

    test('the full score is that of a passage of mean length with each term once', async t => {
      const index = await filled(await engine.create(t))
      // An entry of its own, as long as the mean, would change the counts; so it is computed from the definition.
      const idf = (holding: number) => Math.max(1e-6, Math.log((6 - holding + 0.5) / (holding + 0.5)))
      const once = (holding: number) =>
        WEIGHTS.reduce((sum, weight) => sum + (idf(holding) * weight * (K1 + 1)) / (weight + K1), 0)
      const close = (score: number, wanted: number) => assert.ok(Math.abs(score - wanted) < 1e-9, `${score}`)
      close(await index.fullScore({ word: 'mor' }), once(2))
      close(
        await index.fullScore({ any: [{ word: 'mor' }, { word: 'top' }, { word: 'kuş' }] }),
        once(2) + once(3) + once(0),
      )
      assert.equal(await index.fullScore({ word: '…' }), 0)
      await index.remove(Object.keys(PASSAGES))
      assert.equal(await index.fullScore({ word: 'mor' }), 0)
    })

    test('a search by both ranks the best of each side by the cosine and BM25 of each', async t => {
      const index = await filled(await engine.create(t))
      const vector = clusteredVectors(9, DIMENSION, 5).values.slice(0, DIMENSION)
      const cosines = new Map(
        (await index.search(vector, { k: 6, exact: true })).map(hit => [hit.id, hit.score]),
      )
      const fusion = { k: 10, length: 3, bagOfWords: true }
      const query = { wording: { word: 'mor' }, words: { word: 'top' }, vector, demands: false, fusion }
      for (const options of [{ k: 1 }, { k: 2 }, { k: 10 }, { k: 10, filter: { early: 'true' } }]) {
        const near = await index.search(vector, options)
        const worded = await index.lexical(query.wording, options)
        const ids = [...new Set([...near, ...worded].map(({ id }) => id))]
        const vectors = await index.vectors(ids)
        const wanted = fuse(
          ids.map((id, i) => ({
            id,
            vector: vectors[i]!,
            cosine: cosines.get(id)!,
            bm25: worded.find(hit => hit.id === id)?.score ?? 0,
          })),
          vector,
          scoring(
            await index.fullScore(query.words),
            fusion,
            ids.map(id => PASSAGES[id]!),
          ),
          fusion,
        )
        const found = await index.hybrid(query, options)
        assert.deepEqual(
          found.hits.map(({ id, text, source }) => [id, text, source]),
          wanted.map(({ id }) => [id, PASSAGES[id], 'test']),
        )
        for (const [i, { cosine, bm25, score }] of found.hits.entries()) {
          assert.ok(Math.abs(cosine - wanted[i]!.cosine) < 1e-6, wanted[i]!.id)
          assert.ok(Math.abs(bm25 - wanted[i]!.bm25) < 1e-9, wanted[i]!.id)
          assert.ok(Math.abs(score - wanted[i]!.score) < 1e-6, wanted[i]!.id)
        }
        assert.equal(found.near.length, near.length)
        for (const [i, { score }] of found.near.entries())
          assert.ok(Math.abs(score - near[i]!.score) < 1e-6, String(i))
        const first = await index.hybrid({ ...query, fusion: { ...fusion, k: 1 } }, options)
        assert.deepEqual(
          first.hits.map(({ id }) => id),
          found.hits.slice(0, 1).map(({ id }) => id),
        )
        // A cluster may take the same inner product with other instructions the next time.
        const close = (hits: typeof found.near, wanted: typeof found.near) => {
          assert.equal(hits.length, wanted.length)
          for (const [i, { score }] of hits.entries()) assert.ok(Math.abs(score - wanted[i]!.score) < 1e-6)
        }
        close(first.hits, found.hits.slice(0, 1))
        close(first.near, found.near)
        const demanded = await index.hybrid({ ...query, demands: true }, options)
        assert.deepEqual(demanded.hits.map(({ id }) => id).sort(), worded.map(({ id }) => id).sort())
        assert.ok(demanded.hits.every(({ id, cosine }) => Math.abs(cosine - cosines.get(id)!) < 1e-6))
      }
      const none = { word: '…' }
      const alone = { ...fusion, bagOfWords: false }
      const wordless = await index.hybrid({ ...query, wording: none, words: none, fusion: alone }, { k: 2 })
      assert.deepEqual(
        wordless.hits.map(({ score, cosine }) => Math.abs(score - cosine) < 1e-9),
        [true, true],
      )
      await assert.rejects(index.hybrid({ ...query, vector: vector.slice(1) }, { k: 1 }), {
        code: 'invalid-input',
      })
    })

    test('what was ranked ahead of a search by both is ranked again after a write', async t => {
      const index = await filled(await engine.create(t))
      const vector = clusteredVectors(9, DIMENSION, 5).values.slice(0, DIMENSION)
      const wording = { word: 'mor' }
      const fusion = { k: 10, length: 3, bagOfWords: false }
      const holding = async (): Promise<string[]> => {
        const { hits } = await index.hybrid(
          { wording, words: wording, vector, demands: true, fusion },
          { k: 5 },
        )
        return hits.map(({ id }) => id).sort()
      }
      for (const wanted of [['b', 'e'], ['e']]) {
        await index.anticipate?.(wording, 5)
        assert.deepEqual(await holding(), wanted)
        await index.remove(['b'])
      }
      await index.anticipate?.({ word: '…' }, 5)
      assert.deepEqual(await holding(), ['e'])
    })

    test('scores are of the passages that are there, whatever the filter and k', async t => {
      const index = await filled(await engine.create(t))
      await check(index, { word: 'top' }, expected(PASSAGES, word('top')), 'bc', {
        filter: { early: 'true' },
      })
      const [best] = await index.lexical({ word: 'top' }, { k: 1 })
      assert.ok(Math.abs(best!.score - Math.max(...Object.values(expected(PASSAGES, word('top'))))) < 1e-9)
      await index.remove(['b', 'd'])
      const { b: _b, d: _d, ...rest } = PASSAGES
      await check(index, { word: 'mor' }, expected(rest, word('mor')), 'e')
    })
  })
}
