import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSubtitles } from '../../src/corpus/formats/subtitles.js'
import { segment } from '../../src/corpus/segment.js'
import { file, readAll } from '../support/corpus.js'
import { shared, unlessShared } from '../support/shared.js'

const ALT = 'cases/files/alt.srt'

/** The passages of a file: text, and when it is said. */
function passages(text: string): [text: string, start: unknown, end: unknown][] {
  return readSubtitles(text).sections.map(({ paragraphs, metadata }) => [
    paragraphs.join('\n\n'),
    metadata?.start,
    metadata?.end,
  ])
}

const srt = (...cues: [start: string, end: string, text: string][]): string =>
  cues.map(([start, end, text], i) => `${i + 1}\n00:${start} --> 00:${end}\n${text}\n`).join('\n')

test('cues are joined up to a pause, markup is removed, hyphenated words are rejoined, entities decoded', () => {
  const { sections, leftOut } = readSubtitles(`WEBVTT - Ders

NOTE burası görünmez
bu da

STYLE
::cue { color: red }

giriş
00:01.000 --> 00:02.000 align:start
<v Hoca Hanım>Sinir ağ-
larını

00:02.500 --> 00:04.000
<i>g&ouml;receğiz</i>: x &lt; y &amp; y < z.

00:20.000 --> 00:21.500
{\\an8}Başlayalım.
`)
  assert.deepEqual(sections, [
    { metadata: { start: 1, end: 4 }, paragraphs: ['Sinir ağlarını göreceğiz: x < y & y < z.'] },
    { metadata: { start: 20, end: 21.5 }, paragraphs: ['Başlayalım.'] },
  ])
  // WEBVTT Ders, giriş, Hoca Hanım, ::cue color: red; the note.
  assert.deepEqual(leftOut, { markup: 8, comment: 4 })
})

test('an answer that comes twice is kept twice', () => {
  const cues = srt(
    ['00:01,000', '00:02,000', 'Bu ağ öğreniyor mu?'],
    ['00:02,000', '00:03,000', 'Evet.'],
    ['00:03,000', '00:04,000', 'Öbürü de mi? Evet.'],
    ['00:04,000', '00:05,000', 'Evet.'],
  )
  assert.deepEqual(passages(cues), [['Bu ağ öğreniyor mu? Evet. Öbürü de mi? Evet. Evet.', 1, 5]])
  assert.deepEqual(readSubtitles(cues).leftOut, {})
})

test('captions that roll are said once', () => {
  const rolling = `WEBVTT
Kind: captions

00:00:00.160 --> 00:00:02.470 align:start position:0%
 
merhaba<00:00:00.480><c> arkadaşlar</c>

00:00:02.470 --> 00:00:02.480 align:start position:0%
merhaba arkadaşlar
 

00:00:02.480 --> 00:00:04.780 align:start position:0%
merhaba arkadaşlar
bugün<00:00:03.000><c> sinir</c>

00:00:04.780 --> 00:00:04.790 align:start position:0%
bugün sinir
 

00:00:04.790 --> 00:00:06.000 align:start position:0%
bugün sinir
ağlarını<00:00:05.100><c> göreceğiz</c>
`
  assert.deepEqual(passages(rolling), [['merhaba arkadaşlar bugün sinir ağlarını göreceğiz', 0.16, 6]])
  assert.equal(readSubtitles(rolling).leftOut.repetition, 8)
  const overlapping = srt(
    ['00:01,000', '00:04,000', 'derin öğrenme'],
    ['00:02,000', '00:06,000', 'derin öğrenme\nçok veri ister'],
    ['00:04,500', '00:08,000', 'çok veri ister ve uzun sürer'],
  )
  assert.deepEqual(passages(overlapping), [['derin öğrenme çok veri ister ve uzun sürer', 1, 8]])
})

test('each line of a dialogue is a sentence', () => {
  const cues = srt(
    ['00:05,100', '00:07,000', '- Kayıp düşüyor mu?\n- Düşüyor.'],
    ['00:07,100', '00:09,000', '-Öyleyse devam\n–Tamam\n-5 derece'],
  )
  const [{ metadata: _, ...section }] = readSubtitles(cues).sections as [
    { paragraphs: string[]; metadata: object },
  ]
  const text = section.paragraphs.join('\n\n')
  const sentences = segment({ id: 'a', text, source: '', metadata: {} }, 'sentence').map(each => each.text)
  assert.deepEqual(sentences, ['Kayıp düşüyor mu?', 'Düşüyor.', 'Öyleyse devam', 'Tamam -5 derece'])
})

test('no passage spans over a minute, and each ends with a sentence where there is one', () => {
  const time = (seconds: number): string =>
    `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')},000`
  const said = (text: (i: number) => string): [string, number, number][] =>
    passages(
      srt(
        ...Array.from({ length: 100 }, (_, i): [string, string, string] => [
          time(3 * i),
          time(3 * i + 3),
          text(i),
        ]),
      ),
    ) as [string, number, number][]
  const sentences = said(i => (i % 2 === 0 ? `Cümle ${i} sürer` : 've biter. Sonra'))
  assert.ok(sentences.every(([text, start, end], i) => end - start <= 60 && (i > 4 || text.endsWith('.'))))
  assert.ok(sentences.length < 7)
  const endless = said(i => `kelime${i}`)
  assert.ok(endless.every(([, start, end]) => end - start <= 60))
  assert.equal(endless.flatMap(([text]) => text.split(' ')).length, 100)
})

test('text after an empty line, cues without numbers or blank lines between, and odd times are read', () => {
  const cues = `1
00:00:01.5 --> 00:00:02
Bir.

İki.
2
0:00:03,000-->0:00:04,000
Üç.
1990
00:00:05,000 --> 00:00:06,000
Dört.`
  assert.deepEqual(passages(cues), [['Bir. İki. Üç. 1990 Dört.', 1.5, 6]])
})

test('each passage is a document whose metadata say when it is said', {
  skip: unlessShared(ALT),
}, async () => {
  const { documents, files } = await readAll([shared(ALT)])
  assert.deepEqual(
    documents.map(({ document }) => [document.text, document.metadata]),
    [
      [
        'Peki bu ağ öğreniyor mu? Evet. Öbürü de mi? Evet. Evet. Kayıp düşüyor mu? Düşüyor.',
        { start: 1, end: 7 },
      ],
    ],
  )
  assert.deepEqual(files[0]!.leftOut, {})
})

test('times that overlap and text that differs are kept', async t => {
  const cues = srt(['00:01,000', '00:05,000', 'İlk ses.'], ['00:02,000', '00:04,000', 'İkinci ses.'])
  const { documents } = await readAll([file(t, 'a.srt', cues)])
  assert.equal(documents[0]!.document.text, 'İlk ses. İkinci ses.')
  assert.deepEqual(documents[0]!.document.metadata, { start: 1, end: 5 })
})
