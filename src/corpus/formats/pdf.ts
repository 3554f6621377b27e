import type { TextItem } from 'pdfjs-dist/types/src/display/api.js'
import { joinLines, type Section } from '../sections.js'

interface Line {
  text: string
  x: number
  y: number
  /** Size of its largest letters, in points. */
  size: number
  /** Whether it looks like a table row: wide gaps, or mostly numbers. */
  tabular: boolean
}

/** Minimum letter size of a heading, relative to body text. */
const HEADING_SIZE = 1.15
const HEADING_CHARACTERS = 200
/** A gap of this many letter heights separates columns; `ROW_GAPS` such gaps make a table row. */
const WIDE_GAP = 2
const ROW_GAPS = 2
/** Distance between lines, in letter heights, that ends a paragraph. */
const PARAGRAPH_GAP = 1.7
/** Lines at the top and bottom of a page that may be running headers, footers or page numbers. */
const MARGIN_LINES = 2

/**
 * Reads a PDF, one section a page, with headings. Running headers and footers, page numbers and table rows are left
 * out.
 */
export async function readPdf(bytes: Buffer): Promise<{ title?: string; sections: Section[] }> {
  const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs')
  const task = getDocument({
    data: new Uint8Array(bytes),
    isEvalSupported: false,
    useSystemFonts: false,
    disableFontFace: true,
    verbosity: VerbosityLevel.ERRORS,
  })
  try {
    const document = await task.promise
    const { info } = await document.getMetadata()
    const title = (info as { Title?: unknown }).Title
    const pages: Line[][] = []
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number)
      const { items } = await page.getTextContent()
      pages.push(linesOf(items.filter((item): item is TextItem => 'str' in item)))
      page.cleanup()
    }
    return { ...(typeof title === 'string' && title ? { title } : {}), sections: toSections(pages) }
  } finally {
    await task.destroy()
  }
}

function linesOf(items: readonly TextItem[]): Line[] {
  const lines: Line[] = []
  let gaps = 0
  let right = 0
  for (const { str, transform, width, height, hasEOL } of items) {
    const [, , , , x, y] = transform as number[]
    const last = lines.at(-1)
    if (str.trim() === '') {
      if (hasEOL) right = Number.POSITIVE_INFINITY
      continue
    }
    if (last && Math.abs(y! - last.y) < last.size / 2 && x! >= right - last.size) {
      const gap = x! - right
      if (gap > WIDE_GAP * last.size) gaps++
      last.text += (gap > 0.15 * last.size && !/\s$/.test(last.text) ? ' ' : '') + str
      last.size = Math.max(last.size, height)
      last.tabular = gaps >= ROW_GAPS || isMostlyNumbers(last.text)
    } else {
      gaps = 0
      lines.push({ text: str, x: x!, y: y!, size: height || 10, tabular: false })
    }
    right = hasEOL ? Number.POSITIVE_INFINITY : x! + width
  }
  return lines
}

function isMostlyNumbers(text: string): boolean {
  const words = text.trim().split(/\s+/)
  return words.length > 1 && words.filter(word => /^[-+]?[\d.,%]+$/.test(word)).length > words.length / 2
}

function toSections(pages: readonly Line[][]): Section[] {
  const repeated = repeatedLines(pages)
  const body = commonSize(pages.flat())
  const sections: Section[] = []
  let heading: string | undefined
  for (const [i, all] of pages.entries()) {
    const lines = all.filter((line, at) => {
      const margin = at < MARGIN_LINES || at >= all.length - MARGIN_LINES
      return !line.tabular && !(margin && (repeated.has(pattern(line)) || /^\W*\d+\W*$/.test(line.text)))
    })
    const section = (): Section => ({ ...(heading ? { heading } : {}), page: i + 1, paragraphs: [] })
    const onPage: Section[] = [section()]
    let last: Line | undefined
    for (const line of lines) {
      const paragraphs = onPage.at(-1)!.paragraphs
      if (line.size > HEADING_SIZE * body && line.text.length < HEADING_CHARACTERS) {
        const goesOn = last && last.size === line.size && paragraphs.length === 0 && onPage.length > 1
        heading = goesOn ? joinLines([heading!, line.text]) : line.text
        if (goesOn) onPage.at(-1)!.heading = heading
        else onPage.push(section())
      } else if (last && paragraphs.length > 0 && goesOnAfter(last, line, paragraphs.at(-1)!))
        paragraphs[paragraphs.length - 1] = joinLines([paragraphs.at(-1)!, line.text])
      else paragraphs.push(line.text)
      last = line
    }
    // A paragraph that runs over the end of a page belongs to the page it starts on.
    const before = sections.at(-1)?.paragraphs
    const first = onPage[0]!.paragraphs
    if (
      before?.length &&
      first.length &&
      !/[.!?:…]["”’)]*$/.test(before.at(-1)!) &&
      /^\p{Ll}/u.test(first[0]!)
    )
      before[before.length - 1] = joinLines([before.at(-1)!, first.shift()!])
    sections.push(...onPage)
  }
  return mergeByPage(sections)
}

/**
 * Whether a line continues the paragraph before it: close enough below, or at the top of the next column
 * mid-sentence.
 */
function goesOnAfter(last: Line, line: Line, paragraph: string): boolean {
  const down = last.y - line.y
  if (down > 0) return down < PARAGRAPH_GAP * Math.max(last.size, line.size)
  return !/[.!?:…]["”’)]*$/.test(paragraph)
}

/** Merges to one section per page, so that ids stay those of pages. Keeps the first heading of a page. */
function mergeByPage(sections: readonly Section[]): Section[] {
  const merged = new Map<number, Section>()
  for (const section of sections) {
    if (section.paragraphs.length === 0) continue
    const known = merged.get(section.page!)
    if (known) for (const paragraph of section.paragraphs) known.paragraphs.push(paragraph)
    else merged.set(section.page!, { ...section, paragraphs: [...section.paragraphs] })
  }
  return [...merged.values()]
}

/** Patterns of margin lines that occur on at least half of the pages, ignoring numbers. */
function repeatedLines(pages: readonly Line[][]): Set<string> {
  const counts = new Map<string, number>()
  for (const lines of pages) {
    const margins = new Set([...lines.slice(0, MARGIN_LINES), ...lines.slice(-MARGIN_LINES)].map(pattern))
    for (const text of margins) counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  const least = Math.max(2, pages.length / 2)
  return new Set([...counts].filter(([, count]) => count >= least).map(([text]) => text))
}

function pattern({ text }: Line): string {
  return text.replaceAll(/\d+/g, '#').trim()
}

/** The letter size of most characters, rounded to half a point. */
function commonSize(lines: readonly Line[]): number {
  const letters = new Map<number, number>()
  for (const { size, text } of lines) {
    const rounded = Math.round(size * 2) / 2
    letters.set(rounded, (letters.get(rounded) ?? 0) + text.length)
  }
  return [...letters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 10
}
