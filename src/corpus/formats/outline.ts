import { countWords, leaveOut } from '../left-out.js'
import type { Section } from '../sections.js'
import type { LeftOut, LeftOutKind } from '../types.js'
import { type Block, sectionsOf } from './blocks.js'

/** A longer one is a paragraph that somebody has formatted as a heading. */
const LONGEST_HEADING = 1000
/** Words in a cell, on average, from which a table is there for the layout of text. */
const WORDS_OF_TEXT = 10

/** Rows, their cells, and the paragraphs of these. */
export type Rows = readonly (readonly (readonly string[])[])[]

/** Collects a document's headings and paragraphs in its order, and counts what is left out. */
export class Outline {
  readonly leftOut: LeftOut = {}
  private readonly blocks: Block[] = []

  /** @param level 1 for the highest; a larger number is a lower level */
  heading(text: string, level: number): void {
    const isHeading = text.length <= LONGEST_HEADING && level > 0
    if (/\S/.test(text)) this.blocks.push(isHeading ? { text: text.trim(), level } : { text })
  }

  /** @param notes stand below the text, each as a paragraph */
  paragraph(text: string, notes: readonly string[] = []): void {
    for (const each of [text, ...notes]) if (/\S/.test(each)) this.blocks.push({ text: each })
  }

  /** Leaves a table out, and counts its words. The text of one that lays out a page is kept. */
  table(rows: Rows): void {
    const cells = rows.flat().map(paragraphs => paragraphs.join('\n'))
    const filled = cells.filter(text => /\S/.test(text))
    const words = filled.reduce((sum, text) => sum + countWords(text), 0)
    const isFrame = rows.every(row => row.length <= 1) || words >= WORDS_OF_TEXT * filled.length
    if (isFrame) for (const text of rows.flat(2)) this.paragraph(text)
    else leaveOut(this.leftOut, 'table', cells.join(' '))
  }

  leaveOut(kind: LeftOutKind, text: string): void {
    leaveOut(this.leftOut, kind, text)
  }

  /** An image, with the words that describe it, if any. */
  image(description = ''): void {
    this.leftOut.image = (this.leftOut.image ?? 0) + Math.max(1, countWords(description))
  }

  /** What was collected, cut at headings. */
  get sections(): Section[] {
    return sectionsOf(this.blocks)
  }
}
