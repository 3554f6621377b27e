import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRtf } from '../../src/corpus/formats/rtf/read.js'
import type { WholeDocument } from '../../src/corpus/formats/whole-document.js'
import { readAll } from '../support/corpus.js'
import { shared, unlessShared } from '../support/shared.js'

const raw = String.raw
const rtf = (text: string): WholeDocument =>
  readRtf(Buffer.from(raw`{\rtf1\ansi\ansicpg1254 ${text}}`, 'latin1'))
const paragraphs = (text: string): string[] => rtf(text).sections.flatMap(section => section.paragraphs)

test('RTF: letters of the code page, of a font’s, as Unicode with any fallback, and as raw bytes', () => {
  const fonts = raw`{\fonttbl{\f0\fcharset162 Arial;}{\f1\fcharset204 Arial;}{\f2\fcharset2 Symbol;}}`
  assert.deepEqual(paragraphs(raw`${fonts}a\'f0\'fd\'fe {\f1\'e0\'e1}`), ['ağış аб'])
  assert.deepEqual(paragraphs(raw`\u287\'f0\u305?{\uc0\u351 x}{\uc2\u8220 ""y}\rdblquote\'dd\~\endash`), [
    'ğışx“y”İ –',
  ])
  assert.deepEqual(paragraphs('\xf0\xfe\r\n\xfd'), ['ğşı'])
  const { leftOut } = rtf(raw`${fonts}x {\f2 ab}`)
  assert.deepEqual(leftOut, { unreadable: 2 })
})

test('RTF: headings by level or style, the title, and notes below their paragraph', () => {
  const { title, sections } = rtf(
    raw`{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 Benim;}{\s2 heading 2;}}{\info{\author Ben}{\title A\'f0lar}}` +
      raw`\pard\s1 Giri\'fe\par\pard\s2 Ama\'e7\par\pard Model \'f6\'f0renir.{\super\chftn}{\*\footnote\pard Bkz. Alpayd\'fdn.\par \'ddki.} Biter.\par` +
      raw`{\pard\outlinelevel0 Sonu\'e7\par}`,
  )
  assert.equal(title, 'Ağlar')
  assert.deepEqual(
    sections
      .slice(1)
      .map(({ heading, paragraphs }) => [heading, paragraphs.map(text => text.replace(/\s+/, ' '))]),
    [
      ['Giriş › Amaç', ['Model öğrenir. Biter.', 'Bkz. Alpaydın. İki.']],
      ['Sonuç', ['Sonuç']],
    ],
  )
})

test('RTF: tables, headers, comments, hidden text, pictures and data are counted and left out; links are read', () => {
  const { sections, leftOut } = rtf(
    raw`{\header Ders notu}{\*\generator Yazar;}\trowd\intbl bir\cell iki\cell\row\trowd\intbl \'fc\'e7\cell d\'f6rt\cell\row\pard` +
      raw` Bkz. {\field{\*\fldinst HYPERLINK "http://a"}{\fldrslt ba\'f0}}{\v gizli s\'f6z}.{\*\annotation sor bana}\par` +
      raw`{\pict\bin5 }}}}}x}{\listtext\'b7\tab}madde\line s\'fcrer\par{\*\shpinst{\sp{\sn x}}{\shptxt Kutu.\par}}`,
  )
  assert.deepEqual(sections[0]!.paragraphs, ['Bkz. bağ.', 'madde sürer', 'Kutu.'])
  assert.deepEqual(leftOut, { 'running-head': 2, table: 4, hidden: 2, comment: 2, image: 1 })
})

test('RTF: any bytes are read or refused, however deep their groups', () => {
  assert.throws(() => readRtf(Buffer.from('düz metin')), /does not begin with/)
  assert.deepEqual(paragraphs(`${'{'.repeat(200_000)}dip${'}'.repeat(300_000)}`), ['dip'])
  assert.deepEqual(paragraphs(raw`\u99999999999 a\'zz\bin-5 b\ansicpg9 `), ['  azzb'])
})

test('RTF: a real text is found', { skip: unlessShared('cases/files/ders.rtf') }, async () => {
  const { documents } = await readAll([shared('cases/files/ders.rtf')])
  assert.equal(documents.length, 1)
  const { metadata, text } = documents[0]!.document
  assert.equal(metadata.heading, 'Karar Ağaçları')
  assert.match(text, /^Karar ağaçları veriyi .* derinleştikçe .* kararlıdır\.$/s)
})
