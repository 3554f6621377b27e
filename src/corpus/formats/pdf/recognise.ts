import { createHash } from 'node:crypto'
import type {
  PDFDocumentLoadingTask,
  PDFDocumentProxy,
  RenderParameters,
} from 'pdfjs-dist/types/src/display/api.js'
import { AnlamError } from '../../../errors.js'
import { findHyphenated, joinLines } from '../../hyphens.js'
import { countWords } from '../../left-out.js'
import type { Recogniser } from '../../recogniser.js'
import type { Section } from '../../sections.js'
import { describePages } from './scanned.js'

/** Tesseract is made for so many dots an inch; a page has 72 points. */
const DOTS = 300
const POINTS = 72
/** Larger pages are drawn with fewer dots: 40 megapixels are an A3 page. */
const MAX_PIXELS = 40_000_000

/** What a canvas of `@napi-rs/canvas` offers, which pdf.js draws on where there is no browser. */
interface NodeCanvas {
  canvas: { encode(format: 'png'): Promise<Buffer> }
  context: object
}

/**
 * Recognises the text of scanned pages: a section for each, with `recognised: true` in its metadata.
 * @param numbers of the pages, from 1
 * @param openAgain opens the file with other options
 * @throws AnlamError as `Recogniser.recognise`
 */
export async function recognisePages(
  bytes: Buffer,
  numbers: readonly number[],
  recogniser: Recogniser,
  openAgain: (options: object) => PDFDocumentLoadingTask,
): Promise<{ sections: Section[]; warning: string }> {
  const file = createHash('sha256').update(bytes).digest('hex')
  const task = openAgain({ maxImageSize: MAX_PIXELS })
  const sections: Section[] = []
  let words = 0
  let confidence = 0
  try {
    const document = await task.promise
    for (const number of numbers) {
      const where = `page ${number} of ${document.numPages}`
      const page = await recogniser.recognise(`${file} ${number}`, where, () => draw(document, number))
      const hyphenated = findHyphenated(page.paragraphs.flat())
      const paragraphs = page.paragraphs.map(lines => joinLines(lines, hyphenated))
      const count = countWords(paragraphs.join(' '))
      words += count
      confidence += page.confidence * count
      sections.push({ page: number, metadata: { recognised: true }, paragraphs })
    }
  } finally {
    await task.destroy()
  }
  const are = numbers.length === 1 ? 'is a scanned image' : 'are scanned images'
  const what = `${describePages(numbers)} ${are}`
  const warning =
    words === 0
      ? `${what}: no words were recognised`
      : `${what}: ${words} words were recognised, ${Math.round(confidence / words)} % sure, and some of them may be wrong`
  return { sections, warning }
}

async function draw(document: PDFDocumentProxy, number: number): Promise<Buffer> {
  const page = await document.getPage(number)
  const { width, height } = page.getViewport({ scale: 1 })
  const scale = Math.min(DOTS / POINTS, Math.sqrt(MAX_PIXELS / (width * height)))
  const viewport = page.getViewport({ scale })
  const factory = document.canvasFactory as { create(width: number, height: number): NodeCanvas }
  try {
    const { canvas, context } = factory.create(Math.ceil(viewport.width), Math.ceil(viewport.height))
    await page.render({ canvas: null, canvasContext: context, viewport } as RenderParameters).promise
    return await canvas.encode('png')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw cause
    throw new AnlamError('unavailable', 'drawing pages needs a canvas: npm install @napi-rs/canvas', {
      cause,
    })
  } finally {
    page.cleanup()
  }
}
