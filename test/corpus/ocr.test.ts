import assert from 'node:assert/strict'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { RecognisedPage } from '../../src/corpus/recogniser.js'
import { Recogniser } from '../../src/corpus/recogniser.js'
import { AnlamError } from '../../src/errors.js'
import { file, readAll } from '../support/corpus.js'
import { column, type Jpeg, makePdf } from '../support/pdf.js'

const canvas = await import('@napi-rs/canvas').catch(() => undefined)
const isInstalled = await import('tesseract.js').then(
  () => true,
  () => false,
)
const skip = canvas && isInstalled ? false : 'needs tesseract.js and @napi-rs/canvas (npm ci installs them)'

const TEXT = [
  'Öğrenme hızı çok büyük seçilirse eğitim ırak-',
  'sar. İyi bir başlangıç değeri işi kolaylaştırır.',
]
const [WIDTH, HEIGHT] = [1000, 420]

/** An image of a printed page, in a font that comes with pdf.js. */
function photograph(lines: readonly string[]): Jpeg {
  const { createCanvas, GlobalFonts } = canvas!
  const fonts = dirname(fileURLToPath(import.meta.resolve('pdfjs-dist/package.json')))
  GlobalFonts.registerFromPath(join(fonts, 'standard_fonts', 'LiberationSans-Regular.ttf'), 'Sample')
  const drawn = createCanvas(WIDTH, HEIGHT)
  const context = drawn.getContext('2d')
  context.fillStyle = 'white'
  context.fillRect(0, 0, WIDTH, HEIGHT)
  context.fillStyle = 'black'
  context.font = '38px Sample'
  for (const [i, line] of lines.entries()) context.fillText(line, 60, 100 + 60 * i)
  return { width: WIDTH, height: HEIGHT, bytes: drawn.toBuffer('image/jpeg', 80) }
}

test('the text of a scanned page is recognised when that is asked for, once, marked, in its place', {
  skip,
}, async t => {
  const typed = { texts: column(30, 500, ['Bu sayfanın harfleri dosyada yazılıdır, görüntü değildir.']) }
  const scanned = { width: 480, height: 200, image: photograph(TEXT) }
  const path = file(t, 'a.pdf', makePdf([typed, scanned, typed]))
  const without = await readAll([path])
  assert.deepEqual(without.files[0]!.leftOut, { image: 1 })
  assert.match(without.files[0]!.warnings.join(), /page 2 is a scanned image.*--ocr/)

  const pages: string[] = []
  const recogniser = new Recogniser(where => pages.push(where))
  t.after(() => recogniser.close())
  for (const _ of ['once', 'and again']) {
    const { documents, files } = await readAll([path], { recogniser })
    assert.deepEqual(
      documents.map(({ document: { metadata } }) => [metadata.page, metadata.recognised]),
      [
        [1, undefined],
        [2, true],
        [3, undefined],
      ],
    )
    assert.equal(
      documents[1]!.document.text,
      'Öğrenme hızı çok büyük seçilirse eğitim ıraksar. İyi bir başlangıç değeri işi kolaylaştırır.',
    )
    assert.deepEqual(files[0]!.leftOut, {})
    assert.match(
      files[0]!.warnings.join(),
      /page 2 is a scanned image: 13 words were recognised, \d\d % sure/,
    )
  }
  assert.deepEqual(pages, ['page 2 of 3'])
})

test('that recognising is not possible is no fault of the file, and ends reading', async t => {
  const path = file(t, 'a.pdf', makePdf([{ image: true }]))
  for (const code of ['unavailable', 'cancelled'] as const) {
    class Failing extends Recogniser {
      override recognise(): Promise<RecognisedPage> {
        throw new AnlamError(code, 'npm install tesseract.js')
      }
    }
    await assert.rejects(readAll([path], { recogniser: new Failing(), onError: 'skip' }), { code })
  }
})
