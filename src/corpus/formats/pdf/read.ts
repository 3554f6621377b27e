import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js'
import { AnlamError } from '../../../errors.js'
import { findHyphenated } from '../../hyphens.js'
import { addLeftOut, leaveOut } from '../../left-out.js'
import type { Recogniser } from '../../recogniser.js'
import type { Section } from '../../sections.js'
import type { LeftOut } from '../../types.js'
import { toSections } from './assemble.js'
import { addWidths, closeGaps, type LetterWidths, mayHaveGaps } from './capital-gaps.js'
import { layOut } from './layout.js'
import { loadPdfjs } from './load-pdfjs.js'
import { type PageText, readPageText } from './page-text.js'
import { recognisePages } from './recognise.js'
import { describePages, findScanned, PIXELS_OF_A_PAGE, warningOf } from './scanned.js'
import { decodeTex, findTexFonts } from './tex-letters.js'

interface ReadPdf {
  title?: string
  sections: Section[]
  leftOut: LeftOut
  warnings: string[]
}

/**
 * Reads a PDF: a section for each page and each further heading on it, in reading order. Running heads, tables of
 * numbers, formulas and labels of figures are left out and counted. Warns of scanned pages, and of letters of which
 * the file does not say what they are.
 * @param recogniser reads the text of scanned pages from their images; otherwise these are left out and counted
 * @throws AnlamError `invalid-input` if the file is protected by a password, or as `Recogniser.recognise`; Error if it is
 *   damaged
 */
export async function readPdf(bytes: Buffer, recogniser?: Recogniser): Promise<ReadPdf> {
  const { getDocument, OPS, VerbosityLevel } = await loadPdfjs()
  const open = (options: object = {}): ReturnType<typeof getDocument> =>
    getDocument({
      data: new Uint8Array(bytes),
      isEvalSupported: false,
      useSystemFonts: false,
      disableFontFace: true,
      verbosity: VerbosityLevel.ERRORS,
      maxImageSize: PIXELS_OF_A_PAGE,
      ...options,
    })
  const task = open()
  try {
    const document = await task.promise
    const { info } = await document.getMetadata()
    const title = (info as { Title?: unknown }).Title
    const leftOut: LeftOut = {}
    const warnings: string[] = []
    const pages = await readPages(document, OPS, leftOut, warnings)
    const mended = mendLetters(pages)
    const laidOut = layOut(pages, mended, leftOut, warnings)
    const hyphenated = findHyphenated(pages.flatMap(({ runs }) => runs.map(({ text }) => text)))
    const sections = toSections(laidOut, hyphenated)
    const scanned = await findScanned(document, pages, open)
    if (scanned.length > 0 && recogniser) {
      const recognised = await recognisePages(bytes, scanned, recogniser, open)
      sections.push(...recognised.sections)
      sections.sort((a, b) => a.page! - b.page!)
      warnings.push(recognised.warning)
    } else if (scanned.length > 0) {
      addLeftOut(leftOut, { image: scanned.length })
      warnings.push(warningOf(scanned))
    }
    return {
      ...(typeof title === 'string' && title ? { title } : {}),
      sections,
      leftOut,
      warnings,
    }
  } catch (error) {
    if ((error as Error).name === 'PasswordException')
      throw new AnlamError(
        'invalid-input',
        'the file is protected by a password; save it without one (print it to a PDF, or `qpdf --decrypt`), and read that',
      )
    throw error
  } finally {
    await task.destroy()
  }
}

/** Reads all pages. One that is damaged is empty, with a warning. */
async function readPages(
  document: PDFDocumentProxy,
  operators: { setFont: number; showText: number },
  leftOut: LeftOut,
  warnings: string[],
): Promise<PageText[]> {
  const pages: PageText[] = []
  const widths: LetterWidths = new Map()
  const damaged: number[] = []
  for (let number = 1; number <= document.numPages; number++) {
    try {
      const page = await document.getPage(number)
      const read = await readPageText(page)
      if (mayHaveGaps(read.runs)) {
        await addWidths(page, operators, widths)
        closeGaps(read.runs, widths)
      }
      for (const text of read.turned) leaveOut(leftOut, 'figure', text)
      for (const text of read.doubled) leaveOut(leftOut, 'repetition', text)
      pages.push(read)
      page.cleanup()
    } catch (error) {
      if (document.numPages === 1) throw error
      damaged.push(number)
      pages.push({ width: 0, height: 0, runs: [], turned: [], doubled: [] })
    }
  }
  if (damaged.length === document.numPages) throw new Error('no page of it can be read')
  if (damaged.length > 0)
    warnings.push(
      `${describePages(damaged)} cannot be read: the file is damaged there; the other pages were kept`,
    )
  return pages
}

/** Replaces codes of TeX's fonts by letters. Returns the pages on which there were any, from 0. */
function mendLetters(pages: readonly PageText[]): Set<number> {
  const mended = new Set<number>()
  const fonts = findTexFonts(pages.flatMap(({ runs }) => runs))
  if (fonts.size === 0) return mended
  for (const [i, { runs }] of pages.entries())
    for (const run of runs) {
      const codes = fonts.get(run.font)
      if (!codes) continue
      const text = decodeTex(run.text, codes)
      if (text !== run.text) mended.add(i)
      run.text = text
    }
  return mended
}
