import mammoth from 'mammoth'
import { readHtml } from './html.js'
import type { Section } from './sections.js'

/** A Word document, by its headings; tables are left out. */
export async function readDocx(bytes: Buffer): Promise<{ title?: string; sections: Section[] }> {
  // Pictures would only be carried along.
  const convertImage = mammoth.images.imgElement(async () => ({ src: '' }))
  const { value } = await mammoth.convertToHtml({ buffer: bytes }, { convertImage })
  return readHtml(value)
}
