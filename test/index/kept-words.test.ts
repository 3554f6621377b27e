import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { AnlamError } from '../../src/errors.js'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { checkIntegrity } from '../../src/index/embedded/maintenance/integrity.js'
import { openDatabase } from '../../src/index/embedded/sqlite.js'
import { analyze } from '../../src/index/lexical.js'
import type { IndexedDocument } from '../../src/index/types.js'
import { IDENTITY } from '../contract/identity.js'
import { scratch } from '../support/scratch.js'
import { shared, unlessShared } from '../support/shared.js'
import { clusteredVectors } from '../support/vectors.js'

async function indexOf(
  t: TestContext,
  texts: readonly string[],
): Promise<{ root: string; index: EmbeddedIndex }> {
  const root = scratch(t)
  const index = await EmbeddedIndex.create(root, 'x', IDENTITY)
  t.after(() => index.close().catch(() => undefined))
  const documents = texts.map((text, i): IndexedDocument => {
    const id = `m${i}`
    const passages = [{ id, documentId: id, text, start: 0, end: text.length }]
    return { document: { id, source: 'test', metadata: {} }, hash: text, passages }
  })
  await index.write(documents, clusteredVectors(texts.length, IDENTITY.dimension, 1))
  return { root, index }
}

async function assertSound(root: string): Promise<void> {
  const bad = (await checkIntegrity(join(root, 'x'), 'x')).filter(({ ok }) => !ok)
  assert.deepEqual(bad, [])
}

const ids = async (index: EmbeddedIndex, word: string): Promise<string[]> =>
  (await index.lexical({ word }, { k: 10 })).map(({ id }) => id)

/** Every code point that means something, but for halves of others, and NUL, which no text may hold. */
function* assigned(): Generator<string> {
  for (let code = 1; code <= 0x10ffff; code++) {
    const letter = String.fromCodePoint(code)
    if (/[^\p{Cn}\p{Cs}]/u.test(letter)) yield letter
  }
}

test('words with any code point there is are counted as the passages have them, and found', async t => {
  const WORDS_OF_PASSAGE = 200
  const texts: string[][] = [[]]
  const wanted: { word: string; id: string }[] = []
  const write = (word: string): void => {
    if (texts.at(-1)!.length >= WORDS_OF_PASSAGE) texts.push([])
    texts.at(-1)!.push(word.normalize('NFC'))
  }
  // Most are letters that nothing is done to, and words of many of them do.
  let ordinary = ''
  let changed = 0
  for (const letter of assigned()) {
    if (/^\p{Lo}$/u.test(letter) && letter.normalize('NFKC') === letter) ordinary += letter
    else write(`q${letter}x`)
    if (/[\p{L}\p{N}]/u.test(letter) && letter.normalize('NFKC') !== letter) {
      write(letter)
      if (changed++ % 12 === 0) wanted.push({ word: `q${letter}x`, id: `m${texts.length - 1}` })
    }
    if (ordinary.length < 24) continue
    write(ordinary)
    ordinary = ''
  }
  const { root, index } = await indexOf(
    t,
    texts.map(words => words.join(' ')),
  )
  await assertSound(root)
  for (const { word, id } of wanted) {
    const hits = await index.lexical({ word }, { k: 100 })
    assert.ok(
      hits.some(hit => hit.id === id),
      `${word} (U+${word.codePointAt(1)!.toString(16)}) is not found`,
    )
  }
  // What was counted in is counted out.
  await index.remove(['m0', 'm1', `m${texts.length - 1}`])
  await assertSound(root)
})

test('fractions, numbers in parentheses, letters that become words, and long words are kept whole', async t => {
  const path = 'a-'.repeat(20_000)
  const texts = [
    'Verinin ½ kadarı',
    '⑴ ilk ⒈ madde',
    'ﷺ yazısı',
    `${'𐐀'.repeat(40)} uzun`,
    `a${'𐐀'.repeat(40)}`,
    path,
  ]
  const { root, index } = await indexOf(t, texts)
  await assertSound(root)
  assert.deepEqual(await ids(index, '½'), ['m0'])
  assert.deepEqual(await ids(index, '⒈'), ['m1'])
  assert.deepEqual(await ids(index, 'ﷺ'), ['m2'])
  assert.deepEqual(await ids(index, `a${'𐐀'.repeat(40)}`), ['m4'])
  assert.deepEqual(await ids(index, '𐐀'.repeat(40)), ['m3'])
  assert.deepEqual(
    (await index.lexical({ phrase: ['verinin', '½', 'kadarı'] }, { k: 10 })).map(({ id }) => id),
    ['m0'],
  )
  assert.ok(Object.values(analyze({ text: path })).every(words => words.every(word => word.length <= 64)))
})

test('the sample with a half is sound, and found by it', {
  skip: unlessShared('cases/files/kesir.jsonl'),
}, async t => {
  const file = await readFile(shared('cases/files/kesir.jsonl'), 'utf8')
  const { text } = JSON.parse(file.split('\n')[0]!) as { text: string }
  const { root, index } = await indexOf(t, [text])
  await assertSound(root)
  assert.deepEqual(await ids(index, '½'), ['m0'])
})

test('an index with words of an earlier version says so, and gets new ones with the next write', async t => {
  const { root, index } = await indexOf(t, ['Verinin ½ kadarı'])
  await index.close()
  const database = openDatabase(join(root, 'x', 'store.sqlite'))
  database.exec(`DROP TABLE lexical;
    CREATE VIRTUAL TABLE lexical USING fts5(exact, plain, stem, content='', prefix='5', tokenize='unicode61')`)
  database.prepare("UPDATE meta SET value = '1' WHERE key = 'lexical'").run()
  database.close()
  const reader = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
  t.after(() => reader.close())
  await assert.rejects(
    reader.lexical({ word: 'veri' }, { k: 1 }),
    (error: AnlamError) => error.code === 'incompatible-index' && /anlam index/.test(error.message),
  )
  await (await EmbeddedIndex.open(root, 'x', { mode: 'writer' })).close()
  assert.deepEqual(
    (await reader.lexical({ word: '½' }, { k: 1 })).map(({ id }) => id),
    ['m0'],
  )
  await assertSound(root)
})
