import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { composeAccents, withoutGap } from '../../src/corpus/formats/pdf/accents.js'
import { closeGaps } from '../../src/corpus/formats/pdf/capital-gaps.js'
import type { FileReport } from '../../src/corpus/types.js'
import { file, readAll } from '../support/corpus.js'
import { column, type MadePage, makePdf, widthOf } from '../support/pdf.js'
import { shared, unlessShared } from '../support/shared.js'

interface Read {
  /** Headings and texts of the documents. */
  parts: [heading: unknown, text: string][]
  ids: string[]
  report: FileReport
}

async function read(path: string): Promise<Read> {
  const { documents, files } = await readAll([path])
  return {
    parts: documents.map(({ document: { metadata, text } }) => [metadata.heading, text]),
    ids: documents.map(({ document }) => document.id.slice(path.length)),
    report: files[0]!,
  }
}

function made(t: TestContext, pages: MadePage[]): Promise<Read> {
  return read(file(t, 'a.pdf', makePdf(pages)))
}

/** The paragraphs of a TeX source. */
function paragraphsOf(source: string): string[] {
  const body = /\\section\{.*\}\n?([\s\S]*)\\end\{document\}/.exec(source)![1]!
  return body.split(/\n\n/).map(paragraph => paragraph.trim().replaceAll(/\s+/g, ' '))
}

for (const [name, repaired] of [
  ['ders-ot1', 1],
  ['ders-t1-type3', 1],
  ['girintili-paragraf', 0],
] as const)
  test(`${name}.pdf has the paragraphs of its source, Turkish letters whole`, {
    skip: unlessShared(`cases/files/${name}.pdf`),
  }, async () => {
    const { parts, report } = await read(shared(`cases/files/${name}.pdf`))
    const source = readFileSync(shared(`cases/files/${name}.tex`), 'utf8')
    assert.deepEqual(
      parts.map(([heading]) => heading),
      [`1 ${/\\section\{(.*?)\}/.exec(source)![1]}`],
    )
    assert.deepEqual(parts[0]![1].split('\n\n'), paragraphsOf(source))
    assert.deepEqual(
      [report.repaired, report.leftOut, report.warnings],
      [repaired, { 'running-head': 1 }, []],
    )
  })

test('slayt.pdf keeps every line of its slides', {
  skip: unlessShared('cases/files/slayt.pdf'),
}, async () => {
  const { parts, report } = await read(shared('cases/files/slayt.pdf'))
  assert.deepEqual(parts, [
    ['Kümeleme Yöntemleri', 'Örnek Yazar'],
    [
      'Kümeleme nedir?',
      'Etiketsiz veriyi benzerliğe göre gruplamaktır.\n\nKüme içi uzaklık küçük, kümeler arası uzaklık büyük olsun ' +
        'istenir.\n\nUzaklık ölçüsü çoğu kez Öklid uzaklığıdır.',
    ],
    [
      'K-ortalamalar',
      'Merkezler rastgele seçilir.\n\nHer nokta en yakın merkeze atanır.\n\nYöntem Karmaşıklık\n\nk-ortalamalar O(nkd)',
    ],
    ['Dirsek yöntemi', 'Hata eğrisinin kırıldığı yer küme sayısını verir.'],
  ])
  assert.deepEqual(report.leftOut, {})
})

const LEFT = [
  'Makine öğrenmesi, bilgisayarların veri-',
  'lerden öğrenmesini sağlayan yöntemlerin',
  'tümüdür ve istatistiğe dayanan bir alan',
  'olarak son yıllarda çok hızlı büyümüş ve',
]
const RIGHT = [
  'yaygınlaşmıştır. Derin öğrenme bunun bir',
  'alt dalıdır ve çok katmanlı ağlar ile bu',
  'katmanların ağırlıklarını öğrenir, hatta',
  'ham veriden öznitelik çıkarır.',
]

test('columns are read one after the other, whatever the order of drawing; a sentence goes on in the next', async t => {
  const texts = [
    { x: 100, y: 550, text: 'Yapay zekâ tarihine kısa bir bakış', size: 16 },
    ...column(30, 500, LEFT, 8).flatMap((line, i) => [line, column(215, 500, RIGHT, 8)[i]!]),
  ]
  const { parts, report } = await made(t, [{ texts }])
  assert.deepEqual(parts, [
    [
      'Yapay zekâ tarihine kısa bir bakış',
      'Makine öğrenmesi, bilgisayarların verilerden öğrenmesini sağlayan yöntemlerin tümüdür ve istatistiğe dayanan ' +
        'bir alan olarak son yıllarda çok hızlı büyümüş ve yaygınlaşmıştır. Derin öğrenme bunun bir alt dalıdır ve ' +
        'çok katmanlı ağlar ile bu katmanların ağırlıklarını öğrenir, hatta ham veriden öznitelik çıkarır.',
    ],
  ])
  assert.deepEqual(report.leftOut, {})
})

test('a line of a few words that are spaced out alike to its end is no row of a table', async t => {
  const lines = [
    'Dengesiz verilerde kesinlik-duyarlılık eğrisi',
    'olarak son yıllarda çok hızlı büyümüş ve hep',
    'karşılaştırırken güven aralığı vermek, farkın',
    'şansa bağlı olup olmadığını anlamaya yarar ve',
  ]
  const texts = column(30, 500, [lines[0]!, '', ...lines.slice(1)])
  const words = ['eğrisinden', 'daha', 'bilgilendirir.']
  const end = 30 + widthOf(lines[0]!)
  const gap = (end - 30 - words.reduce((sum, word) => sum + widthOf(word), 0)) / (words.length - 1)
  let x = 30
  for (const text of words) {
    texts.push({ x, y: 488, text })
    x += widthOf(text) + gap
  }
  assert.ok(gap > 25)
  const { parts, report } = await made(t, [{ texts: texts.filter(({ text }) => text !== '') }])
  assert.equal(parts.length, 1)
  assert.match(parts[0]![1], /kesinlik-duyarlılık eğrisi eğrisinden daha bilgilendirir\. olarak son/)
  assert.deepEqual(report.leftOut, {})
})

test('a word keeps its hyphen at the end of a line if it has one elsewhere', async t => {
  const lines = [
    'Ağ-tabanlı yöntemler çizge üzerinde çalışır. Bu ağ-',
    'tabanlı yöntemler düğümleri ve kenarları birlikte TF-',
    'IDF ağırlıklarıyla kullanır.',
  ]
  const { parts } = await made(t, [{ texts: column(30, 500, lines) }])
  assert.equal(
    parts[0]![1],
    'Ağ-tabanlı yöntemler çizge üzerinde çalışır. Bu ağ-tabanlı yöntemler düğümleri ve kenarları birlikte TF-IDF ' +
      'ağırlıklarıyla kullanır.',
  )
})

test('each heading of a page has its text; headings without text below them are kept', async t => {
  const { parts, ids } = await made(t, [
    {
      texts: [
        { x: 30, y: 560, text: 'Bölüm 3', size: 20 },
        { x: 30, y: 530, text: 'Karar ağaçları', size: 16 },
        ...column(30, 500, ['Karar ağaçları veriyi özniteliklere göre böler.']),
        { x: 30, y: 460, text: '3.1 Budama', font: 'bold' },
        ...column(30, 440, ['Budama, ağacın gereksiz dallarını keser ve ezberi önler.']),
        { x: 30, y: 400, text: 'Rastgele orman', size: 16 },
      ],
    },
    { texts: column(30, 500, ['Rastgele orman birçok ağacın oyunu birleştirir.']) },
  ])
  assert.deepEqual(parts, [
    ['Bölüm 3 – Karar ağaçları', 'Karar ağaçları veriyi özniteliklere göre böler.'],
    ['3.1 Budama', 'Budama, ağacın gereksiz dallarını keser ve ezberi önler.'],
    ['3.1 Budama', 'Rastgele orman'],
    ['Rastgele orman', 'Rastgele orman birçok ağacın oyunu birleştirir.'],
  ])
  assert.deepEqual(ids, ['~p1', '~p1.2', '~p1.3', '~p2'])
})

test('running heads are left out and counted, titles of slides that come again are not', async t => {
  const slides = [
    'Zincir kuralı kullanılır',
    'Türev geriye yayılır',
    'Ağırlıklar güncellenir',
    'Adım küçüktür',
  ]
  const { parts, report } = await made(
    t,
    slides.map((line, i) => ({
      width: 720,
      height: 405,
      texts: [
        { x: 40, y: 360, text: 'Geri yayılım', size: 32 },
        { x: 40, y: 280, text: line, size: 20 },
        { x: 40, y: 15, text: 'Makine Öğrenmesi', size: 9 },
        { x: 680, y: 15, text: `${i + 1}`, size: 9 },
      ],
    })),
  )
  assert.deepEqual(
    parts,
    slides.map(line => ['Geri yayılım', line]),
  )
  assert.deepEqual(report.leftOut, { 'running-head': 12 })
})

test('tables of numbers and labels of figures are left out and counted, numbers in prose are kept', async t => {
  const prose = ['Doğruluk 2019, 2020 ve 2021 yıllarında', '0,85 0,90 0,92 olarak ölçülmüştür.']
  const { parts, report } = await made(t, [
    {
      texts: [
        ...column(30, 550, prose),
        ...['Model', 'BERTurk', 'Torba'].map((text, i) => ({ x: 30, y: 500 - 12 * i, text })),
        ...['Doğruluk', '0,91', '0,78'].map((text, i) => ({ x: 150, y: 500 - 12 * i, text })),
        ...['Süre', '120', '3'].map((text, i) => ({ x: 250, y: 500 - 12 * i, text })),
        ...column(30, 440, ['Tablo 1: Modellerin karşılaştırması.']),
        { x: 50, y: 300, text: 'kayıp işlevi', size: 8, turn: 90 },
        { x: 60, y: 300, text: 'x', size: 8 },
        ...column(30, 250, ['En iyi sonucu BERTurk verir ve bu sonuç her yıl aynıdır.']),
      ],
    },
  ])
  assert.deepEqual(
    parts.map(([, text]) => text),
    [
      `${prose.join(' ')}\n\nTablo 1: Modellerin karşılaştırması.\n\nEn iyi sonucu BERTurk verir ve bu sonuç her yıl aynıdır.`,
    ],
  )
  assert.deepEqual(report.leftOut, { table: 9, figure: 3 })
})

test('a spaced out line is no row of a table, and a caption between columns cuts no sentence', async t => {
  const texts = [
    ...column(30, 500, LEFT.slice(0, 2), 8),
    { x: 30, y: 480.8, text: 'tümüdür', size: 8 },
    { x: 76, y: 480.8, text: 've istatistiğe de', size: 8 },
    { x: 158, y: 480.8, text: 'dayanan', size: 8 },
    ...column(30, 471.2, LEFT.slice(3), 8),
    ...column(215, 500, ['Tablo 1: Sonuçların özeti.'], 8),
    ...column(215, 480.8, RIGHT.slice(0, 3), 8),
  ]
  const { parts } = await made(t, [{ texts }])
  assert.deepEqual(parts[0]![1].split('\n\n'), [
    'Makine öğrenmesi, bilgisayarların verilerden öğrenmesini sağlayan yöntemlerin tümüdür ve istatistiğe de dayanan ' +
      'olarak son yıllarda çok hızlı büyümüş ve yaygınlaşmıştır. Derin öğrenme bunun bir alt dalıdır ve çok ' +
      'katmanlı ağlar ile bu katmanların ağırlıklarını öğrenir, hatta',
    'Tablo 1: Sonuçların özeti.',
  ])
})

test('a head with the number of the page is a running head, whatever else it says', async t => {
  const { parts, report } = await made(
    t,
    ['Giriş', 'Yöntem', 'Sonuç'].map((name, i) => ({
      texts: [
        { x: 30, y: 570, text: name },
        { x: 350, y: 570, text: `${i + 7}` },
        ...column(30, 540, [`${name} bölümünde anlatılanlar burada özetlenir.`]),
      ],
    })),
  )
  assert.equal(parts.length, 3)
  assert.deepEqual(report.leftOut, { 'running-head': 6 })
})

test('notes stand after the text of their page, and no sentence is cut by them', async t => {
  const { parts, report } = await made(t, [
    {
      texts: [
        ...column(30, 550, ['Öğrenme hızı doğrulama kümesinde ayarlanır', 've bu küme eğitimde']),
        { x: 30 + widthOf('ve bu küme eğitimde'), y: 542, text: '1', size: 6 },
        { x: 30, y: 60, text: '1', size: 5 },
        { x: 33, y: 57, text: 'Küme önceden ayrılır.', size: 8 },
      ],
    },
    { texts: column(30, 550, ['hiç kullanılmaz. Sınama kümesi ise en sonda kullanılır.']) },
  ])
  assert.deepEqual(
    parts.map(([, text]) => text),
    [
      'Öğrenme hızı doğrulama kümesinde ayarlanır ve bu küme eğitimde hiç kullanılmaz. Sınama kümesi ise en sonda ' +
        'kullanılır.\n\n1 Küme önceden ayrılır.',
    ],
  )
  assert.deepEqual(report.leftOut, { markup: 1 })
})

test('items of a list are paragraphs without their bullets', async t => {
  const { parts } = await made(t, [
    {
      texts: [
        { x: 30, y: 500, text: '•' },
        ...column(45, 500, ['Gözetimli öğrenmede etiket vardır', 've model etiketi kestirir.']),
        { x: 30, y: 476, text: '•' },
        ...column(45, 476, ['Gözetimsiz öğrenmede etiket yoktur']),
        ...column(30, 464, ['1. Veri toplanır', '2. Model eğitilir']),
      ],
    },
  ])
  assert.deepEqual(parts[0]![1].split('\n\n'), [
    'Gözetimli öğrenmede etiket vardır ve model etiketi kestirir.',
    'Gözetimsiz öğrenmede etiket yoktur',
    '1. Veri toplanır',
    '2. Model eğitilir',
  ])
})

test('accents that TeX draws over letters, and codes of its fonts, become letters', async t => {
  const accented = await made(t, [
    {
      texts: [
        { x: 30, y: 500, text: 'ba˘' },
        { x: 40, y: 500, text: 'gımsız ve ¸' },
        { x: 90, y: 500, text: 'cok de˘' },
        { x: 120, y: 500, text: 'gi¸' },
        { x: 130, y: 500, text: 'sken' },
        { x: 165, y: 502.7, text: '˙' },
        { x: 165, y: 500, text: 'Istanbul' },
      ],
    },
  ])
  assert.deepEqual(
    [accented.parts[0]![1], accented.report.repaired],
    ['bağımsız ve çok değişken İstanbul', 1],
  )
  const cork = 'De§i³ken say\x19s\x19 artt\x19kça \x9dlk \x93ema \x1c\x1d'
  const coded = await made(t, [{ texts: [{ x: 30, y: 500, text: cork, font: 'codes' }] }])
  assert.deepEqual([coded.parts[0]![1], coded.report.repaired], ['Değişken sayısı arttıkça İlk Şema fifl', 1])
  const first = 'De\x15gi\x18sken say\x10s\x10 b\x7fuy\x7fuk'
  const old = await made(t, [{ texts: [{ x: 30, y: 500, text: first, font: 'codes' }] }])
  assert.deepEqual([old.parts[0]![1], old.report.repaired], ['Değişken sayısı büyük', 1])
  const cubic = await made(t, [{ texts: [{ x: 30, y: 500, text: 'Depo 5 m³ su alır (§ 3).' }] }])
  assert.deepEqual([cubic.parts[0]![1], cubic.report.repaired], ['Depo 5 m³ su alır (§ 3).', 0])
})

test('the gap after the cedilla of a capital is no space before an accent, a space is one', () => {
  // As pdfTeX sets `SEÇİM` and `GENÇ İNSAN` in 10 points.
  for (const [text, width, expected] of [
    ['¸ ', 6.2, '¸'],
    ['¸ ', 9.5, '¸ '],
    ['¸ ˙', 10, '¸˙'],
    ['¸ ˙', 14, '¸ ˙'],
    ['¸ VE', 10, '¸ VE'],
  ] as const)
    assert.equal(withoutGap({ text, width, size: 10 }).text, expected, `${text} of ${width}`)
  assert.equal(composeAccents('SEC¸˙IM, GENC¸ ˙INSAN'), 'SEÇİM, GENÇ İNSAN')
})

test('letters that nobody can read are counted, with a warning', async t => {
  const { parts, report } = await made(t, [
    {
      texts: [
        { x: 30, y: 500, text: 'Bu satır okunur.' },
        { x: 30, y: 400, text: '\x01\x02\x03 \x04\x05\x06 \x07\x0e\x02', font: 'codes' },
      ],
    },
  ])
  assert.deepEqual(
    parts.map(([, text]) => text),
    ['Bu satır okunur.'],
  )
  assert.deepEqual(report.leftOut, { unreadable: 3 })
  assert.match(report.warnings.join('\n'), /^page 1: the file does not say which letters/)
})

test('scanned pages are named, with what to do; empty pages are not', async t => {
  const { parts, report } = await made(t, [
    { texts: column(30, 500, ['Bu sayfa metindir ve aranabilir.']) },
    { image: true },
    {},
    { image: true },
    { image: true, texts: column(30, 20, ['3']) },
  ])
  assert.equal(parts.length, 1)
  assert.equal(report.leftOut.image, 3)
  assert.match(report.warnings.join('\n'), /^pages 2, 4–5 are scanned images without text.*ocrmypdf -l tur/)
})

test('a PDF with a password is refused with what to do', async t => {
  const path = file(t, 'a.pdf', makePdf([{ texts: column(30, 500, ['Gizli.']) }], { locked: true }))
  await assert.rejects(readAll([path]), /a\.pdf: the file is protected by a password; save it without one/)
})

test('labels in another direction than the page are left out, a page that lies on its side is read', async t => {
  const { parts, report } = await made(t, [
    {
      texts: [
        { x: 100, y: 50, text: 'Bu sayfa yan yatmıştır.', turn: 90 },
        { x: 115, y: 50, text: 'İkinci satır da öyle.', turn: 90 },
        { x: 300, y: 300, text: 'eksen' },
      ],
    },
  ])
  assert.deepEqual(
    parts.map(([, text]) => text),
    ['Bu sayfa yan yatmıştır.\n\nİkinci satır da öyle.'],
  )
  assert.deepEqual(report.leftOut, { figure: 1 })
})

test('boxes side by side and a note beside a paragraph are read one after the other, between lines that cross them', async t => {
  const across = 'Bu satır sayfanın bir kenarından öteki kenarına kadar bütün genişlikte sürer.'
  const texts = [
    ...column(30, 550, [across]),
    ...column(30, 520, ['Önce veri toplanır ve', 'temizlenir.']),
    ...column(160, 520, ['Sonra model kurulur', 've eğitilir.']),
    ...column(290, 520, ['En sonunda başarı', 'ölçülür.']),
    ...column(30, 480, [across]),
    ...column(30, 440, [
      'Aşırı öğrenme, modelin eğitim verisini',
      'ezberlemesi ve yeni örneklerde yanılmasıdır.',
    ]),
    ...column(290, 442, ['Kenar notu: sınama', 'verisi ayrı tutulur.']).map(line => ({ ...line, size: 8 })),
    ...column(30, 400, [across]),
  ]
  const { parts, report } = await made(t, [{ texts }])
  const text = parts.map(([, each]) => each).join('\n\n')
  for (const sentence of [
    'Önce veri toplanır ve temizlenir.',
    'Sonra model kurulur ve eğitilir.',
    'En sonunda başarı ölçülür.',
    'Aşırı öğrenme, modelin eğitim verisini ezberlemesi ve yeni örneklerde yanılmasıdır.',
    'Kenar notu: sınama verisi ayrı tutulur.',
  ])
    assert.ok(text.split('\n\n').includes(sentence), `${sentence} in\n${text}`)
  assert.deepEqual(report.leftOut, {})
})

test('what is free beside the accents of TeX’s capitals is no space, unless there is room for one', () => {
  // As Computer Modern has them, and as pdf.js tells of them: AÇIK ÇÖZÜM VE ÇAĞRI.
  const letters = { A: 750, C: 722, I: 361, K: 778, O: 778, Z: 611, U: 750, M: 917, V: 750, E: 681, '¸': 444 }
  const widths = new Map([['f', new Map(Object.entries(letters))]])
  const run = (text: string, x: number, width: number) => ({ text, x, width, y: 0, size: 10, font: 'f' })
  const runs = [
    run('AC', 0, 14.7),
    run('¸ IK C', 8.8, 27.7),
    run('OZ ', 36.5, 15.1),
    run('¨', 51.6, 5),
    run('UM VE ', 50.4, 38.9),
    run('¨', 89.3, 5),
    run('O', 88, 7.8),
    run('C', 100, 7.2),
    run('¸ A ', 101.4, 14.6),
    run('˘', 116, 5),
    run('G', 114.6, 7.8),
  ]
  closeGaps(runs, widths)
  const texts = runs.map(({ text }) => text)
  assert.deepEqual(texts, ['AC', '¸IK C', 'OZ', '¨', 'UM VE ', '¨', 'O', 'C', '¸A', '˘', 'G'])
})

test('reading a PDF leaves push and parse of Node as they are', t => {
  const path = file(t, 'a.pdf', makePdf([{ texts: [{ x: 20, y: 500, text: 'bir satır' }] }]))
  const script = `
    const { push } = Array.prototype
    const { parse } = JSON
    const { readCorpus } = await import(${JSON.stringify(new URL('../../src/corpus/read.js', import.meta.url))})
    const texts = []
    const options = { textField: 'text', idField: 'id', onError: 'fail' }
    for await (const { document } of readCorpus([process.argv[1]], options)) texts.push(document.text)
    console.log(texts.join(), Array.prototype.push === push, JSON.parse === parse)`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script, path], {
    encoding: 'utf8',
  })
  assert.equal(output, 'bir satır true true\n')
})
