import mammoth from 'mammoth'
import { readHtml } from './html.js'
import type { Section } from './sections.js'
import { unpack } from './zip.js'

/** A Word document, by its headings; tables are left out. */
export async function readDocx(bytes: Buffer): Promise<{ title?: string; sections: Section[] }> {
  // Only to measure it: mammoth unpacks whatever the archive holds.
  await unpack(bytes, /\.(?:xml|rels)$/i)
  // Pictures would only be carried along.
  const convertImage = mammoth.images.imgElement(async () => ({ src: '' }))
  const { value } = await mammoth.convertToHtml({ buffer: bytes }, { convertImage })
  return readHtml(value)
}
