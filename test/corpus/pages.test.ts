import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { strToU8, zipSync } from 'fflate'
import iconv from 'iconv-lite'
import { readHtml } from '../../src/corpus/formats/html.js'
import type { FileReport } from '../../src/corpus/types.js'
import { file, readAll } from '../support/corpus.js'
import { shared, unlessShared } from '../support/shared.js'
import { PAGES } from './samples/pages.js'

interface Read {
  sections: [heading: unknown, ...paragraphs: string[]][]
  title: string | undefined
  metadata: Record<string, unknown>
  report: FileReport
}

async function read(path: string): Promise<Read> {
  const { documents, files } = await readAll([path])
  const { heading: _, ...metadata } = documents[0]?.document.metadata ?? {}
  return {
    sections: documents.map(({ document }) => [document.metadata.heading, ...document.text.split('\n\n')]),
    title: documents[0]?.document.title,
    metadata,
    report: files[0]!,
  }
}

const readPage = (t: TestContext, html: string | Buffer): Promise<Read> => read(file(t, 'a.html', html))

for (const { name, html, content, around } of PAGES)
  test(`a page keeps its content and leaves out what stands around it, counted: ${name}`, async t => {
    const { sections, report } = await readPage(t, html)
    const lines = new Set(sections.flat())
    assert.deepEqual(
      content.filter(line => !lines.has(line)),
      [],
    )
    const text = [...lines].join('\n')
    assert.deepEqual(
      around.filter(line => text.includes(line)),
      [],
    )
    assert.equal(around.length === 0, Object.keys(report.leftOut).length === 0)
  })

test('nothing within a sentence cuts it: formulas, images, controls, elements nobody knows', async t => {
  const inside = [
    '<math><mi>x</mi></math>',
    '<img src="e.png" alt="x">',
    '<svg><text>x</text></svg>',
    '<script type="math/tex">x^2</script>',
    '<o:p></o:p>',
    '<button>?</button>',
    '<mjx-container>x</mjx-container>',
    '<span class="math inline">\\(x\\)</span>',
    '\\(x_1\\)',
    '<input type="hidden">',
    '<a href="#fn1"><sup>1</sup></a><sup><a href="#fn1">[1]</a></sup>',
  ]
  const { sections, report } = await readPage(
    t,
    inside.map(each => `<p>Model ${each} veriyi ezber<b>ler</b>.</p>`).join(''),
  )
  assert.deepEqual(sections, [
    [undefined, ...inside.slice(0, -1).map(() => 'Model veriyi ezberler.'), sections[0]!.at(-1)!],
  ])
  assert.deepEqual(report.leftOut, { formula: 5, image: 1, figure: 1, markup: 1 })
})

test('TeX between signs of dollar is a formula where a script shows it as one', async t => {
  const text = '<p>Hata $e = y - t$ küçülür; fiyat 5$ ya da 10$ olur.</p>'
  const plain = await readPage(t, text)
  assert.equal(plain.sections[0]![1], 'Hata $e = y - t$ küçülür; fiyat 5$ ya da 10$ olur.')
  const shown = await readPage(t, `<script src="MathJax.js"></script>${text}`)
  assert.equal(shown.sections[0]![1], 'Hata küçülür; fiyat 5$ ya da 10$ olur.')
  assert.deepEqual(shown.report.leftOut, { formula: 3 })
})

test('tables of data are counted, their captions stay; tables that hold sentences or headings are text', async t => {
  const sentence =
    'Bu uzun hücre bir tabloda değil de bir metinde durması gereken, on iki sözcükten uzun bir cümledir.'
  const { sections, report } = await readPage(
    t,
    `<table><caption>Tablo 1: Sonuçlar</caption><tr><th>Yöntem</th><th>F1</th></tr><tr><td>SVM</td><td>0,8</td></tr></table>
     <table><tr><td>${sentence}</td><td>${sentence}</td></tr><tr><td>${sentence}</td><td>${sentence}</td></tr></table>
     <table role="presentation"><tr><td>bir</td><td>iki</td></tr><tr><td>üç</td><td>dört</td></tr></table>
     <table><tr><td><h2>Başlık</h2>metni</td></tr></table>`,
  )
  assert.deepEqual(sections, [
    [undefined, 'Tablo 1: Sonuçlar', sentence, sentence, sentence, sentence, 'bir', 'iki', 'üç', 'dört'],
    ['Başlık', 'metni'],
  ])
  assert.deepEqual(report.leftOut, { table: 4 })
})

test('a page without text is read whole; one that is hidden counts as hidden', async t => {
  const menu = await readPage(t, '<nav><p>Yalnızca burada metin var.</p></nav>')
  assert.deepEqual(menu.sections, [[undefined, 'Yalnızca burada metin var.']])
  const hidden = await readPage(
    t,
    '<p>Açık.</p><p hidden>gizli bir</p><p aria-hidden="true">gizli</p><p style="color:red; display: none">gizli</p>',
  )
  assert.deepEqual([hidden.sections, hidden.report.leftOut], [[[undefined, 'Açık.']], { hidden: 4 }])
})

test('permalinks, marks of notes and comments are no text; note texts, line breaks and superscripts are', async t => {
  const { sections, title, report } = await readPage(
    t,
    `<h1>Giriş<a class="headerlink" href="#giris">¶</a></h1><p>E = mc<sup>2</sup> ve<br>yeni satır.<sup><a href="#n1">1</a></sup></p>
     <!-- not --><ol><li id="n1">Not metni. <a href="#r1">↩</a></li></ol><p>Bir<br><br>iki</p>`,
  )
  assert.deepEqual(sections, [['Giriş', 'E = mc2 ve yeni satır.', 'Not metni.', 'Bir', 'iki']])
  assert.deepEqual([title, report.leftOut], ['Giriş', { markup: 1, comment: 1 }])
})

test('a page is read in the encoding that it declares, unless its bytes are Unicode or it says Latin-1', async t => {
  const declare = (charset: string, text: string): string => `<meta charset="${charset}"><p>${text}</p>`
  const russian = iconv.encode(declare('windows-1251', 'Глубокое обучение'), 'windows-1251')
  assert.equal((await readPage(t, russian)).sections[0]![1], 'Глубокое обучение')
  const turkish = 'Aşırı öğrenme, ağın ezberlemesidir.'
  for (const [said, meant] of [
    ['windows-1254', 'windows-1254'],
    ['iso-8859-1', 'windows-1254'],
    ['windows-1254', 'utf-8'],
    ['x-mac-turkish', 'macturkish'],
    ['no-such-name', 'windows-1254'],
  ] as const)
    assert.equal(
      (await readPage(t, iconv.encode(declare(said, turkish), meant))).sections[0]![1],
      turkish,
      `${said} ${meant}`,
    )
})

test('hostile pages: unclosed and deep elements, end tags of nothing', () => {
  for (const html of [
    `${'<div>'.repeat(50_000)}metin`,
    `${'<table><tr><td>'.repeat(20_000)}bu hücrede duran uzun metin`,
    `${'<ul><li>'.repeat(20_000)}metin`,
    `${'<a href="#">'.repeat(20_000)}metin`,
    '<p>metin</b></i></div></table></td>'.repeat(1000),
    `${'<h1>'.repeat(20_000)}metin`,
    'metin <',
    'metin <a href="',
  ]) {
    const { sections } = readHtml(html)
    assert.match(JSON.stringify(sections), /metin/, html.slice(0, 20))
  }
})

const CONTAINER = '<container><rootfiles><rootfile full-path="OEBPS/kitap%201.opf"/></rootfiles></container>'
const chapter = (heading: string, text: string): Uint8Array =>
  strToU8(`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><script src="a.js"/><title/></head>
    <body><h1>${heading}</h1><p>${text}<a epub:type="noteref" href="#n">1</a></p><a id="x"/></body></html>`)

test('EPUB: any prefix, entities, encoded paths; contents are left out, missing chapters are named', async t => {
  const bytes = zipSync({
    'META-INF/container.xml': strToU8(CONTAINER),
    'OEBPS/kitap 1.opf': strToU8(`<opf:package xmlns:opf="x" xmlns:y="z"><opf:metadata>
      <y:title>Yapay Zek&#xE2; &amp; Toplum</y:title><y:creator>Örnek Yazar</y:creator></opf:metadata><opf:manifest>
      <opf:item id="n" href="nav.xhtml" properties="nav scripted"/><opf:item id="b" href="iki%25.xhtml"/>
      <opf:item id="a" href="bir%20inci.xhtml"/><opf:item id="c" href="yok.xhtml"/><opf:item id="d" href="100%.xhtml"/>
      </opf:manifest><opf:spine><opf:itemref idref="n"/><opf:itemref idref="a"/><opf:itemref idref="b"/>
      <opf:itemref idref="c"/><opf:itemref idref="d"/></opf:spine></opf:package>`),
    'OEBPS/nav.xhtml': chapter('İçindekiler', 'Bir İki'),
    'OEBPS/iki%.xhtml': chapter('İki', 'Sonra.'),
    'OEBPS/bir inci.xhtml': chapter('Bir', 'Önce.'),
    'OEBPS/100%.xhtml': chapter('Üç', 'Bitti.'),
  })
  const { sections, title, metadata, report } = await read(file(t, 'a.epub', bytes))
  assert.deepEqual(sections, [
    ['Bir', 'Önce.'],
    ['İki', 'Sonra.'],
    ['Üç', 'Bitti.'],
  ])
  assert.deepEqual([title, metadata], ['Yapay Zekâ & Toplum', { author: 'Örnek Yazar' }])
  assert.deepEqual(report.leftOut, { menu: 2, markup: 4 })
  assert.deepEqual(report.warnings, ['chapters are missing: yok.xhtml'])
})

test('the shared cases of pages and books are read correctly', {
  skip: unlessShared('cases/files'),
}, async () => {
  const at = (name: string): Promise<Read> => read(shared(`cases/files/${name}`))
  assert.deepEqual((await at('aspnet.html')).sections, [
    [
      'Yapay Sinir Ağları',
      'Yapay sinir ağları beyinden esinlenen modellerdir. Katmanlar nöronlardan oluşur.',
      'Geri yayılım hatayı katman katman dağıtır.',
    ],
  ])
  assert.deepEqual((await at('tablo-yerlesim.html')).sections.at(-1), [
    'Karar Ağaçları',
    'Karar ağaçları veriyi özniteliklere göre böler. Bilgi kazancı en yüksek öznitelik seçilir.',
  ])
  assert.deepEqual((await at('karisik.html')).sections, [
    ['Giriş', 'Bu cümle tablo dışındadır.', 'Asıl ders metni buradadır ve tablo içinde kaybolur.'],
  ])
  assert.deepEqual((await at('baslik.html')).sections, [
    ['Destek Vektör Makineleri › Çekirdek hilesi', 'Destek Vektör Makineleri', 'Çekirdek hilesi'],
    [
      'Marjin',
      'Marjin en büyük yapılır.',
      'Doğrusal çekirdek',
      'RBF çekirdeği',
      'Marjin',
      'Sınıflar arası boşluk.',
      'Alıntı cümlesi.',
      'Şekil 1: Ayırıcı düzlem.',
      'Yanıt',
      'Gizli yanıt metni.',
      'E = mc2 ve xi yeni satır',
    ],
  ])
  assert.equal((await at('iki-nokta.html')).sections[0]!.length, 5)
  assert.deepEqual((await at('meta1254.html')).sections[0]![1], 'Aşırı öğrenme, ağın ezberlemesidir.')
  assert.deepEqual((await at('pilcrow.html')).sections, [['Giriş', 'Metin burada.']])
  const [, ...sentences] = (await at('satirici.html')).sections[0]!
  assert.equal(sentences.length, 14)
  for (const sentence of sentences) assert.match(sentence, /^Model (?:\S+ )?veriyi ezberler\.$/)
  const book = await at('k.epub')
  assert.deepEqual([book.title, book.sections[0]![1]], ['Yapay Zekâ & Toplum', 'Derin öğrenme metni.'])
})

test('an end tag in a block that began within its element cuts no sentence; links to edit are left out', async t => {
  const html =
    '<h2>Tarihçe<span class="mw-editsection">[<a href=/e>değiştir</a>]</span></h2><p>Bir <b>koyu<p>İki <i>eğik</b> biter</i>.' +
    '<p>Üç <a href=/x>bağ<p>Dört</a> beş</p><div><button>Gönder<p>x</button>Altı</div>'
  const { sections, report } = await readPage(t, html)
  assert.deepEqual(sections, [['Tarihçe', 'Bir koyu', 'İki eğik biter.', 'Üç bağ', 'Dört', 'beş', 'Altı']])
  assert.deepEqual(report.leftOut, { markup: 1, menu: 2 })
})
