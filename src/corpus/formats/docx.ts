import mammoth from 'mammoth'
import { unpack } from '../archives/zip.js'
import type { Section } from '../sections.js'
import { readHtml } from './html.js'

/** Reads a Word document, split by headings. Tables are left out. */
export async function readDocx(bytes: Buffer): Promise<{ title?: string; sections: Section[] }> {
  // Only checks the unpacked size: mammoth itself sets no limit.
  await unpack(bytes, /\.(?:xml|rels)$/i)
  // Images are not needed, so do not inline them.
  const convertImage = mammoth.images.imgElement(async () => ({ src: '' }))
  const { value } = await mammoth.convertToHtml({ buffer: bytes }, { convertImage })
  return readHtml(value)
}
