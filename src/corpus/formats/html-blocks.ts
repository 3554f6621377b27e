import { Parser } from 'htmlparser2'
import { addLeftOut, countWords, leaveOut } from '../left-out.js'
import type { LeftOut, LeftOutKind } from '../types.js'
import type { Block } from './blocks.js'
import { withoutFormulas } from './formulas.js'
import { type Attributes, BLOCK, leftOutAs } from './html-elements.js'
import { addCell, isData, type OpenTable, openTable } from './html-tables.js'

export interface HtmlBlock extends Block {
  words: number
  /** Inside `main` or `article`. */
  inBody: boolean
  /** Names a table or a figure. */
  caption: boolean
}

export interface HtmlText {
  title: string
  blocks: HtmlBlock[]
  leftOut: LeftOut
}

/**
 * Nesting limit. Deeper elements are treated as text, as in browsers, because the parser walks the whole stack of
 * open elements at every tag. Elements whose content is left out may nest twice as deep.
 */
const DEEPEST = 512
/** Elements that are menus if they hold this many links or more, of few words, and hardly anything else. */
const MENU = new Set(['ul', 'ol', 'div', 'td', 'tr', 'table', 'p', 'center', 'section'])
const MENU_LINKS = 3
const MENU_WORDS = 3
const MENU_SHARE = 0.9
/** Share of links from which on an aside is one. */
const ASIDE = 0.3
/** Scripts that show what stands between signs of dollar as a formula, too. */
const TEX_SCRIPT = /mathjax|katex/i
const HEADING = /^h[1-6]$/
const HAS_WORD = /[\p{L}\p{N}]/u
/** The mark of a note, as the text of a link. */
const MARK = /^[[(]?[\d*†‡]{1,3}[\])]?$/

interface OpenElement {
  name: string
  out: boolean
  body: boolean
  href: string
  /** Where its text begins: number of blocks, and of pieces of the one that is open. */
  blocks: number
  pieces: number
  counts: Counts
}

/** What there is of all blocks so far. */
interface Counts {
  words: number
  headings: number
  links: number
  /** Words of links. */
  linked: number
}

/**
 * Extracts the text of HTML, in time linear in its length; scripts are not run and nothing is fetched. Code, formulas,
 * images, tables of data, controls and what is hidden are left out.
 * @param isPage whether it is a page of a site, with menus around its content
 */
export function htmlBlocks(html: string, isPage: boolean): HtmlText {
  const walk = new Walk(isPage, TEX_SCRIPT.test(html))
  class ShallowParser extends Parser {
    override onopentagname(start: number, end: number): void {
      const isLeftOut = leftOutAs(html.slice(start, end).toLowerCase(), {}, true, true) !== undefined
      if (walk.depth < (isLeftOut ? 2 * DEEPEST : DEEPEST)) super.onopentagname(start, end)
    }

    override onclosetag(start: number, end: number): void {
      if (!walk.isMisplaced(html.slice(start, end).toLowerCase())) super.onclosetag(start, end)
    }
  }
  const parser = new ShallowParser(
    {
      onopentag: (name, attributes) => walk.open(name, attributes),
      ontext: piece => walk.text(piece),
      onclosetag: name => walk.close(name),
      // What begins with a question mark is an instruction of XML.
      oncomment: text => leaveOut(walk.leftOut, 'comment', text.startsWith('?') ? '' : text),
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true, recognizeSelfClosing: true },
  )
  parser.end(html)
  walk.flush()
  return { title: walk.title, blocks: walk.blocks, leftOut: walk.leftOut }
}

class Walk {
  title = ''
  readonly blocks: HtmlBlock[] = []
  readonly leftOut: LeftOut = {}
  /** Open elements, outermost first. */
  private readonly stack: OpenElement[] = []
  private readonly tables: OpenTable[] = []
  /** The text of the open block. */
  private pieces: string[] = []
  private counts: Counts = { words: 0, headings: 0, links: 0, linked: 0 }
  private bodies = 0
  private captions = 0
  /** Open elements that are left out: how many, why the outermost one is, and its text. */
  private out = 0
  private outKind: LeftOutKind | 'nothing' = 'nothing'
  private outText: string[] = []
  private titles = 0
  private lineBroke = false

  /** @param dollars whether single signs of dollar surround formulas */
  constructor(
    private readonly isPage: boolean,
    private readonly dollars: boolean,
  ) {}

  get depth(): number {
    return this.stack.length
  }

  open(name: string, attributes: Attributes): void {
    if (BLOCK.has(name)) this.boundary()
    else if (name === 'br') this.lineBreak()
    else if (name === 'center') this.text(' ')
    if (name === 'img' || name === 'image') this.image(attributes.alt ?? '')
    const isOther = name === 'title' && this.title.trim() !== ''
    const kind = isOther ? 'hidden' : leftOutAs(name, attributes, this.isPage, this.bodies === 0)
    if (kind !== undefined && this.out++ === 0) this.outKind = kind
    const body = name === 'main' || name === 'article' || attributes.role === 'main'
    if (body) this.bodies++
    if (name === 'title') this.titles++
    if (isCaption(name)) this.captions++
    if (this.out === 0) this.openInTable(name, attributes)
    this.stack.push({
      name,
      out: kind !== undefined,
      body,
      href: name === 'a' ? (attributes.href ?? '') : '',
      blocks: this.blocks.length,
      pieces: this.pieces.length,
      counts: { ...this.counts },
    })
  }

  /**
   * Whether an end tag stands in a block that began within its element, and would end that too: browsers pass over it. Links are
   * ended nevertheless, because their words are counted.
   */
  isMisplaced(name: string): boolean {
    if (name === 'a' || BLOCK.has(name)) return false
    let isInBlock = false
    for (let i = this.stack.length - 1; i >= 0; i--) {
      const element = this.stack[i]!
      if (element.name === name) return isInBlock && !element.out
      isInBlock ||= BLOCK.has(element.name)
    }
    return false
  }

  text(piece: string): void {
    if (this.out > 0) {
      if (this.outKind !== 'nothing') this.outText.push(piece)
    } else if (this.titles > 0) {
      this.title += piece
    } else {
      this.pieces.push(piece)
      if (this.lineBroke && /\S/.test(piece)) this.lineBroke = false
    }
  }

  close(name: string): void {
    const at = this.stack.findLastIndex(element => element.name === name)
    if (at < 0) return
    for (const element of this.stack.splice(at).reverse()) this.leave(element)
  }

  /** Ends the open block. */
  flush(level?: number): void {
    this.lineBroke = false
    if (this.pieces.length === 0) return
    const text = this.withoutFormulas(this.pieces.join(''))
    this.pieces = []
    if (!/\S/.test(text)) return
    const words = countWords(text)
    this.counts.words += words
    if (level !== undefined) this.counts.headings++
    const block = { text, words, inBody: this.bodies > 0, caption: this.captions > 0 }
    this.blocks.push(level === undefined ? block : { ...block, level })
  }

  private leave(element: OpenElement): void {
    const { name } = element
    if (name === 'a') this.leaveLink(element)
    if (BLOCK.has(name)) this.boundary(HEADING.test(name) ? Number(name[1]) : undefined)
    else if (name === 'center') this.text(' ')
    if (this.out === 0) {
      if (this.isPage && this.bodies === 0 && this.isMenu(element)) this.dropMenu(element)
      this.leaveInTable(name, element)
    }
    if (name === 'title') this.titles--
    if (isCaption(name)) this.captions--
    if (element.body) this.bodies--
    if (element.out && --this.out === 0) {
      if (this.outKind !== 'nothing') leaveOut(this.leftOut, this.outKind, this.outText.join(''))
      this.outText = []
    }
  }

  /** Scripts of pages show TeX as formulas. */
  private withoutFormulas(text: string): string {
    if (!this.isPage) return text
    const without = withoutFormulas(text, this.dollars)
    leaveOut(this.leftOut, 'formula', without.formulas.join(' '))
    return without.text
  }

  private boundary(level?: number): void {
    if (this.out > 0) this.outText.push(' ')
    else this.flush(level)
  }

  /** Two line breaks in a row separate paragraphs. */
  private lineBreak(): void {
    if (this.out > 0 || this.titles > 0) this.text(' ')
    else if (this.lineBroke) this.flush()
    else {
      this.pieces.push('\n')
      this.lineBroke = true
    }
  }

  private image(alternative: string): void {
    if (this.out === 0) addLeftOut(this.leftOut, { image: Math.max(1, countWords(alternative)) })
  }

  /** Drops the text of a link that only leads to a note, or to where it stands itself. */
  private leaveLink({ href, blocks, pieces, counts }: OpenElement): void {
    if (this.out > 0) return
    const isOneBlock = blocks === this.blocks.length
    const text = this.pieces
      .slice(isOneBlock ? pieces : 0)
      .join('')
      .trim()
    if (href !== '') this.counts.links++
    if (href !== '') this.counts.linked += countWords(text) + this.counts.words - counts.words
    if (!isOneBlock || !href.startsWith('#')) return
    const isMark = MARK.test(text) && (/^[[(]/.test(text) || this.stack.at(-1)?.name === 'sup')
    if (!isMark && HAS_WORD.test(text)) return
    leaveOut(this.leftOut, 'markup', text)
    this.pieces.length = pieces
  }

  /** Whether an element only leads elsewhere. A list below a heading is what the heading announces. */
  private isMenu({ name, blocks, counts }: OpenElement): boolean {
    const { words, headings, links, linked } = this.counts
    const here = words - counts.words
    const isLinks = (share: number): boolean => linked - counts.linked >= share * here
    if (name === 'header') return headings === counts.headings
    if (name === 'aside') return isLinks(ASIDE)
    if (!MENU.has(name) || headings > counts.headings || this.blocks[blocks - 1]?.level !== undefined)
      return false
    const entries = links - counts.links
    return entries >= MENU_LINKS && here <= MENU_WORDS * entries && isLinks(MENU_SHARE)
  }

  private dropMenu({ blocks, counts }: OpenElement): void {
    addLeftOut(this.leftOut, { menu: this.counts.words - counts.words })
    this.blocks.length = Math.min(blocks, this.blocks.length)
    this.counts = counts
  }

  private openInTable(name: string, { role }: Attributes): void {
    const table = this.tables.at(-1)
    if (name === 'table') {
      if (table) table.structured = true
      this.tables.push(openTable(this.blocks.length, this.counts.words, role))
    } else if (table) {
      if (name === 'th' || name === 'thead') table.named = true
      if (HEADING.test(name)) table.structured = true
      if (name === 'tr') {
        table.rows++
        table.cells = 0
      }
    }
  }

  private leaveInTable(name: string, element: OpenElement): void {
    const table = this.tables.at(-1)
    if (!table) return
    if (name === 'td' || name === 'th') addCell(table, this.counts.words - element.counts.words)
    if (name !== 'table') return
    this.tables.pop()
    if (!isData(table)) return
    const captions = this.blocks.splice(table.firstBlock).filter(({ caption }) => caption)
    const kept = captions.reduce((sum, { words }) => sum + words, 0)
    addLeftOut(this.leftOut, { table: this.counts.words - table.wordsBefore - kept })
    this.blocks.push(...captions)
    this.counts.words = table.wordsBefore + kept
  }
}

function isCaption(name: string): boolean {
  return name === 'caption' || name === 'figcaption'
}
