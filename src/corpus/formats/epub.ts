import { posix } from 'node:path'
import { Parser } from 'htmlparser2'
import { unpack } from '../archives/zip.js'
import type { Section } from '../sections.js'
import { readHtml } from './html.js'

const CONTAINER = 'META-INF/container.xml'

/** Reads an e-book's chapters in reading order, split by headings. */
export async function readEpub(bytes: Buffer): Promise<{ title?: string; sections: Section[] }> {
  const files = await unpack(bytes, /\.(?:x?html?|xml|opf)$/i)
  const text = (name: string): string => {
    const file = files.get(name)
    if (!file) throw new Error(`${name} is missing`)
    return file.toString('utf8')
  }
  let packagePath = ''
  elements(text(CONTAINER), (name, attributes) => {
    if (name === 'rootfile') packagePath ||= attributes['full-path'] ?? ''
  })
  const manifest = new Map<string, string>()
  const spine: string[] = []
  let title = ''
  elements(
    text(packagePath),
    (name, { id, href, idref }) => {
      if (name === 'item' && id !== undefined && href !== undefined) manifest.set(id, href)
      if (name === 'itemref' && idref !== undefined) spine.push(idref)
    },
    (name, content) => {
      if (name === 'dc:title') title ||= content
    },
  )
  const folder = posix.dirname(packagePath)
  const sections = spine.flatMap(id => {
    const href = manifest.get(id)
    const file = href && files.get(posix.normalize(posix.join(folder, decodeURIComponent(href))))
    return file ? readHtml(file.toString('utf8')).sections : []
  })
  return { ...(title ? { title } : {}), sections }
}

function elements(
  xml: string,
  onOpen: (name: string, attributes: Record<string, string>) => void,
  onText: (name: string, text: string) => void = () => undefined,
): void {
  let inside = ''
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        inside = name
        onOpen(name, attributes)
      },
      ontext: text => onText(inside, text),
      onclosetag() {
        inside = ''
      },
    },
    { xmlMode: true },
  )
  parser.end(xml)
}
