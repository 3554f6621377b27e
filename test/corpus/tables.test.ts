import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import type { ReadOptions } from '../../src/corpus/types.js'
import { file, readAll } from '../support/corpus.js'
import { scratch } from '../support/scratch.js'
import { shared, unlessShared } from '../support/shared.js'

interface Shown {
  rows: [text: string, metadata: unknown][]
  skipped: string[]
  warnings: string[]
}

async function show(path: string, options: Partial<ReadOptions> = {}): Promise<Shown> {
  const { documents, skipped, files } = await readAll([path], options)
  return {
    rows: documents.map(({ document }) => [document.text, document.metadata]),
    skipped,
    warnings: files.flatMap(({ warnings }) => warnings),
  }
}

const TEXTS = [
  'Öğrenme oranı doğrulama kümesinde seçilir.',
  'Karışıklık dizeyi hataları sınıf sınıf gösterir.',
  'Gömme uzayında yakın sözcükler benzer anlam taşır.',
]
const numbered = TEXTS.map((text, i) => [text, { puan: String(i) }])

const written = (delimiter: string, end = '\n'): string =>
  ['text', ...TEXTS].map((text, i) => `${text}${delimiter}${i === 0 ? 'puan' : i - 1}${end}`).join('')

test('cells are separated by whatever separates all rows alike', async t => {
  for (const delimiter of [',', ';', '\t', '|'])
    for (const [name, end] of [
      ['a.csv', '\n'],
      ['a.tsv', '\r\n'],
      ['a.csv', '\r'],
    ] as const)
      assert.deepEqual((await show(file(t, name, written(delimiter, end)))).rows, numbered, delimiter)
  const prose = 'puan;text\n1;Evet, doğru, öyle\n2;Hayır, değil\n3;Olabilir|belki, kim bilir\n'
  assert.deepEqual((await show(file(t, 'a.csv', prose))).rows[0], ['Evet, doğru, öyle', { puan: '1' }])
})

test('a line sep= names the separator, also behind a byte order mark', async t => {
  for (const mark of ['', '\ufeff', '\ufeff\ufeff'])
    for (const delimiter of [';', ',', '\t', '|']) {
      const path = file(t, 'a.csv', `${mark}sep=${delimiter}\r\n${written(delimiter, '\r\n')}`)
      assert.deepEqual((await show(path)).rows, numbered)
    }
  const { documents } = await readAll([file(t, 'b.csv', `sep=;\n${written(';')}`)])
  assert.match(documents[0]!.document.id, /:3$/)
})

test('tables that Excel saves as UTF-16 are read', async t => {
  const path = file(t, 'a.csv', Buffer.from(`\ufeff${written('\t', '\r\n')}`, 'utf16le'))
  assert.deepEqual((await show(path)).rows, numbered)
})

test('a table of one column is read line by line, whatever signs are in it', async t => {
  const path = file(t, 'a.csv', 'text\nBir, iki; üç\n"Dört, ""beş"""\nAltı|yedi\n')
  assert.deepEqual((await show(path)).rows, [
    ['Bir, iki; üç', {}],
    ['Dört, "beş"', {}],
    ['Altı|yedi', {}],
  ])
})

test('names of columns match without regard to case, white space and Turkish dots', async t => {
  for (const name of ['Text ', ' TEXT', 'text', '"Text"']) {
    const path = file(t, 'a.csv', `Id;${name};Puan\nx;metin burada;1\n`)
    const { documents } = await readAll([path])
    assert.deepEqual([documents[0]!.document.id, documents[0]!.document.metadata], ['x', { Puan: '1' }], name)
  }
  for (const [name, wanted] of [
    ['BAŞLIK', 'başlık'],
    ['İÇERİK', 'içerik'],
    ['içerik', 'ICERIK'.replace('C', 'Ç')],
    ['METIN', 'metin'],
    ['METİN', 'Metin'],
  ] as const)
    assert.equal(
      (await show(file(t, 'a.csv', `${name};n\nbir;1\n`), { textField: wanted })).rows[0]![0],
      'bir',
      name,
    )
  const exact = file(t, 'b.csv', 'text,Text\nbir,iki\n')
  assert.deepEqual((await show(exact)).rows, [['bir', { Text: 'iki' }]])
  await assert.rejects(show(exact, { textField: 'TEXT' }), /"TEXT" may mean "text" and "Text"/)
  assert.deepEqual((await show(file(t, 'a.jsonl', '{"Text":"bir","ID":"x"}'))).rows, [['bir', {}]])
})

test('two columns of the same name are an error that names it; columns without one are numbered', async t => {
  await assert.rejects(
    show(file(t, 'a.csv', 'text,not,not \nbir,1,2\n')),
    /line 1: the column "not" is there twice/,
  )
  const unnamed = file(t, 'b.csv', ',text,,\n0,bir,,\n1,iki,,\n')
  assert.deepEqual((await show(unnamed)).rows, [
    ['bir', { 'column 1': '0' }],
    ['iki', { 'column 1': '1' }],
  ])
})

test('rows of another width are kept, counted and said', async t => {
  const path = file(t, 'a.csv', 'id,text,label,not\n1,bir,x\n2,iki, fazla,y,n\n3,üç,z,n\n4,dört,z,n,,\n')
  const { rows, warnings } = await show(path)
  assert.deepEqual(rows, [
    ['bir', { label: 'x' }],
    ['iki, fazla', { label: 'y', not: 'n' }],
    ['üç', { label: 'z', not: 'n' }],
    ['dört', { label: 'z', not: 'n' }],
  ])
  assert.deepEqual(warnings, [
    '1 ragged row (line 2) has fewer cells than the header',
    '1 ragged row (line 3) has more cells than the header; what is too much was read as part of the text',
  ])
})

test('quotation marks are characters where quoting them fits the rows less', async t => {
  const inside = '"Derin ağ" eğitmek zordur.;1\nİkinci satır.;0\n"Üçüncü" satır da ayrı.;1\n'
  assert.deepEqual(
    (await show(file(t, 'a.csv', `text;label\n${inside}`))).rows.map(([text]) => text),
    ['"Derin ağ" eğitmek zordur.', 'İkinci satır.', '"Üçüncü" satır da ayrı.'],
  )
  const around = '"Bu bir zafer.\t1\nİkinci satır.\t0\nÜçüncü satır."\t1\n'
  assert.deepEqual(
    (await show(file(t, 'a.tsv', `text\tlabel\n${around}`))).rows.map(([text]) => text),
    ['"Bu bir zafer.', 'İkinci satır.', 'Üçüncü satır."'],
  )
})

test('one stray quotation mark among quoted rows swallows nothing', async t => {
  const quoted = Array.from({ length: 50 }, (_, i) => `"Satır ${i}, ""böyle""",${i}\n`).join('')
  for (const [stray, read] of [
    ['"Açık kalan söz,7\n', '"Açık kalan söz'],
    ['"Derin ağ" eğitmek,7\n', '"Derin ağ" eğitmek'],
    ['"Dedi ki "gel, bak" ve gitti",7\n', 'Dedi ki "gel, bak" ve gitti'],
  ] as const) {
    const { rows, warnings } = await show(file(t, 'a.csv', `text,n\n${quoted}${stray}${quoted}`))
    assert.equal(rows.length, 101)
    assert.deepEqual(rows[50], [read, { n: '7' }])
    assert.match(warnings.join(), /1 row \(line 52\) has a quotation mark that quotes nothing/)
  }
  // Closed by the mark of another row, far behind.
  const plain = Array.from({ length: 9 }, (_, i) => `düz satır ${i},${i}\n`).join('')
  const { rows } = await show(file(t, 'a.csv', `text,n\n${quoted}"Açık,0\n${plain}kapanan söz",9\n${quoted}`))
  assert.equal(rows.length, 111)
})

test('a row whose quotation marks fit in no way is named by its line, and the next is read', async t => {
  const quoted = Array.from({ length: 9 }, (_, i) => `${i},"a, ${i}"\n`).join('')
  const path = file(t, 'a.csv', `id,text\n${quoted}x,"bir" iki, üç, dört\n9,son\n`)
  await assert.rejects(show(path), /line 11: a quotation mark opens a cell/)
  const { rows, skipped } = await show(path, { onError: 'skip' })
  assert.deepEqual([rows.length, rows.at(-1)![0], skipped.length], [10, 'son', 1])
})

test('a quoted cell of several lines is one cell', async t => {
  const rows = ['"Evet,\ndoğru",1', '"bir; iki\r\nüç ""dört""\n\nbeş",2', '"0,5 ile\n0,7",3']
  const path = file(t, 'a.csv', `text,n\n${rows.join('\n')}\n`)
  assert.deepEqual((await show(path)).rows, [
    ['Evet,\ndoğru', { n: '1' }],
    ['bir; iki\nüç "dört"\n\nbeş', { n: '2' }],
    ['0,5 ile\n0,7', { n: '3' }],
  ])
})

test('what csv-parse reads in well-quoted tables is read the same', async t => {
  const cell = fc.string({ unit: fc.constantFrom(...'ab ş,;\t|"\n\r'), maxLength: 8 })
  const table = fc.tuple(
    fc.constantFrom(',', ';', '\t', '|'),
    fc.array(fc.tuple(cell, cell), { minLength: 1 }),
  )
  let n = 0
  await fc.assert(
    fc.asyncProperty(table, async ([delimiter, cells]) => {
      const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`
      const lines = [['text', 'k'], ...cells.map(([a, b]) => [`metin ${a}.`, b])]
      const csv = lines.map(row => row.map(quote).join(delimiter)).join('\n')
      const expected = parse(csv, { delimiter, columns: true }) as { text: string; k: string }[]
      const { rows } = await show(file(t, `${n++}.csv`, csv))
      assert.deepEqual(
        rows,
        expected.map(({ text, k }) => [text.replaceAll(/\r\n?/g, '\n'), { k }]),
      )
    }),
    { numRuns: 200 },
  )
})

test('several fields make up a text, by their names or by a template', async t => {
  const rows = '{"baslik":"Ağ","metin":"Derin.","n":1}\n{"baslik":"","metin":"Sığ.","n":2}\n'
  const path = file(t, 'a.jsonl', rows)
  assert.deepEqual((await show(path, { textField: 'baslik,metin' })).rows, [
    ['Ağ\n\nDerin.', { n: 1 }],
    ['Sığ.', { n: 2 }],
  ])
  assert.deepEqual((await show(path, { textField: '{Baslik}. {metin} ({n})' })).rows, [
    ['Ağ. Derin. (1)', {}],
    ['. Sığ. (2)', {}],
  ])
  await assert.rejects(show(path, { textField: 'baslik,yok' }), /it has: baslik, metin, n/)
  const odd = file(t, 'b.csv', '"a,b","{x}"\nbir,iki\n')
  assert.equal((await show(odd, { textField: 'a,b' })).rows[0]![0], 'bir')
  assert.equal((await show(odd, { textField: '{x}' })).rows[0]![0], 'iki')
})

test('without a text column the only one that holds prose is taken, and said; otherwise they are named', async t => {
  const rows = TEXTS.map((text, i) => `${i};${text};olumlu\n`).join('')
  const table = file(t, 'a.csv', `no;metin;etiket\n${rows}`)
  const { rows: read, warnings } = await show(table)
  assert.deepEqual(read[2], [TEXTS[2], { no: '2', etiket: 'olumlu' }])
  assert.match(warnings.join(), /"metin" was read as the text/)
  await assert.rejects(
    show(table, { textField: 'yazı' }),
    /no field "yazı"; there are: no, metin, etiket\. --text-field metin would/,
  )
  const two = TEXTS.map(text => `${text};${text}\n`).join('')
  await assert.rejects(show(file(t, 'b.csv', `soru;açıklama\n${two}`)), /--text-field soru,açıklama/)
  const json = TEXTS.map(text => `${JSON.stringify({ metin: text, etiket: 1 })}\n`).join('')
  assert.deepEqual((await show(file(t, 'a.jsonl', json))).rows[1], [TEXTS[1], { etiket: 1 }])
  await assert.rejects(
    show(file(t, 'b.jsonl', '{"x":"tek"}\n')),
    /line 1: no text in field "text".*it has: x/,
  )
})

test('a table without a header is read whole, and said', async t => {
  const rows = TEXTS.map((text, i) => `${i}\t${text}\n`).join('')
  const { rows: read, warnings } = await show(file(t, 'a.tsv', rows))
  assert.deepEqual(
    read,
    TEXTS.map((text, i) => [text, { 'column 1': String(i) }]),
  )
  assert.match(warnings.join(), /no header: the columns are called column 1, column 2/)
})

test('rows of pairs are a document for each side, with the rest as metadata', async t => {
  for (const [a, b] of [
    ['sentence1', 'sentence2'],
    ['Text1', 'Text2'],
    ['question1', 'question2'],
    ['a', 'b'],
  ] as const) {
    const rows = `{"${a}":"bir","${b}":"iki","label":1}\n{"id":"x","${a}":"üç","${b}":"dört","label":0}\n`
    const { documents } = await readAll([file(t, 'a.jsonl', rows)])
    assert.deepEqual(
      documents.map(({ document }) => [document.id.replace(/.*:/, ''), document.text, document.metadata]),
      [
        ['1~1', 'bir', { label: 1 }],
        ['1~2', 'iki', { label: 1 }],
        ['x~1', 'üç', { label: 0 }],
        ['x~2', 'dört', { label: 0 }],
      ],
    )
  }
  const triples = file(t, 'b.csv', 'anchor,positive,negative\nbir,iki,üç\ndört,beş,\n')
  assert.deepEqual(
    (await show(triples)).rows.map(([text]) => text),
    ['bir', 'iki', 'üç', 'dört', 'beş'],
  )
  const both = file(t, 'c.jsonl', '{"text":"metin","a":"bir","b":"iki"}')
  assert.deepEqual((await show(both)).rows, [['metin', { a: 'bir', b: 'iki' }]])
  assert.deepEqual((await show(both, { textField: 'b' })).rows, [['iki', { text: 'metin', a: 'bir' }]])
})

test('in a folder, a table without text is skipped and named; it is no error', async t => {
  const root = scratch(t)
  mkdirSync(join(root, 'alt'))
  writeFileSync(join(root, 'alt', 'sayılar.csv'), 'x,y\n1,2\n3,4\n')
  writeFileSync(join(root, 'metin.csv'), written(';'))
  const { documents, skipped } = await readAll([root])
  assert.equal(documents.length, 3)
  assert.match(skipped.join(), /sayılar\.csv, line 2: there is no field "text"; there are: x, y/)
})

test('a row and a cell out of bounds are named by line; the next rows are read', async t => {
  const long = 'a'.repeat(1 << 20)
  const cell = Array.from({ length: 70 }, () => long)
  const path = file(t, 'a.csv', ['text,n\nbir,1\n', ...cell, ',2\nüç,3\n'].join(''))
  await assert.rejects(show(path), /line 3: .*(?:are allowed|is longer than)/)
  const { rows, skipped } = await show(path, { onError: 'skip' })
  assert.deepEqual([rows.map(([text]) => text), skipped.length], [['bir', 'üç'], 1])
})

test('thousands of columns, NUL and half surrogates are read; metadata out of bounds is an error', async t => {
  const wide = (columns: number): string => {
    const names = Array.from({ length: columns }, (_, i) => `s${i}`)
    return file(t, 'a.csv', `${names.join(',')},text\n${names.map(() => '').join(',')},geniş tablo\n`)
  }
  assert.deepEqual((await show(wide(5000))).rows[0]![0], 'geniş tablo')
  await assert.rejects(show(wide(10_000)), /line 2: the metadata has \d+ bytes/)
  const odd = Buffer.from('text,n\nbi\0r,1\n\xed\xa0\x80iki,2\n', 'latin1')
  assert.deepEqual((await show(file(t, 'b.csv', odd))).rows, [
    ['bir', { n: '1' }],
    ['\ufffd\ufffd\ufffdiki', { n: '2' }],
  ])
})

const CASES: Record<string, (path: string) => Promise<void>> = {}
const three = async (path: string): Promise<void> => {
  const { rows, warnings } = await show(path)
  assert.deepEqual([rows.map(([text]) => text), warnings], [TEXTS, []])
}
for (const name of ['baslik-bosluk.csv', 'boru.csv', 'sekme.csv', 'excel-sep.csv', 'excel-unicode.csv'])
  CASES[name] = three
CASES['iki-text.csv'] = path => assert.rejects(show(path), /the column "text" is there twice/)
CASES['kisa.csv'] = async path => {
  const { rows, warnings } = await show(path)
  assert.deepEqual([rows.length, rows[1]![1]], [3, { label: '0' }])
  assert.match(warnings.join(), /^1 ragged row \(line 3\)/)
}
CASES['metin.csv'] = async path => {
  const { rows, warnings } = await show(path)
  assert.deepEqual(rows[0], [TEXTS[0], { etiket: '0' }])
  assert.match(warnings.join(), /"metin" was read as the text/)
}
for (const name of ['tirnak-csv.csv', 'tirnak-tsv.tsv'])
  CASES[name] = async path => {
    const { rows } = await show(path)
    assert.deepEqual([rows.length, rows[0]![0].startsWith('"')], [3, true])
  }
CASES['cift.jsonl'] = async path => {
  const { rows } = await show(path)
  assert.deepEqual(
    rows.map(([, metadata]) => metadata),
    [{ label: 0 }, { label: 0 }, { label: 1 }, { label: 1 }],
  )
  assert.deepEqual([rows[0]![0], rows[2]![0]], TEXTS.slice(0, 2))
}
CASES['cakisma.jsonl'] = async path =>
  assert.deepEqual(
    (await readAll([path])).documents.map(({ document }) => document.id),
    ['a', 'a#1'],
  )

for (const [name, check] of Object.entries(CASES))
  test(`the shared case ${name} is read right`, { skip: unlessShared(`cases/files/${name}`) }, () =>
    check(shared(`cases/files/${name}`)),
  )
