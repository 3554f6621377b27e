import { posix } from 'node:path'
import { unpack } from '../../archives/zip.js'
import type { Section } from '../../sections.js'
import { Outline } from '../outline.js'
import type { WholeDocument } from '../whole-document.js'
import { OpenDocumentText } from './opendocument-text.js'
import { readXml, textOf } from './xml.js'

const CONTENT = 'content.xml'
const TITLE = new Set(['title'])
const RUNNING = new Set(['header', 'footer'])

/**
 * Reads a text (`.odt`) or a presentation (`.odp`) in OpenDocument format. Texts are split by headings, footnotes and
 * endnotes stand below their paragraph. Presentations have a section for each slide, with its title as heading and its
 * number as page, and one for the speaker's notes of it, with `notes: true` in its metadata. What is deleted or hidden,
 * headers and footers, annotations, tables of texts, indexes, formulas and images are counted and left out.
 * @throws Error if it is damaged or no such document, or unpacks to more than the limit of `unpack`
 */
export async function readOpenDocument(bytes: Buffer): Promise<WholeDocument> {
  const files = await unpack(bytes, /\.xml$/i)
  const content = files.get(CONTENT)
  if (!content) throw new Error(`${CONTENT} is missing`)
  const outline = new Outline()
  const text = new OpenDocumentText(outline, name => files.get(posix.join(name, CONTENT)))
  readXml(content, text)
  const styles = files.get('styles.xml')
  outline.leaveOut('running-head', textOf(styles, RUNNING))
  const { slides } = text
  const title = text.title || textOf(files.get('meta.xml'), TITLE) || slides[0]?.title
  const sections =
    slides.length === 0
      ? outline.sections
      : slides.flatMap(({ title, paragraphs, notes }, i): Section[] => {
          const page = i + 1
          const heading = title === '' ? {} : { heading: title }
          return [
            paragraphs.length === 0 ? { page, paragraphs: [title] } : { ...heading, page, paragraphs },
            { ...heading, metadata: { page, notes: true }, paragraphs: notes },
          ]
        })
  return { ...(title ? { title } : {}), sections, leftOut: outline.leftOut }
}
