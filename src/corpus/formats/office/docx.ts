import { posix } from 'node:path'
import { Outline } from '../outline.js'
import type { WholeDocument } from '../whole-document.js'
import { WordText } from './docx-text.js'
import { OfficePackage } from './package.js'
import { readXml, textOf } from './xml.js'

const TEXT = new Set(['t'])
/** Words in charts: those in runs, and values. */
const LABELS = new Set(['t', 'v'])

/**
 * Reads a Word document, split by headings. Footnotes and endnotes stand below the paragraph that refers to them. What
 * is deleted or hidden, headers and footers, comments, tables, formulas, charts and images are counted and left out.
 * @throws Error if it is damaged or no such document, or unpacks to more than the limit of `unpack`
 */
export async function readDocx(bytes: Buffer): Promise<WholeDocument> {
  const file = await OfficePackage.open(bytes)
  const { main } = file
  const body = file.part(main)
  if (!body) throw new Error(`${main} is missing`)
  const related = (kind: string): Buffer[] => {
    const names = file.related(main, kind)
    // Some programs write a part under its usual name, and do not say so.
    if (names.length === 0) names.push(posix.join(posix.dirname(main), `${kind}.xml`))
    return names.flatMap(name => file.part(name) ?? [])
  }
  const outline = new Outline()
  const styles = new Map<string, number>()
  for (const part of related('styles')) readStyles(part, styles)
  const notes = new Map<string, string[]>()
  for (const kind of ['footnotes', 'endnotes'])
    for (const part of related(kind))
      readXml(part, new WordText(outline, styles, { kind, notes, isNotes: true }))
  const text = new WordText(outline, styles, {
    notes,
    diagram: id => file.part(file.relationships(main).get(id)?.target ?? ''),
  })
  readXml(body, text)
  // Notes to which nothing refers.
  for (const paragraphs of notes.values()) for (const note of paragraphs) outline.paragraph(note)
  for (const kind of ['header', 'footer'])
    for (const part of related(kind)) outline.leaveOut('running-head', textOf(part, TEXT))
  for (const part of related('comments')) outline.leaveOut('comment', textOf(part, TEXT))
  for (const part of related('chart')) outline.leaveOut('figure', textOf(part, LABELS))
  const title = text.title || file.title
  return { ...(title ? { title } : {}), sections: outline.sections, leftOut: outline.leftOut }
}

/** Finds the styles of titles (level 0), headings (1 to 9), and entries of tables of contents (-1). */
function readStyles(part: Buffer, levels: Map<string, number>): void {
  const basedOn = new Map<string, string>()
  let style = ''
  readXml(part, {
    open(name, { styleId, val = '' }) {
      if (name === 'style') style = styleId ?? ''
      else if (name === 'basedOn') basedOn.set(style, val)
      else if (name === 'outlineLvl' && Number(val) < 9) levels.set(style, Number(val) + 1)
      else if (name === 'name') {
        const number = /^(?:heading|başlık) ([1-9])$/i.exec(val)?.[1]
        if (number !== undefined) levels.set(style, Number(number))
        else if (/^title$/i.test(val)) levels.set(style, 0)
        else if (/^(?:toc \d|table of figures)$/i.test(val)) levels.set(style, -1)
      }
    },
    close: () => undefined,
    text: () => undefined,
  })
  for (const [derived] of basedOn) {
    const seen = new Set<string>()
    let from: string | undefined = derived
    while (from !== undefined && !levels.has(from) && !seen.has(from))
      from = basedOn.get(seen.add(from) && from)
    const level = from === undefined ? undefined : levels.get(from)
    // Remembered for the whole chain, so that each style is looked at once.
    if (level !== undefined) for (const each of seen) levels.set(each, level)
  }
}
