import { posix } from 'node:path'
import { Parser } from 'htmlparser2'
import type { Metadata } from '../../types.js'
import { unpack } from '../archives/zip.js'
import { decodeWhole, detectPageEncoding } from '../encoding.js'
import { addLeftOut, countWords } from '../left-out.js'
import type { Section } from '../sections.js'
import type { LeftOut } from '../types.js'
import { readFragment } from './html.js'

const CONTAINER = 'META-INF/container.xml'

/** What a book's package file says. */
interface Package {
  title: string
  author: string
  /** By id. */
  items: Map<string, { href: string; isContents: boolean }>
  /** Ids in reading order. */
  spine: string[]
  /** Paths of tables of contents, in books of EPUB 2. */
  contents: Set<string>
}

/**
 * Reads an e-book's chapters in reading order, split by headings. Tables of contents are left out. Chapters that are
 * not in the file are named in a warning.
 * @throws Error if there is no package file
 */
export async function readEpub(bytes: Buffer): Promise<{
  title?: string
  metadata: Metadata
  sections: Section[]
  leftOut: LeftOut
  warnings: string[]
}> {
  const files = await unpack(bytes, /\.(?:x?html?|xml|opf)$/i)
  const packagePath = findPackage(files)
  const { title, author, items, spine, contents } = readPackage(await text(files.get(packagePath)!))
  const sections: Section[] = []
  const leftOut: LeftOut = {}
  const missing: string[] = []
  for (const id of spine) {
    const item = items.get(id)
    const name = item && resolve(packagePath, item.href, files)
    if (name === undefined) {
      missing.push(item?.href ?? id)
      continue
    }
    const chapter = readFragment(await text(files.get(name)!))
    if (item!.isContents || contents.has(item!.href))
      addLeftOut(leftOut, { menu: chapter.sections.reduce((sum, section) => sum + wordsOf(section), 0) })
    else for (const section of chapter.sections) sections.push(section)
    addLeftOut(leftOut, chapter.leftOut)
  }
  const warnings = missing.length === 0 ? [] : [`chapters are missing: ${missing.slice(0, 5).join(', ')}`]
  const metadata = author === '' ? {} : { author }
  return { ...(title === '' ? {} : { title }), metadata, sections, leftOut, warnings }
}

function findPackage(files: ReadonlyMap<string, Buffer>): string {
  let path = ''
  const container = files.get(CONTAINER)
  if (container)
    elements(container.toString('utf8'), (name, attributes) => {
      if (name === 'rootfile') path ||= attributes['full-path'] ?? ''
    })
  const found = resolve('', path, files) ?? [...files.keys()].find(name => /\.opf$/i.test(name))
  if (found === undefined) throw new Error('it has no package file (.opf)')
  return found
}

function readPackage(xml: string): Package {
  const read: Package = { title: '', author: '', items: new Map(), spine: [], contents: new Set() }
  elements(
    xml,
    (name, { id, href, idref, properties, type }) => {
      if (name === 'item' && id !== undefined && href !== undefined)
        read.items.set(id, { href, isContents: properties?.split(/\s+/).includes('nav') === true })
      else if (name === 'itemref' && idref !== undefined) read.spine.push(idref)
      else if (name === 'reference' && type === 'toc' && href !== undefined)
        read.contents.add(href.split('#', 1)[0]!)
    },
    (name, content) => {
      if (name === 'title') read.title ||= content
      else if (name === 'creator') read.author ||= content
    },
  )
  return read
}

/** The file that a reference leads to; its signs may be percent-encoded or not. */
function resolve(from: string, href: string, files: ReadonlyMap<string, Buffer>): string | undefined {
  const path = href.split('#', 1)[0]!
  return [unescaped(path), path]
    .map(each => posix.normalize(posix.join(posix.dirname(from), each)))
    .find(each => files.has(each))
}

function unescaped(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

async function text(bytes: Buffer): Promise<string> {
  return decodeWhole(bytes, await detectPageEncoding(bytes))
}

function wordsOf({ paragraphs }: Section): number {
  return paragraphs.reduce((sum, paragraph) => sum + countWords(paragraph), 0)
}

/** Calls back for elements by their names without a namespace's prefix, and with the text directly in them. */
function elements(
  xml: string,
  onOpen: (name: string, attributes: Record<string, string>) => void,
  onText: (name: string, text: string) => void = () => undefined,
): void {
  let inside = ''
  let pieces: string[] = []
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        inside = local(name)
        pieces = []
        onOpen(inside, attributes)
      },
      ontext: piece => pieces.push(piece),
      onclosetag(name) {
        if (local(name) === inside) onText(inside, pieces.join('').trim())
        inside = ''
        pieces = []
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.end(xml)
}

function local(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1)
}
