import { type HyphenatedWords, joinLines } from '../../hyphens.js'
import type { Section } from '../../sections.js'
import { isListItem } from './list-items.js'
import { isEnded, type Paragraph, textOf } from './paragraphs.js'

/** A page in reading order. */
export interface ReadPage {
  paragraphs: readonly Paragraph[]
  /** Whether letters had to be mended. */
  isRepaired: boolean
}

/** Between headings that follow each other without text. */
const BETWEEN_HEADINGS = ' – '

/**
 * Makes sections of pages: one for each page, and another for each further heading on it. A paragraph that goes on in
 * the next column or on the next page belongs to the section in which it begins, notes to the end of their page.
 * Headings without text on their page are a paragraph of it.
 */
export function toSections(pages: readonly ReadPage[], hyphenated: HyphenatedWords): Section[] {
  const sections: Section[] = []
  let heading: string | undefined
  /** The last paragraph of running text, which may go on. */
  let open: { section: Section; at: number; paragraph: Paragraph } | undefined
  for (const [i, { paragraphs, isRepaired }] of pages.entries()) {
    let section: Section | undefined
    let headings: string[] = []
    const begin = (): Section => {
      const begun: Section = {
        ...(heading === undefined ? {} : { heading }),
        page: i + 1,
        paragraphs: [],
        ...(isRepaired ? { isRepaired } : {}),
      }
      sections.push(begun)
      return begun
    }
    for (const paragraph of paragraphs) {
      if (paragraph.isNote) continue
      const text = textOf(paragraph, hyphenated)
      if (paragraph.isHeading) {
        headings.push(text)
        open = undefined
        continue
      }
      if (headings.length > 0) {
        heading = headings.join(BETWEEN_HEADINGS)
        headings = []
        section = begin()
      }
      if (paragraph.isCaption) {
        section ??= begin()
        section.paragraphs.push(text)
        continue
      }
      if (open && goesOn(open.paragraph, paragraph)) {
        const { section: begun, at } = open
        begun.paragraphs[at] = joinLines([begun.paragraphs[at]!, text], hyphenated)
        open.paragraph = paragraph
        continue
      }
      section ??= begin()
      section.paragraphs.push(text)
      open = { section, at: section.paragraphs.length - 1, paragraph }
    }
    if (headings.length > 0) {
      begin().paragraphs.push(headings.join(BETWEEN_HEADINGS))
      heading = headings.join(BETWEEN_HEADINGS)
    }
    const notes = paragraphs.filter(({ isNote }) => isNote)
    if (notes.length === 0) continue
    section ??= begin()
    section.paragraphs.push(...notes.map(note => textOf(note, hyphenated)))
  }
  return sections
}

/** Whether a paragraph goes on after a column or a page: in the middle of a sentence, in letters of the same size. */
function goesOn(before: Paragraph, after: Paragraph): boolean {
  const last = before.lines.at(-1)!
  const first = after.lines[0]!
  if (isEnded(last.text) || isListItem(first.text) || last.cells.length > 1 || first.cells.length > 1)
    return false
  if (Math.abs(last.size - first.size) > 0.08 * first.size) return false
  return /^\p{Ll}/u.test(first.text) || before.isFull
}
