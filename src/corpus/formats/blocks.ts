import type { Section } from '../sections.js'

/** A heading or a paragraph, in the order in which it stands in its file. */
export interface Block {
  text: string
  /** Level of a heading, 1 for the highest; absent for a paragraph. */
  level?: number
}

/** Between a heading and the one below it, where no text stands between them. */
const STEP = ' › '

/**
 * Splits blocks into sections, one for each heading that has text below it. A heading directly above a lower one is
 * joined with it; one that has nothing at all below it is its own text, so that it is found.
 */
export function sectionsOf(blocks: readonly Block[]): Section[] {
  const sections: Section[] = [{ paragraphs: [] }]
  let above = 0
  for (const { text, level } of blocks) {
    const last = sections.at(-1)!
    if (level === undefined) {
      last.paragraphs.push(text)
      above = 0
    } else if (above > 0 && level > above) {
      last.heading += STEP + text
      above = level
    } else {
      fill(last)
      sections.push({ heading: text, paragraphs: [] })
      above = level
    }
  }
  fill(sections.at(-1)!)
  return sections
}

function fill({ heading, paragraphs }: Section): void {
  if (paragraphs.length === 0 && heading !== undefined) paragraphs.push(...heading.split(STEP))
}

/** The first heading, for a file that says its title nowhere else. */
export function firstHeading(blocks: readonly Block[]): string | undefined {
  return blocks.find(({ level }) => level !== undefined)?.text
}
