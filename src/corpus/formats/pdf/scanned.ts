import type { PDFDocumentLoadingTask, PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js'
import { countWords } from '../../left-out.js'
import type { PageText } from './page-text.js'

/** Fewer words than this may be a stamp or a page number on a scanned page. */
const FEW_WORDS = 5
/** Most pages, or ranges of them, that are named. */
const NAMED = 20
/** An image of more pixels can show a page. pdf.js does not unpack images above a limit. */
export const PIXELS_OF_A_PAGE = 300_000

/**
 * Finds pages that are images without text.
 * @param document opened with `PIXELS_OF_A_PAGE` as its `maxImageSize`
 * @param openAgain opens the file with other options
 * @returns their numbers, from 1
 */
export async function findScanned(
  document: PDFDocumentProxy,
  pages: readonly PageText[],
  openAgain: (options: object) => PDFDocumentLoadingTask,
): Promise<number[]> {
  const suspects = pages.flatMap(({ runs }, i) =>
    countWords(runs.map(({ text }) => text).join(' ')) < FEW_WORDS ? [i + 1] : [],
  )
  if (suspects.length === 0) return []
  // An image above the limit is left out of what is drawn; with this option nothing is drawn then.
  const task = openAgain({ stopAtErrors: true })
  const scanned: number[] = []
  try {
    const strict = await task.promise
    for (const number of suspects)
      if ((await draws(document, number)) && !(await draws(strict, number))) scanned.push(number)
  } catch {
    // A file that is damaged elsewhere does not open with this option; its pages were read before.
  } finally {
    await task.destroy()
  }
  return scanned
}

/** Says what to do about scanned pages. */
export function warningOf(scanned: readonly number[]): string {
  const subject = scanned.length === 1 ? 'is a scanned image' : 'are scanned images'
  return (
    `${describePages(scanned)} ${subject} without text, so nothing of it can be found: recognise the text, ` +
    'by `anlam index --ocr`, or by `ocrmypdf -l tur IN.pdf OUT.pdf` and indexing the result'
  )
}

/** Whether anything is drawn on a page but images above the limit. */
async function draws(document: PDFDocumentProxy, number: number): Promise<boolean> {
  const page = await document.getPage(number)
  const { fnArray } = await page.getOperatorList()
  page.cleanup()
  return fnArray.length > 0
}

/** Names pages: `pages 1–3, 7`. */
export function describePages(numbers: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const number of numbers) {
    const last = ranges.at(-1)
    if (last && last[1] === number - 1) last[1] = number
    else ranges.push([number, number])
  }
  const names = ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`))
  if (numbers.length === 1) return `page ${numbers[0]}`
  const named = names.slice(0, NAMED).join(', ')
  return names.length > NAMED ? `pages ${named}, and ${names.length - NAMED} more` : `pages ${named}`
}
