import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { MAX_ID_BYTES, MAX_METADATA_BYTES, MAX_TITLE } from '../../src/basics/bounds.js'
import { ParsedFiles } from '../../src/corpus/parsed-files.js'
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
    ['x', `${path}:3`, '7'],
  )
  assert.deepEqual(documents[0]!.document, {
    id: 'x',
    text: 'bir',
    source: path,
    title: 'T',
    metadata: { yıl: 2020, liste: '[1]' },
  })
})

test('each file is reported with its documents, words and skipped rows, in order', async t => {
  const rows = file(t, 'a.jsonl', '{"text":"bir  iki, —\\nüç"}\nkırık\n{"text":"dört"}\n')
  const empty = file(t, 'b.txt', ' \n')
  const { files } = await readAll([rows, empty], { onError: 'skip' })
  const none = { leftOut: {}, repaired: 0, warnings: [] }
  assert.deepEqual(files, [
    { path: rows, format: 'jsonl', documents: 2, words: 4, skipped: 1, ...none },
    { path: empty, format: 'txt', documents: 0, words: 0, skipped: 1, ...none },
  ])
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

test('a duplicate id is an error, also across files', async t => {
  const paths = ['a.jsonl', 'b.jsonl'].map(name => file(t, name, '{"id":"x","text":"a"}'))
  await assert.rejects(readAll(paths), /"x" is a duplicate/)
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

test('an id that is malformed, too long, a dot or contains NUL is refused, naming its line; the next row is kept', async t => {
  const bad = [
    '"\\ud800"',
    '"x\\udc00y"',
    '"a\\u0000"',
    `"${'ş'.repeat(257)}"`,
    '"."',
    '".."',
    '{}',
    '[1]',
    'true',
  ]
  for (const id of bad) {
    const path = file(t, 'a.jsonl', `{"id":${id},"text":"veri bir"}\n{"id":"sağlam","text":"veri iki"}\n`)
    await assert.rejects(readAll([path]), /line 1: /, id)
    const { documents, skipped } = await readAll([path], { onError: 'skip' })
    assert.deepEqual([documents.map(d => d.document.id), skipped.length], [['sağlam'], 1], id)
  }
  const kept = ['ş'.repeat(256), ' ', '...', '__proto__', 'a#1', '😀']
  const path = file(t, 'a.jsonl', kept.map(id => JSON.stringify({ id, text: 'veri' })).join('\n'))
  assert.deepEqual(
    (await readAll([path])).documents.map(d => d.document.id),
    kept,
  )
})

test('a lone surrogate is refused in a field name, and replaced and counted in a value', async t => {
  const rows =
    '{"text":"a","\\ud800":1}\n{"text":"b","k":"x\\ud800"}\n{"text":"c","title":"\\udfff!"}\n{"text":"d","k":"\\u0000e"}\n'
  const { documents, skipped } = await readAll([file(t, 'a.jsonl', rows)], { onError: 'skip' })
  assert.match(skipped.join(), /line 1: .*well-formed/)
  assert.deepEqual(
    documents.map(({ document, repaired }) => [document.title, document.metadata.k, repaired]),
    [
      [undefined, 'x\ufffd', true],
      ['\ufffd!', undefined, true],
      [undefined, 'e', true],
    ],
  )
})

test('ids, titles, fields, values and file names are normalised to NFC', async t => {
  const nfd = (text: string): string => text.normalize('NFD')
  const row = JSON.stringify({
    [nfd('kimlik_ö')]: nfd('ölçü'),
    [nfd('içerik')]: nfd('sığ'),
    title: nfd('Ağ'),
    [nfd('tür')]: nfd('çığ'),
  })
  const path = file(t, nfd('ölçüler.jsonl'), row)
  const { documents } = await readAll([path], { idField: 'kimlik_ö', textField: nfd('içerik') })
  assert.deepEqual(documents[0]!.document, {
    id: 'ölçü',
    text: 'sığ',
    title: 'Ağ',
    source: path.normalize('NFC'),
    metadata: { tür: 'çığ' },
  })
  const prose = await readAll([file(t, nfd('çığ.txt'), 'Çığ düştü.')])
  assert.match(prose.documents[0]!.document.id, /çığ\.txt$/)
  const twice = JSON.stringify({ text: 'a', ç: 1, [nfd('ç')]: 2 })
  await assert.rejects(readAll([file(t, 'b.jsonl', twice)]), /line 1: .*same in NFC/)
  const both = [nfd('ç'), 'ç'].map(id => JSON.stringify({ id, text: 'a' })).join('\n')
  await assert.rejects(readAll([file(t, 'c.jsonl', both)]), /line 2: id "ç" is a duplicate/)
})

test('fields named like object properties (__proto__) are ordinary metadata, in rows and tables', async t => {
  const keys = ['__proto__', 'constructor', 'toString']
  const row = `{"text":"a",${keys.map(key => `"${key}":"${key} değeri"`).join(',')}}`
  const table = `text,${keys.join(',')}\na,${keys.map(key => `${key} değeri`).join(',')}\n`
  for (const path of [file(t, 'a.jsonl', row), file(t, 'a.csv', table)]) {
    const { metadata } = (await readAll([path])).documents[0]!.document
    assert.deepEqual(
      Object.entries(metadata),
      keys.map(key => [key, `${key} değeri`]),
    )
  }
})

test('numbers that a double cannot hold are kept as text, in ids and fields', async t => {
  const rows = [
    '{"id":1610521604143693812,"text":"bir","tweet_id":1610521604143693813,"not":"12345678901234567890"}',
    '{"id":9007199254740993,"text":"iki 1610521604143693813","tweet_id":-1610521604143693813,"y":0.1}',
    '{"id":12,"text":"üç","tweet_id":9007199254740991,"y":1e999,"liste":[10000000000000000001]}',
    '{"id":"\\"9007199254740993","text":"dört","y":0.10000000000000000001}',
  ].join('\n')
  const { documents } = await readAll([file(t, 'a.jsonl', rows)])
  assert.deepEqual(
    documents.map(({ document: { id, metadata } }) => [id, metadata]),
    [
      ['1610521604143693812', { tweet_id: '1610521604143693813', not: '12345678901234567890' }],
      ['9007199254740993', { tweet_id: '-1610521604143693813', y: 0.1 }],
      ['12', { tweet_id: 9007199254740991, y: '1e999', liste: '["10000000000000000001"]' }],
      ['"9007199254740993', { y: '0.10000000000000000001' }],
    ],
  )
  const table = await readAll([file(t, 'a.csv', 'id,text,n\n1610521604143693812,bir,1610521604143693813\n')])
  assert.deepEqual(
    [table.documents[0]!.document.id, table.documents[0]!.document.metadata.n],
    ['1610521604143693812', '1610521604143693813'],
  )
  await assert.rejects(readAll([file(t, 'b.jsonl', '{"text":12345678901234567890}')]), /line 1: no text/)
})

test('a title that is not a string is ordinary metadata; an id of null counts as absent', async t => {
  const path = file(t, 'a.jsonl', '{"id":null,"text":"a","title":5}')
  const [read] = (await readAll([path])).documents
  assert.deepEqual(
    [read!.document.id, read!.document.title, read!.document.metadata],
    [`${path}:1`, undefined, { title: 5 }],
  )
})

test('a row at its size limits is accepted; one byte more is refused, naming its line', async t => {
  const metadata = (bytes: number) => ({ k: 'a'.repeat(bytes - '{"k":""}'.length) })
  const rows: [number, (size: number) => object][] = [
    [MAX_ID_BYTES, size => ({ id: 'a'.repeat(size), text: 'a' })],
    [MAX_METADATA_BYTES, size => ({ text: 'a', ...metadata(size) })],
    [MAX_TITLE, size => ({ text: 'a', title: 'a'.repeat(size) })],
  ]
  for (const [bound, row] of rows) {
    const path = file(
      t,
      'a.jsonl',
      [bound - 1, bound, bound + 1].map(size => JSON.stringify(row(size))).join('\n'),
    )
    const { documents, skipped } = await readAll([path], { onError: 'skip' })
    assert.equal(documents.length, 2)
    assert.match(skipped.join(), /line 3: .* are allowed/)
  }
  const deep = `{"text":"a","k":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
  await assert.rejects(readAll([file(t, 'b.jsonl', deep)]), /line 1: /)
})

test('the shared cases of ids are read correctly', { skip: unlessShared('cases/files') }, async () => {
  const { documents, skipped } = await readAll([shared('cases/files/vekil-kimlik.jsonl')], {
    onError: 'skip',
  })
  assert.deepEqual([documents.map(d => d.document.id), skipped.length], [['saglam'], 1])
  const numbers = (await readAll([shared('cases/files/kimlik64.jsonl')])).documents
  assert.deepEqual(
    numbers.map(d => d.document.id),
    ['1610521604143693812', '1610521604143693813', '1610521604143693814'],
  )
  for (const { document } of numbers) assert.equal(document.metadata.tweet_id, '1610521604143693813')
})

test('tables may use commas, semicolons or tabs, quotes, and line breaks inside a cell', async t => {
  const csv = await readAll([file(t, 'a.csv', 'id,text\n1,"virgül, ""tırnak"" ve\nsatır"\n2,düz\n')])
  assert.deepEqual(texts(csv.documents), ['virgül, "tırnak" ve\nsatır', 'düz'])
  const semicolon = await readAll([file(t, 'b.csv', '\ufeffid;text;tür\r\n1;a, b;x\r\n')])
  assert.deepEqual(semicolon.documents[0]!.document.metadata, { tür: 'x' })
  assert.deepEqual(texts(semicolon.documents), ['a, b'])
  assert.deepEqual(texts((await readAll([file(t, 'c.tsv', 'text\tid\nbir iki\t5\n')])).documents), [
    'bir iki',
  ])
})

test('a folder is walked in order; other formats and tables without the text field are skipped and reported', async t => {
  const root = scratch(t)
  mkdirSync(join(root, 'alt'))
  writeFileSync(join(root, 'b.txt'), 'b metni')
  writeFileSync(join(root, 'alt', 'a.md'), '# Başlık\n\na metni')
  writeFileSync(join(root, 'resim.png'), 'x')
  writeFileSync(join(root, 'çiftler.jsonl'), '{"sol":"1","sağ":"2"}')
  writeFileSync(join(root, '.gizli.txt'), 'x')
  const { documents, skipped } = await readAll([root])
  assert.deepEqual(
    documents.map(d => d.document.source),
    [join(root, 'alt', 'a.md'), join(root, 'b.txt')],
  )
  assert.equal(documents[0]!.document.title, 'Başlık')
  assert.equal(skipped.length, 2)
})

test('a missing path and an unknown format are errors', async t => {
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

test('a UTF-8 file with a few invalid bytes is still read as UTF-8', async t => {
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

test('real windows-1254 and UTF-16 files are decoded correctly', {
  skip: unlessShared('data/corpus'),
}, async () => {
  for (const name of ['windows-1254.txt', 'utf-16le.txt']) {
    const { documents } = await readAll([shared(`data/corpus/${name}`)])
    assert.match(documents[0]!.document.text, /ayırt eden bir ikili sınıflandırıcıdır/)
    assert.ok(!documents[0]!.document.text.includes('\ufffd'))
  }
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

test('what was parsed once is taken for the second reading of the same bytes, and only then', async t => {
  const path = file(t, 'a.md', '# Başlık\n\nMetin.')
  const parsed = new ParsedFiles()
  const read = async (): Promise<string[]> => texts((await readAll([path], { parsed })).documents)
  assert.deepEqual(await read(), ['Metin.'])
  const key = ParsedFiles.keyOf('md', readFileSync(path))
  const known = parsed.take(key)!
  assert.deepEqual(known.document.sections.at(-1)!.paragraphs, ['Metin.'])
  assert.equal(parsed.take(key), undefined)
  parsed.keep(key, { ...known, document: { sections: [{ paragraphs: ['Önceden.'] }] } })
  assert.deepEqual(await read(), ['Önceden.'])
  assert.deepEqual(await read(), ['Metin.'])
  writeFileSync(path, 'Başka.')
  assert.deepEqual(await read(), ['Başka.'])
  parsed.keep('x', { decoded: false, document: { sections: [{ paragraphs: ['a'.repeat(33 << 20)] }] } })
  assert.equal(parsed.take('x'), undefined)
})
