import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ReadDocument } from '../../src/corpus/types.js'
import { AnlamError } from '../../src/errors.js'
import { file, readAll } from '../support/corpus.js'
import { scratch } from '../support/scratch.js'
import { shared, unlessShared } from '../support/shared.js'

const texts = (documents: ReadDocument[]): string[] => documents.map(({ document }) => document.text)

test('JSON lines keep id, title and metadata; rows without id are named by file and line', async t => {
  const path = file(
    t,
    'a.jsonl',
    '{"id":"x","text":"bir","title":"T","yıl":2020,"liste":[1]}\n\n{"text":"iki"}\n{"id":7,"text":"üç"}\n',
  )
  const { documents } = await readAll([path])
  assert.deepEqual(
    documents.map(d => d.document.id),
    ['x', `${path}#3`, '7'],
  )
  assert.deepEqual(documents[0]!.document, {
    id: 'x',
    text: 'bir',
    source: path,
    title: 'T',
    metadata: { yıl: 2020, liste: '[1]' },
  })
})

test('a malformed line 7 of 10 is named by file and line, or skipped and reported', async t => {
  const rows = Array.from({ length: 10 }, (_, i) =>
    i === 6 ? '{"text": "kırık' : JSON.stringify({ text: `satır ${i}` }),
  )
  const path = file(t, 'a.jsonl', rows.join('\n'))
  await assert.rejects(
    readAll([path]),
    error =>
      error instanceof AnlamError &&
      error.code === 'invalid-input' &&
      error.message.includes(`${path}, line 7`),
  )
  const { documents, skipped } = await readAll([path], { onError: 'skip' })
  assert.equal(documents.length, 9)
  assert.equal(skipped.length, 1)
  assert.match(skipped[0]!, /line 7/)
})

for (const [what, row] of [
  ['no text field', '{"metin":"a"}'],
  ['a text that is a number', '{"text":3}'],
  ['an array', '["a"]'],
  ['an id that is an object', '{"id":{},"text":"a"}'],
  ['an empty id', '{"id":"","text":"a"}'],
] as const) {
  test(`a row that has ${what} is an error`, async t => {
    await assert.rejects(
      readAll([file(t, 'a.jsonl', row)]),
      (error: AnlamError) => error.code === 'invalid-input' && /line 1/.test(error.message),
    )
  })
}

test('an id that comes twice is an error, also across files', async t => {
  const paths = ['a.jsonl', 'b.jsonl'].map(name => file(t, name, '{"id":"x","text":"a"}'))
  await assert.rejects(readAll(paths), /"x" comes again/)
  assert.equal((await readAll(paths, { onError: 'skip' })).documents.length, 1)
})

test('empty texts are skipped and reported, never an error', async t => {
  const { documents, skipped } = await readAll([
    file(t, 'a.jsonl', '{"text":""}\n{"text":"  \\n"}\n{"text":"…"}\n{"text":"var"}'),
  ])
  assert.deepEqual(texts(documents), ['var'])
  assert.equal(skipped.length, 3)
})

test('NUL, lone surrogates and NFD are repaired and counted', async t => {
  const path = file(
    t,
    'a.jsonl',
    '{"text":"a\\u0000b"}\n{"text":"x\\ud800y"}\n{"text":"o\\u0308g\\u0306renme"}\n{"text":"temiz"}',
  )
  const { documents } = await readAll([path])
  assert.deepEqual(texts(documents), ['ab', 'x\ufffdy', 'öğrenme', 'temiz'])
  assert.deepEqual(
    documents.map(d => d.repaired),
    [true, true, true, false],
  )
})

test('tables: comma, semicolon and tab, quotes, line ends inside a cell', async t => {
  const csv = await readAll([file(t, 'a.csv', 'id,text\n1,"virgül, ""tırnak"" ve\nsatır"\n2,düz\n')])
  assert.deepEqual(texts(csv.documents), ['virgül, "tırnak" ve\nsatır', 'düz'])
  const semicolon = await readAll([file(t, 'b.csv', '\ufeffid;text;tür\r\n1;a, b;x\r\n')])
  assert.deepEqual(semicolon.documents[0]!.document.metadata, { tür: 'x' })
  assert.deepEqual(texts(semicolon.documents), ['a, b'])
  assert.deepEqual(texts((await readAll([file(t, 'c.tsv', 'text\tid\nbir iki\t5\n')])).documents), [
    'bir iki',
  ])
})

test('a table row with too many cells is named by line, or skipped', async t => {
  const path = file(t, 'a.csv', 'id,text\n1,bir\n2,iki,fazla\n3,üç\n')
  await assert.rejects(readAll([path]), /line 3/)
  assert.deepEqual(texts((await readAll([path], { onError: 'skip' })).documents), ['bir', 'üç'])
})

test('a folder is walked in order; other formats and tables without text are passed over and reported', async t => {
  const root = scratch(t)
  mkdirSync(join(root, 'alt'))
  writeFileSync(join(root, 'b.txt'), 'b metni')
  writeFileSync(join(root, 'alt', 'a.md'), '# Başlık\n\na metni')
  writeFileSync(join(root, 'resim.png'), 'x')
  writeFileSync(join(root, 'çiftler.jsonl'), '{"a":"1","b":"2"}')
  writeFileSync(join(root, '.gizli.txt'), 'x')
  const { documents, skipped } = await readAll([root])
  assert.deepEqual(
    documents.map(d => d.document.source),
    [join(root, 'alt', 'a.md'), join(root, 'b.txt')],
  )
  assert.equal(documents[0]!.document.title, 'Başlık')
  assert.equal(skipped.length, 2)
})

test('a path that is not there, and a format nobody knows, are errors', async t => {
  await assert.rejects(
    readAll([join(scratch(t), 'yok.txt')]),
    (error: AnlamError) => error.code === 'not-found',
  )
  await assert.rejects(readAll([file(t, 'a.xyz', '%PDF')]), /unknown format; known are \.jsonl/)
})

test('UTF-16 and windows-1254 files give the same text as UTF-8, and count as repaired', async t => {
  const text = 'Öğrenme hızı, çığ gibi büyüyen ağırlıkları şişirir.'
  const table: Record<string, number> = { ğ: 0xf0, Ğ: 0xd0, ı: 0xfd, İ: 0xdd, ş: 0xfe, Ş: 0xde }
  const turkish = Buffer.from([...text].map(c => table[c] ?? c.charCodeAt(0)))
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le')
  for (const content of [turkish, utf16, utf16.subarray(2), Buffer.from(utf16).swap16()]) {
    const { documents } = await readAll([file(t, 'a.txt', content)])
    assert.deepEqual(texts(documents), [text])
    assert.equal(documents[0]!.repaired, true)
  }
})

test('a few bad bytes leave a UTF-8 file UTF-8', async t => {
  const content = Buffer.concat([Buffer.from('Öğrenme hızı çığ '), Buffer.from([0xff]), Buffer.from(' gibi')])
  const { documents } = await readAll([file(t, 'a.txt', content)])
  assert.deepEqual(texts(documents), ['Öğrenme hızı çığ \ufffd gibi'])
  assert.equal(documents[0]!.repaired, true)
})

test('a text of 10 MB is one document; a prose file of 10 MB becomes several', async t => {
  const long = 'Uzun bir metin. '.repeat(650_000)
  assert.equal(
    (await readAll([file(t, 'a.jsonl', JSON.stringify({ text: long }))])).documents[0]!.document.text.length,
    long.length,
  )
  const prose = `${'Uzun bir paragraf.\n\n'.repeat(500_000)}son`
  const { documents } = await readAll([file(t, 'a.txt', prose)])
  assert.ok(documents.length >= 2)
  assert.ok(documents[0]!.document.id.endsWith('a.txt~1'))
  assert.equal(texts(documents).join('').replaceAll('\n', '').length, prose.replaceAll('\n', '').length)
})

test('real windows-1254 and UTF-16 files hold the sentences they were made of', {
  skip: unlessShared('data/corpus'),
}, async () => {
  for (const name of ['windows-1254.txt', 'utf-16le.txt']) {
    const { documents } = await readAll([shared(`data/corpus/${name}`)])
    assert.match(documents[0]!.document.text, /ayırt eden bir ikili sınıflandırıcıdır/)
    assert.ok(!documents[0]!.document.text.includes('\ufffd'))
  }
})

test('a stray quote inside a cell is a character; an unclosed one is named by line', async t => {
  assert.deepEqual(texts((await readAll([file(t, 'a.tsv', 'id\ttext\n1\t5" ekran\n2\tdüz\n')])).documents), [
    '5" ekran',
    'düz',
  ])
  await assert.rejects(readAll([file(t, 'a.csv', 'id,text\n1,"açık\n2,iki\n')]), /line 3/)
})

test('links to files are followed in a folder, links to folders are not', async t => {
  const root = scratch(t)
  const target = file(t, 'a.txt', 'bağlanan metin')
  symlinkSync(target, join(root, 'bağ.txt'))
  symlinkSync(root, join(root, 'döngü'))
  const { documents, skipped } = await readAll([root])
  assert.deepEqual(texts(documents), ['bağlanan metin'])
  assert.match(skipped.join(), /döngü: a link to a folder/)
})
