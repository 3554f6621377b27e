import { addLeftOut, leaveOut } from '../left-out.js'
import type { Section } from '../sections.js'
import type { LeftOut } from '../types.js'
import { type Block, firstHeading, sectionsOf } from './blocks.js'
import { takeFrontMatter } from './front-matter.js'
import { htmlBlocks } from './html-blocks.js'
import { type Reading, referenceLabel, toHtml } from './markdown-parser.js'
import { partsOf } from './markdown-parts.js'

export interface MarkdownText {
  blocks: Block[]
  leftOut: LeftOut
}

/** Reads a Markdown file, split by headings; the fields of its front matter become metadata. */
export function readMarkdown(text: string): {
  title?: string
  metadata: Record<string, string | number | boolean | null>
  sections: Section[]
  leftOut: LeftOut
  warnings: string[]
} {
  const { body, title, metadata, leftOut, warnings } = takeFrontMatter(text.replaceAll(/\r\n?/g, '\n'))
  const read = markdownText(body)
  addLeftOut(read.leftOut, leftOut)
  const named = title ?? firstHeading(read.blocks)
  return {
    ...(named === undefined ? {} : { title: named }),
    metadata,
    sections: sectionsOf(read.blocks),
    leftOut: read.leftOut,
    warnings,
  }
}

/** Labels of links and notes, wherever in a text they are defined. */
const DEFINITION = /^[ \t>]{0,20}\[(\^?)([^[\]\n]{1,200})\]:/gm

/**
 * Extracts headings and paragraphs, in time linear in the length of the text: items of lists, quotations and notes are
 * paragraphs. HTML in it counts as HTML. Code, formulas, tables and images are left out.
 * @param markdown CommonMark with tables and notes, and what R Markdown, Quarto, MDX, MkDocs and Jupyter add
 */
export function markdownText(markdown: string): MarkdownText {
  const text: MarkdownText = { blocks: [], leftOut: {} }
  const source = markdown.replaceAll(/\r\n?/g, '\n')
  const references: Reading['references'] = {}
  const notes = new Set<string>()
  for (const [, isNote, label] of source.matchAll(DEFINITION)) {
    if (isNote) notes.add(label!)
    else references[referenceLabel(label!)] = { href: '', title: '' }
  }
  for (const part of partsOf(source, line => leaveOut(text.leftOut, 'code', line))) {
    const html = toHtml(part, { references, notes, leftOut: text.leftOut })
    const { blocks, leftOut } = htmlBlocks(html, false)
    for (const block of blocks) text.blocks.push(block)
    addLeftOut(text.leftOut, leftOut)
  }
  return text
}
