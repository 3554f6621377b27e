import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { AnlamError } from '../../src/errors.js'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { openDatabase } from '../../src/index/embedded/sqlite.js'
import { STORE_FILE } from '../../src/index/embedded/store/store.js'
import { BUILTIN_MODEL } from '../../src/model/models.js'
import { Searcher } from '../../src/search/searcher.js'
import { scratch } from '../support/scratch.js'

const TEXTS = {
  svm: 'SVM, sınıfları ayıran en geniş payı arar.',
  tree: 'Karar ağacı, veriyi sorularla böler.',
  pay: 'Destek vektörleri sınıra en yakın örneklerdir.',
}

async function searcherOf(t: TestContext, texts: Record<string, string>) {
  const root = scratch(t)
  const encoder = await openEncoder(loadConfig(), BUILTIN_MODEL)
  const { model, fingerprint, dimension } = encoder.spec
  const index = await EmbeddedIndex.create(root, 'x', { model, fingerprint, dimension })
  t.after(() => Promise.all([index.close(), encoder.close()]))
  await index.write(
    Object.entries(texts).map(([id, text]) => ({
      document: { id, source: 'test', metadata: {} },
      hash: text,
      passages: [{ id, documentId: id, text, start: 0, end: text.length }],
    })),
    await encoder.encode(Object.values(texts), { kind: 'document' }),
  )
  // Scores of what is not in the graph yet are rounded otherwise.
  await index.commit()
  return { searcher: new Searcher(encoder, index), store: `${root}/x/${STORE_FILE}` }
}

test('without a mode, a search is by meaning and by wording', async t => {
  const { searcher } = await searcherOf(t, TEXTS)
  const { mode, hits } = await searcher.search({ query: 'SVM' })
  assert.equal(mode, 'hybrid')
  assert.equal(hits[0]!.id, 'svm')
  assert.ok(hits[0]!.bm25! > 0 && hits[0]!.score > hits[0]!.cosine!)
  assert.deepEqual(await searcher.search({ query: 'SVM', mode: 'hybrid' }).then(({ hits }) => hits), hits)
})

test('a query with too many words to look for is searched by meaning, unless wording is asked for', async t => {
  const { searcher } = await searcherOf(t, TEXTS)
  const query = Array.from({ length: 2000 }, (_, i) => `kelime${i}`).join(' ')
  const { mode, hits } = await searcher.search({ query })
  assert.deepEqual([mode, hits.length], ['semantic', 3])
  for (const mode of ['hybrid', 'lexical'] as const)
    await assert.rejects(
      searcher.search({ query, mode }),
      (error: unknown) => error instanceof AnlamError && error.code === 'invalid-input',
    )
  await assert.rejects(searcher.search({ query: '-SVM -YSA' }), /only excludes/)
})

test('an index that keeps no words is searched by meaning', async t => {
  const { searcher, store } = await searcherOf(t, TEXTS)
  const database = openDatabase(store)
  database.prepare("DELETE FROM meta WHERE key = 'lexical'").run()
  database.close()
  assert.equal((await searcher.search({ query: 'SVM' })).mode, 'semantic')
  await assert.rejects(searcher.search({ query: 'SVM', mode: 'hybrid' }), /keeps no words/)
})

test('collapsed, a text is there once, and further hits take the places of its copies, in every mode', async t => {
  const copies = Array.from({ length: 40 }, (_, i) => [
    `copy${i}`,
    i % 2 ? TEXTS.svm : TEXTS.svm.toUpperCase(),
  ])
  const { searcher } = await searcherOf(t, { ...Object.fromEntries(copies), ...TEXTS, other: 'SVM nedir?' })
  for (const mode of ['semantic', 'lexical', 'hybrid'] as const) {
    const query = 'SVM sınıfları ayıran karar vektör'
    const plain = await searcher.search({ query, mode, k: 4 })
    const { hits } = await searcher.search({ query, mode, k: 4, collapse: true })
    const isCopy = ({ id }: { id: string }): boolean => id === 'svm' || id.startsWith('copy')
    assert.ok(plain.hits.filter(isCopy).length > 1, mode)
    assert.deepEqual([hits.length, hits.filter(isCopy).length], [4, 1], mode)
    assert.deepEqual(
      hits.map(({ rank }) => rank),
      [1, 2, 3, 4],
    )
    const [first, ...others] = hits.filter(({ copies }) => copies !== undefined)
    assert.equal(first!.copies, 40)
    assert.deepEqual([first!.copyIds!.length, others.length], [40, 0])
    assert.ok(!first!.copyIds!.includes(first!.id))
  }
})
