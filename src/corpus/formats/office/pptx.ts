import { addLeftOut } from '../../left-out.js'
import type { Section } from '../../sections.js'
import type { LeftOut } from '../../types.js'
import { Outline } from '../outline.js'
import type { WholeDocument } from '../whole-document.js'
import { OfficePackage } from './package.js'
import { SlideText } from './slide-text.js'
import { readXml, textOf } from './xml.js'

/** Words in charts: those in runs, and values. */
const LABELS = new Set(['t', 'v'])
const COMMENT = new Set(['text', 't'])

/**
 * Reads a PowerPoint presentation: a section for each slide, in the order of the show, with its title as heading and
 * its number as page. Every line is a paragraph, so is a row of a table. The speaker's notes of a slide are a section
 * of their own, with `notes: true` in its metadata. Numbers, dates, footers, formulas, charts, comments and images are
 * counted and left out.
 * @throws Error if it is damaged or no such presentation, or unpacks to more than the limit of `unpack`
 */
export async function readPptx(bytes: Buffer): Promise<WholeDocument> {
  const file = await OfficePackage.open(bytes)
  const { main } = file
  const show = file.part(main)
  if (!show) throw new Error(`${main} is missing`)
  const slides = file.relationships(main)
  const sections: Section[] = []
  const leftOut: LeftOut = {}
  let titleOfFirst: string | undefined
  for (const [i, id] of slideIds(show).entries()) {
    const name = slides.get(id)?.target ?? ''
    const part = file.part(name)
    if (!part) throw new Error(`slide ${i + 1} is missing`)
    const page = i + 1
    const slide = read(part, file, name, leftOut)
    titleOfFirst ??= slide.heading
    if (slide.paragraphs.length > 0) sections.push({ ...slide, page })
    else if (slide.heading !== undefined) sections.push({ page, paragraphs: [slide.heading] })
    for (const notes of file.related(name, 'notesSlide')) {
      const { paragraphs } = read(file.part(notes), file, notes, leftOut)
      const { heading } = slide
      sections.push({ ...(heading ? { heading } : {}), metadata: { page, notes: true }, paragraphs })
    }
  }
  const title = file.title || titleOfFirst
  return { ...(title ? { title } : {}), sections, leftOut }
}

function slideIds(show: Buffer): string[] {
  const ids: string[] = []
  readXml(show, {
    open(name, attributes) {
      // Its own id is a number; the one of the relationship has a prefix.
      const key = Object.keys(attributes).find(each => each.endsWith(':id'))
      if (name === 'sldId' && key !== undefined) ids.push(attributes[key]!)
    },
    close: () => undefined,
    text: () => undefined,
  })
  return ids
}

/** The text of a slide, or of its notes. Adds to `leftOut` what is left out. */
function read(part: Buffer | undefined, file: OfficePackage, name: string, leftOut: LeftOut): Section {
  const outline = new Outline()
  const text = new SlideText(outline, id => file.part(file.relationships(name).get(id)?.target ?? ''))
  if (part) readXml(part, text)
  for (const chart of file.related(name, 'chart'))
    outline.leaveOut('figure', textOf(file.part(chart), LABELS))
  for (const comments of file.related(name, 'comments'))
    outline.leaveOut('comment', textOf(file.part(comments), COMMENT))
  addLeftOut(leftOut, outline.leftOut)
  return {
    ...(text.title === '' ? {} : { heading: text.title }),
    paragraphs: outline.sections.flatMap(({ paragraphs }) => paragraphs),
  }
}
