import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { arrayElements } from '../../src/corpus/formats/rows/json-array.js'
import { file, readAll } from '../support/corpus.js'
import { scratch } from '../support/scratch.js'
import { shared, unlessShared } from '../support/shared.js'
import { zipBomb } from '../support/zip-bomb.js'

type Shown = [id: string, text: string, metadata: unknown]

async function show(path: string): Promise<{ rows: Shown[]; warnings: string[]; leftOut: unknown }> {
  const { documents, files } = await readAll([path])
  const name = (id: string): string => (id.startsWith(path) ? id.slice(path.length) : id)
  return {
    rows: documents.map(({ document: { id, text, metadata } }) => [name(id), text, metadata]),
    warnings: files.flatMap(({ warnings }) => warnings),
    leftOut: files[0]?.leftOut,
  }
}

const TEXTS = [
  'Öğrenme oranı doğrulama kümesinde seçilir.',
  'Karışıklık dizeyi hataları gösterir.',
  'Yakın sözcükler benzer anlam taşır.',
]
const ROWS = TEXTS.map((text, n) => ({ text, n }))
const READ: Shown[] = TEXTS.map((text, n) => [`:${n + 1}`, text, { n }])

test('JSON: an array of rows, one in an object, and an object per line are read alike', async t => {
  const lines = ROWS.map(row => JSON.stringify(row)).join('\n')
  for (const content of [
    JSON.stringify(ROWS),
    `\ufeff\n ${JSON.stringify(ROWS, null, 1)}\n`,
    JSON.stringify({ data: ROWS }),
    JSON.stringify({ satırlar: ROWS }, null, 2),
    lines,
    `${lines}\n`,
  ])
    assert.deepEqual((await show(file(t, 'a.json', content))).rows, READ, content)
})

test('JSON: arrays of rows side by side, texts alone, and one row', async t => {
  const split = await show(file(t, 'a.json', JSON.stringify({ train: [ROWS[0]], test: [ROWS[1]], sürüm: 1 })))
  assert.deepEqual(
    split.rows.map(([id]) => id),
    ['~train:1', '~test:1'],
  )
  assert.match(split.warnings.join(), /not read: sürüm/)
  assert.deepEqual(
    (await show(file(t, 'b.json', JSON.stringify(TEXTS)))).rows.map(([, text]) => text),
    TEXTS,
  )
  assert.deepEqual((await show(file(t, 'c.json', '{"text":"tek","n":[1]}'))).rows, [
    ['', 'tek', { n: '[1]' }],
  ])
})

test('JSON: a data set in the shape of SQuAD is its contexts and questions', async t => {
  const qas = [
    { id: 's1', question: 'Oran nerede seçilir?', answers: [{ text: 'kümede', answer_start: 3 }] },
    { id: 2, question: 'Neden?', is_impossible: true },
  ]
  const squad = { version: '2', data: [{ title: 'Öğrenme', paragraphs: [{ context: TEXTS[0], qas }] }] }
  const { documents } = await readAll([file(t, 'a.json', JSON.stringify(squad))])
  assert.deepEqual(
    documents.map(({ document: { id, text, title, metadata } }) => [
      id.replace(/.*~/, '~'),
      text,
      title,
      metadata,
    ]),
    [
      ['~1', TEXTS[0], 'Öğrenme', { context: 1 }],
      ['s1', 'Oran nerede seçilir?', 'Öğrenme', { context: 1, answer: 'kümede' }],
      ['2', 'Neden?', 'Öğrenme', { context: 1 }],
    ],
  )
})

test('JSON: bad elements are named by line, long digits are kept, and a cut array keeps what is whole', async t => {
  const bad = file(t, 'a.json', `[{"text":"bir"},\n{"text":},\n"iki", 3]`)
  await assert.rejects(readAll([bad]), /line 2: not JSON/)
  const { documents, skipped } = await readAll([bad], { onError: 'skip' })
  assert.deepEqual([documents.map(({ document }) => document.text), skipped.length], [['bir', 'iki'], 2])
  const long = await show(file(t, 'b.json', '[{"id":1610521604143693812,"text":"bir"}]'))
  assert.equal(long.rows[0]![0], '1610521604143693812')
  const cut = file(t, 'c.json', JSON.stringify(ROWS).slice(0, -5))
  await assert.rejects(readAll([cut]), /ends too early/)
  assert.equal((await readAll([cut], { onError: 'skip' })).documents.length, 2)
  for (const content of ['{"a":', '{"a":1} x', 'null', ''])
    assert.equal(
      (await readAll([file(t, 'd.json', content)], { onError: 'skip' })).documents.length,
      0,
      content,
    )
  await assert.rejects(readAll([file(t, 'e.json', '{"a":')]), /e\.json: the file cannot be read/)
})

test('elements of any JSON array are cut as JSON.parse reads them, wherever chunks end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue()), fc.nat(), async (values, seed) => {
      const text = JSON.stringify(values, null, seed % 3)
      const size = 1 + (seed % 7)
      const chunks = async function* (): AsyncGenerator<string> {
        for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
      }
      const read: unknown[] = []
      for await (const element of arrayElements(chunks())) read.push(JSON.parse(element.text!))
      assert.deepEqual(read, JSON.parse(text))
    }),
    { numRuns: 300 },
  )
})

function parquet(rows: number, rowGroupSize = 1000): Buffer {
  const each = <T>(value: (n: number) => T): T[] => Array.from({ length: rows }, (_, n) => value(n))
  return Buffer.from(
    parquetWriteBuffer({
      columnData: [
        { name: 'id', data: each(n => 1_610_521_604_143_693_812n + BigInt(n)), type: 'INT64' },
        { name: 'Text', data: each(n => `${TEXTS[n % 3]} ${n}`), type: 'STRING' },
        { name: 'label', data: each(n => n % 2), type: 'INT32' },
        { name: 'gün', data: each(() => new Date('2024-05-01')), type: 'TIMESTAMP' },
      ],
      rowGroupSize,
    }),
  )
}

test('Parquet: rows of all groups are read, with whole numbers exact; also packed, and several in a folder', async t => {
  const bytes = parquet(2500)
  const { documents } = await readAll([file(t, 'a.parquet', bytes)])
  assert.equal(documents.length, 2500)
  const { id, text, metadata } = documents[1001]!.document
  assert.deepEqual(
    [id, text, metadata],
    ['1610521604143694813', `${TEXTS[2]} 1001`, { label: 1, gün: '2024-05-01T00:00:00.000Z' }],
  )
  const packed = await readAll([file(t, 'a.parquet.gz', gzipSync(bytes))])
  assert.deepEqual(
    packed.documents.map(({ document }) => document.text),
    documents.map(({ document }) => document.text),
  )
  const root = scratch(t)
  mkdirSync(join(root, 'data'))
  const numbers = (start: number): Buffer =>
    Buffer.from(
      parquetWriteBuffer({
        columnData: [{ name: 'text', data: [`metin ${start}`, `metin ${start + 1}`], type: 'STRING' }],
      }),
    )
  for (const part of [0, 1]) writeFileSync(join(root, 'data', `train-0000${part}.parquet`), numbers(2 * part))
  assert.deepEqual(
    (await readAll([root])).documents.map(({ document }) => document.text),
    ['metin 0', 'metin 1', 'metin 2', 'metin 3'],
  )
})

test('Parquet: bytes are left out and named; bytes that are text are text', async t => {
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'text', data: TEXTS.map(text => new Uint8Array(Buffer.from(text))), type: 'BYTE_ARRAY' },
      { name: 'image', data: TEXTS.map(() => new Uint8Array([0xff, 0xd8, 0])), type: 'BYTE_ARRAY' },
    ],
  })
  const { rows, warnings } = await show(file(t, 'a.parquet', Buffer.from(bytes)))
  assert.deepEqual(
    rows,
    TEXTS.map((text, n) => [`:${n + 1}`, text, {}]),
  )
  assert.match(warnings.join(), /left out: image/)
})

test('Parquet: a file that is cut or overwritten is an error that names it, never a crash', async t => {
  const bytes = parquet(50)
  for (const cut of [0, 3, 100, bytes.length - 1]) {
    const path = file(t, 'a.parquet', bytes.subarray(0, cut))
    await assert.rejects(readAll([path]), /a\.parquet: (?:the file cannot be read|.*no text)/, `${cut}`)
  }
  const random = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255))
  await fc.assert(
    fc.asyncProperty(fc.array(random, { minLength: 1, maxLength: 5 }), async changes => {
      const damaged = Buffer.from(bytes)
      for (const [at, byte] of changes) damaged[at] = byte
      await readAll([file(t, `${Math.random()}.parquet`, damaged)], { onError: 'skip' })
    }),
    { numRuns: 60 },
  )
})

/** A workbook whose sheets have these cells; texts are shared, or inline every other time. */
function workbook(
  sheets: Record<string, (string | number | null)[][]>,
  more: Record<string, string> = {},
): Buffer {
  const strings: string[] = []
  const names = Object.keys(sheets)
  const cell = (value: string | number | null, column: number, row: number): string => {
    const at = `${String.fromCharCode(65 + column)}${row}`
    if (value === null) return ''
    if (typeof value === 'number') return `<c r="${at}" s="${value > 40_000 ? 1 : 0}"><v>${value}</v></c>`
    const text = value.replaceAll('&', '&amp;')
    if (column % 2 === 1) return `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`
    strings.push(text)
    return `<c r="${at}" t="s"><v>${strings.length - 1}</v></c>`
  }
  const parts: Record<string, string> = {
    '_rels/.rels':
      '<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    'xl/_rels/workbook.xml.rels': `<Relationships>${names
      .map((_, i) => `<Relationship Id="s${i}" Type="x/worksheet" Target="worksheets/sheet${i}.xml"/>`)
      .join('')}<Relationship Id="t" Type="x/sharedStrings" Target="sharedStrings.xml"/>
      <Relationship Id="y" Type="x/styles" Target="styles.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns:r="r"><sheets>${names
      .map((name, i) => `<sheet name="${name}" sheetId="${i + 7}" r:id="s${i}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/styles.xml':
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
  }
  names.forEach((name, i) => {
    const rows = sheets[name]!.map(
      (cells, row) =>
        `<row r="${row + 1}">${cells.map((value, column) => cell(value, column, row + 1)).join('')}</row>`,
    )
    parts[`xl/worksheets/sheet${i}.xml`] = `<worksheet><sheetData>${rows.join('')}</sheetData></worksheet>`
  })
  parts['xl/sharedStrings.xml'] =
    `<sst>${strings.map(text => `<si><r><t>${text.slice(0, 2)}</t></r><r><t>${text.slice(2)}</t></r><rPh><t>x</t></rPh></si>`).join('')}</sst>`
  return Buffer.from(
    zipSync(
      Object.fromEntries(Object.entries({ ...parts, ...more }).map(([name, text]) => [name, strToU8(text)])),
    ),
  )
}

test('Excel: rows below a header are read, with numbers, dates and cells that are missing', async t => {
  const book = workbook({
    Sayfa1: [
      ['No', 'Text ', 'tarih'],
      [1, TEXTS[0]!, 45_413],
      [2, TEXTS[1]!],
      [],
      [null, TEXTS[2]!, 45_413.5, 'ek & son'],
    ],
  })
  assert.deepEqual((await show(file(t, 'a.xlsx', book))).rows, [
    [':2', TEXTS[0], { No: 1, tarih: '2024-05-01' }],
    [':3', TEXTS[1], { No: 2 }],
    [':5', TEXTS[2], { tarih: '2024-05-01 12:00:00', 'column 4': 'ek & son' }],
  ])
})

test('Excel: sheets are read one by one; one without text is left out, counted and named', async t => {
  const book = workbook({
    Bir: [['Ders notları'], [], ['text', 'n'], [TEXTS[0]!, 1]],
    Sayılar: [
      ['x', 'y'],
      [1, 2],
      [3, 4],
    ],
    İki: [
      ['metin', 'n'],
      [TEXTS[1]!, 1],
      [TEXTS[2]!, 2],
    ],
  })
  const { rows, warnings, leftOut } = await show(file(t, 'a.xlsx', book))
  assert.deepEqual(rows, [
    ['~Bir:4', TEXTS[0], { n: 1, sheet: 'Bir' }],
    ['~İki:2', TEXTS[1], { n: 1, sheet: 'İki' }],
    ['~İki:3', TEXTS[2], { n: 2, sheet: 'İki' }],
  ])
  assert.match(warnings.join('\n'), /the sheet "Sayılar" was left out: there is no field "text"/)
  assert.match(warnings.join('\n'), /above the header \(row 3\)/)
  assert.deepEqual(leftOut, { table: 8 })
  await assert.rejects(
    readAll([
      file(
        t,
        'b.xlsx',
        workbook({
          A: [
            ['x', 'y'],
            [1, 2],
          ],
        }),
      ),
    ]),
    /no field "text"; there are: x, y/,
  )
})

test('Excel: damaged workbooks, bombs and impossible sizes are errors that name the file', async t => {
  const sound = workbook({ A: [['text'], ['bir iki']] })
  for (const bytes of [
    Buffer.from('PK'),
    sound.subarray(0, sound.length / 2),
    Buffer.from(zipSync({ x: strToU8('y') })),
  ])
    await assert.rejects(readAll([file(t, 'a.xlsx', bytes)]), /a\.xlsx: the file cannot be read/)
  const bomb = zipBomb({ 'xl/sharedStrings.xml': 300 })
  await assert.rejects(readAll([file(t, 'b.xlsx', bomb)]), /b\.xlsx: .*larger than 256 MiB/)
  const rows = '<row><c r="XFD1"><v>1</v></c></row>'.repeat(7000)
  const wide = workbook(
    { A: [['text', 'n']] },
    { 'xl/worksheets/sheet0.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>` },
  )
  await assert.rejects(readAll([file(t, 'c.xlsx', wide)]), /7000 rows of 16384 columns; save it as CSV/)
})

/** An OpenDocument workbook of these tables. */
function ods(tables: string): Buffer {
  const content = `<office:document-content xmlns:office="o"><office:body><office:spreadsheet>${tables}</office:spreadsheet></office:body></office:document-content>`
  return Buffer.from(zipSync({ 'content.xml': strToU8(content) }))
}
const cell = (text: string, attributes = 'office:value-type="string"'): string =>
  `<table:table-cell ${attributes}><text:p>${text}</text:p></table:table-cell>`
const rowOf = (...cells: string[]): string => `<table:table-row>${cells.join('')}</table:table-row>`

test('OpenDocument: sheets are read like those of Excel, with repeated cells, values and what is in no cell', async t => {
  const empty = (columns: number): string => `<table:table-cell table:number-columns-repeated="${columns}"/>`
  const note =
    '<office:annotation><dc:creator>Biri</dc:creator><text:p>sonra bak</text:p></office:annotation><text:p>Satır<text:s/>sonu</text:p><text:p>ikinci</text:p>'
  const book = ods(
    `<table:table table:name="Bir">${rowOf(cell('no'), cell('text'), cell('tarih'), cell('oran'), cell('doğru'))}
    <table:table-row table:number-rows-repeated="2">${empty(3)}</table:table-row>
    ${rowOf(
      cell('1,0', 'office:value-type="float" office:value="1" calcext:value-type="float"'),
      cell(TEXTS[0]!),
      cell('01.05.2024', 'office:value-type="date" office:date-value="2024-05-01T12:00:00"'),
      cell('%25', 'office:value-type="percentage" office:value="0.25"'),
      cell('DOĞRU', 'office:value-type="boolean" office:boolean-value="true"'),
    )}
    ${rowOf(empty(1), `<table:table-cell office:value-type="string">${note}</table:table-cell>`, cell('#N/A', 'office:value-type="string" calcext:value-type="error"'), empty(16_000))}
    <table:table-row table:number-rows-repeated="2">${empty(1)}${cell(TEXTS[1]!)}</table:table-row>
    <table:table-row table:number-rows-repeated="1048560">${empty(16_384)}</table:table-row>
    <table:shapes><draw:frame><text:p>çizimdeki üç söz</text:p></draw:frame></table:shapes></table:table>
    <table:table table:name="Boş"><table:table-row>${empty(1)}</table:table-row></table:table>`,
  )
  const { rows, leftOut } = await show(file(t, 'a.ods', book))
  assert.deepEqual(rows, [
    ['~Bir:4', TEXTS[0], { no: 1, tarih: '2024-05-01 12:00:00', oran: 0.25, doğru: true, sheet: 'Bir' }],
    ['~Bir:5', 'Satır sonu\nikinci', { sheet: 'Bir' }],
    ['~Bir:6', TEXTS[1], { sheet: 'Bir' }],
    ['~Bir:7', TEXTS[1], { sheet: 'Bir' }],
  ])
  assert.deepEqual(leftOut, { comment: 2, figure: 3 })
})

test('OpenDocument: damaged workbooks and endless repetitions are errors that name the file', async t => {
  const sound = ods(`<table:table>${rowOf(cell('text'))}${rowOf(cell('bir iki'))}</table:table>`)
  for (const bytes of [Buffer.from('PK'), sound.subarray(0, sound.length / 2), Buffer.from(zipSync({}))])
    await assert.rejects(readAll([file(t, 'a.ods', bytes)]), /a\.ods: the file cannot be read/)
  const often = `<table:table-row table:number-rows-repeated="1000000000">${cell('bir')}</table:table-row>`
  await assert.rejects(
    readAll([file(t, 'b.ods', ods(`<table:table>${often}</table:table>`))]),
    /10000000 of its cells are repetitions/,
  )
})

for (const [name, texts] of [
  ['dizi.json', 3],
  ['squad.json', 2],
] as const)
  test(`the shared case ${name} is read right`, { skip: unlessShared(`cases/files/${name}`) }, async () => {
    const { documents, skipped } = await readAll([shared(`cases/files/${name}`)])
    assert.deepEqual([documents.length, skipped], [texts, []])
    assert.match(documents[0]!.document.text, /^Öğrenme oranı doğrulama kümesinde seçilir/)
  })
