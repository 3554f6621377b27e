import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strToU8, zipSync } from 'fflate'
import { readDocx } from '../../src/corpus/formats/office/docx.js'
import { readOpenDocument } from '../../src/corpus/formats/office/opendocument.js'
import { readPptx } from '../../src/corpus/formats/office/pptx.js'
import type { WholeDocument } from '../../src/corpus/formats/whole-document.js'
import { readAll } from '../support/corpus.js'
import { shared, unlessShared } from '../support/shared.js'

const packed = (parts: Record<string, string>): Buffer =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)]))))

/** A list of relationships; their ids are r1, r2, … */
const relationships = (...targets: [kind: string, target: string][]): string =>
  `<Relationships>${targets
    .map(([kind, target], i) => `<Relationship Id="r${i + 1}" Type="http://x/${kind}" Target="${target}"/>`)
    .join('')}</Relationships>`

const STYLES = `<w:styles><w:style w:styleId="Balk1"><w:name w:val="heading 1"/></w:style>
  <w:style w:styleId="Balk2"><w:name w:val="heading 2"/></w:style>
  <w:style w:styleId="Benim"><w:name w:val="Benim"/><w:basedOn w:val="Balk2"/></w:style>
  <w:style w:styleId="T1"><w:name w:val="toc 1"/></w:style><w:style w:styleId="KB"><w:name w:val="Title"/></w:style></w:styles>`

function word(body: string, more: Record<string, string> = {}): Promise<WholeDocument> {
  return readDocx(
    packed({
      '_rels/.rels': relationships(['officeDocument', 'word/document.xml']),
      'word/_rels/document.xml.rels': relationships(
        ['styles', 'styles.xml'],
        ['footnotes', 'footnotes.xml'],
        ['header', 'header1.xml'],
        ['comments', 'comments.xml'],
        ['diagramData', 'diagrams/data1.xml'],
      ),
      'word/document.xml': `<w:document><w:body>${body}</w:body></w:document>`,
      'word/styles.xml': STYLES,
      ...more,
    }),
  )
}

const run = (text: string, properties = ''): string =>
  `<w:r>${properties && `<w:rPr>${properties}</w:rPr>`}<w:t>${text}</w:t></w:r>`
const p = (content: string, style = ''): string =>
  `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}${content}</w:p>`

test('Word: headings by any style that is one, a bare heading with the next lower one, the title, no contents', async () => {
  const { title, sections, leftOut } = await word(
    p(run('Derin Öğrenme'), 'KB') +
      p(run('Giriş'), 'T1') +
      p(run('Giriş'), 'Balk1') +
      p(run('Amaç'), 'Benim') +
      p(run('Metin.')) +
      p(run('Boş'), 'Balk1') +
      p(run('Sonuç'), 'Balk1'),
  )
  assert.equal(title, 'Derin Öğrenme')
  assert.deepEqual(sections.slice(1), [
    { heading: 'Giriş › Amaç', paragraphs: ['Metin.'] },
    { heading: 'Boş', paragraphs: ['Boş'] },
    { heading: 'Sonuç', paragraphs: ['Sonuç'] },
  ])
  assert.deepEqual(leftOut, { repetition: 1 })
})

test('Word: notes stand below their paragraph; what is deleted, hidden, a comment, a formula or a header is counted', async () => {
  const { sections, leftOut } = await word(
    p(
      `${run('Model ')}<w:del><w:r><w:rPr><w:del/></w:rPr><w:delText>az çok</w:delText></w:r></w:del><w:ins>${run('iyi')}</w:ins>` +
        `${run('öğrenir.')}<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:tab/></w:r>${run('gizli söz', '<w:vanish/>')}` +
        `<m:oMath><m:r><m:t>E=mc</m:t></m:r></m:oMath>${run('Açık', '<w:vanish w:val="0"/>')}`,
    ) + p(run('Sonraki.')),
    {
      'word/footnotes.xml': `<w:footnotes><w:footnote w:id="0" w:type="separator">${p('')}</w:footnote>
        <w:footnote w:id="2">${p(run('Bkz. Alpaydın.'))}</w:footnote><w:footnote w:id="3">${p(run('Sahipsiz.'))}</w:footnote></w:footnotes>`,
      'word/header1.xml': `<w:hdr>${p(run('Ders notu'))}</w:hdr>`,
      'word/comments.xml': `<w:comments><w:comment>${p(run('buna bak'))}</w:comment></w:comments>`,
    },
  )
  assert.deepEqual(sections[0]!.paragraphs, [
    'Model iyiöğrenir. Açık',
    'Bkz. Alpaydın.',
    'Sonraki.',
    'Sahipsiz.',
  ])
  assert.deepEqual(leftOut, { hidden: 4, formula: 1, 'running-head': 2, comment: 2 })
})

test('Word: tables are counted; a frame around text, text boxes and diagrams are text, once', async () => {
  const cell = (text: string): string => `<w:tc>${p(run(text))}</w:tc>`
  const box = `<w:txbxContent>${p(run('Kutudaki söz.'))}</w:txbxContent>`
  const { sections, leftOut } = await word(
    `<w:tbl><w:tr>${cell('a')}${cell('b')}</w:tr><w:tr>${cell('hücre metni')}${cell('iki')}</w:tr></w:tbl>` +
      `<w:tbl><w:tr>${cell('Çerçeve içindeki söz.')}</w:tr></w:tbl>` +
      p(
        `${run('Önce.')}<mc:AlternateContent><mc:Choice>${box}</mc:Choice><mc:Fallback>${box}</mc:Fallback></mc:AlternateContent>`,
      ) +
      p('<w:drawing><wp:docPr descr="iki katmanlı ağ"/><pic:pic/></w:drawing>') +
      p('<w:drawing><dgm:relIds r:dm="r5"/></w:drawing>'),
    {
      'word/diagrams/data1.xml':
        '<dgm:dataModel><dgm:pt><dgm:t><a:p><a:r><a:t>Topla</a:t></a:r></a:p><a:p><a:r><a:t>Eğit</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>',
    },
  )
  assert.deepEqual(sections[0]!.paragraphs, [
    'Çerçeve içindeki söz.',
    'Önce.',
    'Kutudaki söz.',
    'Topla',
    'Eğit',
  ])
  assert.deepEqual(leftOut, { table: 5, image: 3 })
})

test('Word: footnotes of a real file are found', {
  skip: unlessShared('cases/files/dipnot.docx'),
}, async () => {
  const { documents, files } = await readAll([shared('cases/files/dipnot.docx')])
  assert.deepEqual(
    documents.map(({ document }) => [document.metadata.heading, document.text]),
    [
      [
        'Dipnotlar',
        'Model aşırı öğrenir. Denklem ve şöyle sürer.\n\nDipnot metni burada: bkz. Alpaydın 2020.',
      ],
      ['Alt başlık', 'ilk madde\n\nikinci madde'],
    ],
  )
  assert.deepEqual(files[0]!.leftOut, { formula: 2, table: 5 })
})

const line = (text: string): string => `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`
const shape = (type: string, ...lines: string[]): string =>
  `<p:sp><p:nvSpPr><p:nvPr><p:ph type="${type}"/></p:nvPr></p:nvSpPr><p:txBody>${lines.map(line).join('')}</p:txBody></p:sp>`
const slide = (...shapes: string[]): string => `<p:sld><p:spTree>${shapes.join('')}</p:spTree></p:sld>`

test('PowerPoint: slides in the order of the show, every line, rows of tables, notes and diagrams', async () => {
  const { title, sections, leftOut } = await readPptx(
    packed({
      '_rels/.rels': relationships(['officeDocument', 'ppt/presentation.xml']),
      'ppt/presentation.xml':
        '<p:presentation><p:sldIdLst><p:sldId r:id="r2" id="256"/><p:sldId id="257" r:id="r1"/></p:sldIdLst></p:presentation>',
      'ppt/_rels/presentation.xml.rels': relationships(
        ['slide', 'slides/slide1.xml'],
        ['slide', '/ppt/slides/slide2.xml'],
      ),
      'ppt/slides/slide2.xml': slide(shape('ctrTitle', 'Kümeleme', 'Yöntemleri')),
      'ppt/slides/slide1.xml': slide(
        shape('body', 'Merkezler seçilir.', 'Nokta atanır.'),
        shape('title', 'K-ortalamalar'),
        `<p:graphicFrame><a:tbl><a:tr><a:tc>${line('Yöntem')}</a:tc><a:tc>${line('Süre')}</a:tc></a:tr></a:tbl></p:graphicFrame>`,
        '<p:graphicFrame><dgm:relIds r:dm="r2"/></p:graphicFrame>',
        shape('sldNum', '2'),
        '<p:pic><p:nvPicPr><p:cNvPr descr="dirsek eğrisi"/></p:nvPicPr><a:blip/></p:pic>',
      ),
      'ppt/slides/_rels/slide1.xml.rels': relationships(
        ['notesSlide', '../notesSlides/notesSlide1.xml'],
        ['diagramData', '../diagrams/data1.xml'],
      ),
      'ppt/diagrams/data1.xml': `<dgm:dataModel>${line('Ata')}${line('Güncelle')}</dgm:dataModel>`,
      'ppt/notesSlides/notesSlide1.xml': slide(shape('body', 'Burada dur.'), shape('sldNum', '2')),
    }),
  )
  assert.equal(title, 'Kümeleme Yöntemleri')
  assert.deepEqual(sections, [
    { page: 1, paragraphs: ['Kümeleme Yöntemleri'] },
    {
      heading: 'K-ortalamalar',
      page: 2,
      paragraphs: ['Merkezler seçilir.', 'Nokta atanır.', 'Yöntem | Süre', 'Ata', 'Güncelle'],
    },
    { heading: 'K-ortalamalar', metadata: { page: 2, notes: true }, paragraphs: ['Burada dur.'] },
  ])
  assert.deepEqual(leftOut, { 'running-head': 2, image: 2 })
})

test('PowerPoint: every line of a real file is found', {
  skip: unlessShared('cases/files/slayt.pptx'),
}, async () => {
  const { documents } = await readAll([shared('cases/files/slayt.pptx')])
  assert.deepEqual(
    documents.map(({ document: { id, text, metadata } }) => [id.split('~')[1], metadata, text.split('\n\n')]),
    [
      ['p1', { page: 1, heading: 'Kümeleme Yöntemleri' }, ['Örnek Yazar']],
      [
        'p2',
        { page: 2, heading: 'Kümeleme nedir?' },
        [
          'Etiketsiz veriyi benzerliğe göre gruplamaktır.',
          'Küme içi uzaklık küçük, kümeler arası uzaklık büyük olsun istenir.',
          'Uzaklık ölçüsü çoğu kez Öklid uzaklığıdır.',
        ],
      ],
      [
        'p3',
        { page: 3, heading: 'K-ortalamalar' },
        [
          'Merkezler rastgele seçilir.',
          'Her nokta en yakın merkeze atanır.',
          'Yöntem | Karmaşıklık',
          'k-ortalamalar | O(nkd)',
        ],
      ],
      ['p4', { page: 4, heading: 'Dirsek yöntemi' }, ['Hata eğrisinin kırıldığı yer küme sayısını verir.']],
      [
        '5',
        { page: 4, notes: true, heading: 'Dirsek yöntemi' },
        ['Konuşmacı notu: dirsek her zaman belirgin değildir.'],
      ],
    ],
  )
})

test('OpenDocument: headings, notes, lists and text boxes are found; tables, deletions and formulas are counted', async () => {
  const { title, sections, leftOut } = await readOpenDocument(
    packed({
      'content.xml': `<office:document-content><office:automatic-styles><style:style style:name="P1" style:parent-style-name="Title"/></office:automatic-styles>
        <office:text><text:tracked-changes><text:deletion><text:p>silinen söz</text:p></text:deletion></text:tracked-changes>
        <text:p text:style-name="P1">Ders</text:p>
        <text:table-of-content><text:p>Giriş 1</text:p></text:table-of-content>
        <text:h text:outline-level="1">Giriş</text:h>
        <text:p>Model<text:s/>öğrenir.<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Bkz. Alpaydın.</text:p></text:note-body></text:note> Formül
          <draw:frame><draw:object xlink:href="./Object 1"/><draw:image/></draw:frame>biter.</text:p>
        <text:list><text:list-item><text:p>ilk madde</text:p></text:list-item><text:list-item><text:p>ikinci</text:p></text:list-item></text:list>
        <table:table><table:table-row><table:table-cell><text:p>bir</text:p></table:table-cell><table:table-cell><text:p>iki</text:p></table:table-cell></table:table-row></table:table>
        <text:p>Kutu:<draw:frame><draw:text-box><text:p>Kutudaki.</text:p></draw:text-box></draw:frame></text:p>
        <text:p><draw:frame><draw:image/><svg:desc>mavi eğri</svg:desc></draw:frame><office:annotation><text:p>sor</text:p></office:annotation></text:p>
        </office:text></office:document-content>`,
      'Object 1/content.xml': '<math><mi>x</mi><mo>=</mo><mn>2</mn></math>',
      'styles.xml': '<office:styles><style:header><text:p>Ders notu</text:p></style:header></office:styles>',
    }),
  )
  assert.equal(title, 'Ders')
  assert.equal(sections[1]!.heading, 'Giriş')
  assert.deepEqual(
    sections[1]!.paragraphs.map(text => text.replaceAll(/\s+/g, ' ')),
    ['Model öğrenir. Formül biter.', 'Bkz. Alpaydın.', 'ilk madde', 'ikinci', 'Kutu:', 'Kutudaki.'],
  )
  assert.deepEqual(leftOut, {
    hidden: 2,
    repetition: 2,
    markup: 1,
    formula: 1,
    table: 2,
    image: 3,
    comment: 1,
    'running-head': 2,
  })
})

test('OpenDocument: slides are read as PowerPoint’s are', async () => {
  const frame = (kind: string, text: string): string =>
    `<draw:frame presentation:class="${kind}"><draw:text-box><text:p>${text}</text:p></draw:text-box></draw:frame>`
  const { title, sections, leftOut } = await readOpenDocument(
    packed({
      'content.xml': `<office:document-content><office:presentation><draw:page>${frame('title', 'Kümeleme')}
        ${frame('outline', 'Merkez seçilir.')}${frame('page-number', '1')}
        <table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>
        <presentation:notes>${frame('notes', 'Burada dur.')}</presentation:notes></draw:page>
        <draw:page>${frame('title', 'Sorular')}</draw:page></office:presentation></office:document-content>`,
    }),
  )
  assert.equal(title, 'Kümeleme')
  assert.deepEqual(
    sections.filter(({ paragraphs }) => paragraphs.length > 0),
    [
      { heading: 'Kümeleme', page: 1, paragraphs: ['Merkez seçilir.', 'a | b'] },
      { heading: 'Kümeleme', metadata: { page: 1, notes: true }, paragraphs: ['Burada dur.'] },
      { page: 2, paragraphs: ['Sorular'] },
    ],
  )
  assert.deepEqual(leftOut, { 'running-head': 1 })
})

test('OpenDocument: a real text is found', { skip: unlessShared('cases/files/ders.odt') }, async () => {
  const { documents } = await readAll([shared('cases/files/ders.odt')])
  assert.equal(documents.length, 1)
  const { metadata, text } = documents[0]!.document
  assert.equal(metadata.heading, 'Karar Ağaçları')
  assert.match(text, /^Karar ağaçları veriyi .* kararlıdır\.$/s)
})

test('declared entities are not expanded, and elements nested too deep are refused', async () => {
  const bomb = `<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:document>${p(run('x &b; y'))}</w:document>`
  const { sections } = await word('', { 'word/document.xml': bomb })
  assert.deepEqual(sections[0]!.paragraphs, ['x &b; y'])
  const deep = 100_000
  await assert.rejects(
    word(`${'<w:sdt>'.repeat(deep)}${'</w:sdt>'.repeat(deep)}`),
    /nested more than 1000 deep/,
  )
})
