import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'
import type { ReadDocument, ReadOptions } from '../../src/corpus/types.js'
import { AnlamError } from '../../src/errors.js'
import { launchBrowser, unlessBrowser } from '../support/browser.js'
import { file, readAll } from '../support/corpus.js'
import { scratch } from '../support/scratch.js'
import { zipBomb } from '../support/zip-bomb.js'

async function read(
  path: string,
  options: Partial<ReadOptions> = {},
): Promise<{ documents: ReadDocument['document'][]; skipped: string[] }> {
  const { documents, skipped } = await readAll([path], options)
  return { documents: documents.map(({ document }) => document), skipped }
}

const PAGE = `<!doctype html><html><head><title>Ders &amp; Notlar</title><style>p{}</style></head><body>
  <nav><p>Ana sayfa</p></nav><header>Site adı</header>
  <main><h1>Aşırı öğrenme</h1><p>Model eğitim verisini <b>ezber</b>ler.</p><p>İkinci
  paragraf.</p><table><tr><td>1</td></tr></table><pre>kod()</pre>
  <h2>Önlemler</h2><ul><li>Seyreltme</li><li hidden>gizli</li></ul></main>
  <footer>© 2024</footer><script>var x</script></body></html>`

test('HTML: headings become metadata; navigation, tables, code and hidden elements are left out', async t => {
  const { documents } = await read(file(t, 'a.html', PAGE))
  assert.deepEqual(
    documents.map(({ text, title, metadata }) => [title, metadata.heading, text]),
    [
      ['Ders & Notlar', 'Aşırı öğrenme', 'Model eğitim verisini ezberler.\n\nİkinci paragraf.'],
      ['Ders & Notlar', 'Önlemler', 'Seyreltme'],
    ],
  )
})

test('HTML in windows-1254 is decoded correctly', async t => {
  const bytes = Buffer.from(
    '<p>A\u00f0\u00fdrl\u00fdk de\u00f0i\u015fti</p>'.replace('\u015f', '\u00fe'),
    'latin1',
  )
  const { documents } = await read(file(t, 'a.htm', bytes))
  assert.equal(documents[0]!.text, 'Ağırlık değişti')
})

test('Word: paragraphs are read, and headings become metadata', async t => {
  const paragraph = (text: string, style = ''): string =>
    `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t>${text}</w:t></w:r></w:p>`
  const part = (body: string): Uint8Array => strToU8(`<?xml version="1.0" encoding="UTF-8"?>${body}`)
  const main = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
  const packages = 'http://schemas.openxmlformats.org/package/2006'
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument'
  const bytes = zipSync({
    '[Content_Types].xml': part(
      `<Types xmlns="${packages}/content-types"><Default Extension="xml" ContentType="application/xml"/>
       <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>`,
    ),
    '_rels/.rels': part(
      `<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${office}" Target="word/document.xml"/></Relationships>`,
    ),
    'word/document.xml': part(
      `<w:document xmlns:w="${main}"><w:body>${paragraph('Giriş', 'Heading1')}${paragraph('Ağırlıklar öğrenilir.')}${paragraph('İkincisi.')}</w:body></w:document>`,
    ),
    'word/styles.xml': part(
      `<w:styles xmlns:w="${main}"><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>`,
    ),
  })
  const { documents } = await read(file(t, 'a.docx', bytes))
  assert.deepEqual(
    documents.map(({ text, metadata }) => [metadata.heading, text]),
    [['Giriş', 'Ağırlıklar öğrenilir.\n\nİkincisi.']],
  )
})

test('EPUB: chapters come in reading order', async t => {
  const chapter = (heading: string, text: string): Uint8Array =>
    strToU8(
      `<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>${heading}</h1><p>${text}</p></body></html>`,
    )
  const bytes = zipSync({
    mimetype: strToU8('application/epub+zip'),
    'META-INF/container.xml': strToU8(
      '<container><rootfiles><rootfile full-path="OEBPS/kitap.opf"/></rootfiles></container>',
    ),
    'OEBPS/kitap.opf': strToU8(
      `<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Kitap</dc:title></metadata><manifest>
        <item id="b" href="iki.xhtml"/><item id="a" href="bir%20inci.xhtml"/></manifest>
        <spine><itemref idref="a"/><itemref idref="b"/></spine></package>`,
    ),
    'OEBPS/iki.xhtml': chapter('İki', 'Sonra.'),
    'OEBPS/bir inci.xhtml': chapter('Bir', 'Önce.'),
  })
  const { documents } = await read(file(t, 'a.epub', bytes))
  assert.deepEqual(
    documents.map(({ text, title, metadata }) => [title, metadata.heading, text]),
    [
      ['Kitap', 'Bir', 'Önce.'],
      ['Kitap', 'İki', 'Sonra.'],
    ],
  )
})

test('notebooks: text is read, code is left out', async t => {
  const notebook = {
    cells: [
      {
        cell_type: 'markdown',
        source: ['# Giriş\n', 'Bir cümle.\n\n', '```python\nx = 1\n```\n', '| a | b |\n|---|---|\n'],
      },
      { cell_type: 'code', source: 'print(1)' },
    ],
  }
  const { documents } = await read(file(t, 'a.ipynb', JSON.stringify(notebook)))
  assert.deepEqual(
    documents.map(({ text, metadata }) => [metadata.heading, text]),
    [['Giriş', 'Bir cümle.']],
  )
})

test('archives: their files are read, except those that operating systems add', async t => {
  const row = '{"id":"z1","text":"arşivdeki satır"}'
  const inside = zipSync({
    'notlar/a.jsonl': strToU8(row),
    '__MACOSX/notlar/._a.jsonl': strToU8('x'),
    'b.bin': strToU8('x'),
    'c.zip': zipSync({ 'd.txt': strToU8('derin') }),
  })
  const path = file(t, 'a.zip', inside)
  const { documents, skipped } = await read(path)
  assert.deepEqual(
    documents.map(({ id, source }) => [id, source]),
    [['z1', `${path}/notlar/a.jsonl`]],
  )
  assert.equal(skipped.length, 2)
  const packed = await read(file(t, 'a.jsonl.gz', gzipSync(row)))
  assert.equal(packed.documents[0]!.text, 'arşivdeki satır')
})

test('PDF: pages and headings are read, repeated headers and footers are left out', {
  skip: unlessBrowser,
}, async t => {
  const browser = await launchBrowser()
  const page = await browser.newPage()
  const filler = 'Bu paragraf sayfayı doldurmak için vardır ve yeterince uzundur. '.repeat(4)
  await page.setContent(`<html><head><title>PDF notları</title></head><body>
    <h1>Aşırı öğrenme</h1><p>Model eğitim verisini ezberler; ışık ve IŞIK ayrıdır. ${filler}</p>
    <h1 style="page-break-before: always">Düzenlileştirme</h1><p>Ağırlıklar küçük tutulur. ${filler}</p></body></html>`)
  const bytes = await page.pdf({
    displayHeaderFooter: true,
    headerTemplate: '<span style="font-size:9px">Ders notu</span>',
    footerTemplate: '<span style="font-size:9px" class="pageNumber"></span>',
    margin: { top: '2cm', bottom: '2cm' },
  })
  await browser.close()
  const path = file(t, 'a.pdf', bytes)
  const { documents } = await read(path)
  assert.deepEqual(
    documents.map(({ id, title, metadata }) => [id, title, metadata.page, metadata.heading]),
    [
      [`${path}~p1`, 'PDF notları', 1, 'Aşırı öğrenme'],
      [`${path}~p2`, 'PDF notları', 2, 'Düzenlileştirme'],
    ],
  )
  assert.equal(documents[0]!.text, `Model eğitim verisini ezberler; ışık ve IŞIK ayrıdır. ${filler}`.trim())
  assert.ok(!documents.some(({ text }) => text.includes('Ders notu')))
})

test('a file of any bytes is read, or refused with a reason, and the rest of its folder is read', async t => {
  const folder = scratch(t)
  mkdirSync(join(folder, 'in'))
  writeFileSync(join(folder, 'in', 'zz.txt'), 'sonuncu dosya')
  const names = 'pdf docx epub ipynb html srt vtt zip gz jsonl csv tsv txt md jsonl.gz'
    .split(' ')
    .map(end => `f.${end}`)
  const heads = [
    '',
    '%PDF-1.4\n',
    'PK\x03\x04',
    '\x1f\x8b\x08',
    '{"cells":',
    '<html><p>',
    '\xff\xfe',
    'WEBVTT\n\n',
  ]
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.constantFrom(...heads),
      fc.uint8Array({ maxLength: 400 }),
      async (name, head, bytes) => {
        const path = join(folder, 'in', name)
        writeFileSync(path, Buffer.concat([Buffer.from(head, 'latin1'), bytes]))
        await read(path).catch((error: unknown) => {
          assert.ok(error instanceof AnlamError && error.code === 'invalid-input', `${name}: ${error}`)
        })
        const { documents } = await read(join(folder, 'in'), { onError: 'skip' })
        assert.equal(documents.at(-1)!.text, 'sonuncu dosya')
        writeFileSync(path, '')
      },
    ),
    { numRuns: 300 },
  )
})

test('a book that unpacks to more than the limit is refused, however small it is packed', async t => {
  const path = file(t, 'bomb.epub', zipBomb({ 'a.xhtml': 130, 'b.xhtml': 130 }))
  await assert.rejects(
    read(path),
    (error: unknown) => error instanceof AnlamError && /larger than 256 MiB/.test(error.message),
  )
})

test('encrypted files and archives inside an archive are reported', async t => {
  const text = strToU8('Ağırlıklar öğrenilir.')
  const bytes = zipSync({ 'a.txt': text, 'b.txt.gz': gzipSync(text), 'kilitli.txt': text })
  const entry = Buffer.from(bytes.buffer).lastIndexOf('kilitli.txt')
  // Bytes 8 and 9 of a central directory entry are its flags; the name starts at byte 46. Bit 0: encrypted.
  bytes[entry - 38]! |= 1
  const path = file(t, 'a.zip', bytes)
  const { documents, skipped } = await read(path)
  assert.deepEqual(
    documents.map(document => document.text),
    ['Ağırlıklar öğrenilir.'],
  )
  assert.deepEqual(skipped, [
    `${path}/b.txt.gz: an archive in an archive`,
    `${path}/kilitli.txt: locked by a password`,
  ])
})
