import { addLeftOut } from '../left-out.js'
import type { Section } from '../sections.js'
import type { LeftOut } from '../types.js'
import { firstHeading, sectionsOf } from './blocks.js'
import { htmlBlocks } from './html-blocks.js'

export interface HtmlDocument {
  title?: string
  sections: Section[]
  leftOut: LeftOut
}

/** Share of a page's words that what it marks as its content must hold to be taken for all of it. */
const MAIN = 0.3

/**
 * Extracts the text of a page, split by headings. What stands around its content, such as menus, is left out; if the
 * page marks its content, so is the rest. A page that would have no text then is read whole.
 */
export function readHtml(html: string): HtmlDocument {
  const { title, blocks, leftOut } = htmlBlocks(html, true)
  const wordsOf = (some: typeof blocks): number => some.reduce((sum, { words }) => sum + words, 0)
  const all = wordsOf(blocks)
  if (all === 0) return readFragment(html)
  const body = blocks.filter(({ inBody }) => inBody)
  const inBody = wordsOf(body)
  if (inBody >= MAIN * all) addLeftOut(leftOut, { menu: all - inBody })
  const kept = inBody >= MAIN * all ? body : blocks
  return { ...titled(title, firstHeading(kept)), sections: sectionsOf(kept), leftOut }
}

/** Extracts the text of HTML all of which is content, such as a chapter, split by headings. */
export function readFragment(html: string): HtmlDocument {
  const { title, blocks, leftOut } = htmlBlocks(html, false)
  return { ...titled(title, firstHeading(blocks)), sections: sectionsOf(blocks), leftOut }
}

function titled(title: string, heading: string | undefined): { title?: string } {
  const found = title.trim() || heading
  return found ? { title: found } : {}
}
