import { Parser } from 'htmlparser2'
import { addLeftOut, countWords, leaveOut } from '../left-out.js'
import type { LeftOut, LeftOutKind } from '../types.js'
import type { Block } from './blocks.js'
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
  words: number
}

/**
 * Extracts the text of HTML, in time linear in its length; scripts are not run and nothing is fetched. Code, formulas,
 * images, tables of data, controls and what is hidden are left out.
 * @param isPage whether it is a page of a site, with menus around its content
 */
export function htmlBlocks(html: string, isPage: boolean): HtmlText {
  const walk = new Walk(isPage)
  class ShallowParser extends Parser {
    override onopentagname(start: number, end: number): void {
      const isLeftOut = leftOutAs(html.slice(start, end).toLowerCase(), {}, true) !== undefined
      if (walk.depth < (isLeftOut ? 2 * DEEPEST : DEEPEST)) super.onopentagname(start, end)
    }
  }
  const parser = new ShallowParser(
    {
      onopentag: (name, attributes) => walk.open(name, attributes),
      ontext: piece => walk.text(piece),
      onclosetag: name => walk.close(name),
      oncomment: text => leaveOut(walk.leftOut, 'comment', text),
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
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
  /** Words of all blocks. */
  private words = 0
  private bodies = 0
  private captions = 0
  /** Open elements that are left out: how many, why the outermost one is, and its text. */
  private out = 0
  private outKind: LeftOutKind | 'nothing' = 'nothing'
  private outText: string[] = []
  private titles = 0
  private lineBroke = false

  constructor(private readonly isPage: boolean) {}

  get depth(): number {
    return this.stack.length
  }

  open(name: string, attributes: Attributes): void {
    if (BLOCK.has(name)) this.boundary()
    else if (name === 'br') this.lineBreak()
    else if (name === 'center') this.text(' ')
    if (name === 'img' || name === 'image') this.image(attributes.alt ?? '')
    const isOther = name === 'title' && this.title.trim() !== ''
    const kind = isOther ? 'hidden' : leftOutAs(name, attributes, this.isPage && this.bodies === 0)
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
      words: this.words,
    })
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
    const text = this.pieces.join('')
    this.pieces = []
    if (!/\S/.test(text)) return
    const words = countWords(text)
    this.words += words
    const block = { text, words, inBody: this.bodies > 0, caption: this.captions > 0 }
    this.blocks.push(level === undefined ? block : { ...block, level })
  }

  private leave(element: OpenElement): void {
    const { name } = element
    if (name === 'a') this.leaveLink(element)
    if (BLOCK.has(name)) this.boundary(HEADING.test(name) ? Number(name[1]) : undefined)
    else if (name === 'center') this.text(' ')
    if (this.out === 0) this.leaveInTable(name, element)
    if (name === 'title') this.titles--
    if (isCaption(name)) this.captions--
    if (element.body) this.bodies--
    if (element.out && --this.out === 0) {
      if (this.outKind !== 'nothing') leaveOut(this.leftOut, this.outKind, this.outText.join(''))
      this.outText = []
    }
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
  private leaveLink({ href, blocks, pieces }: OpenElement): void {
    if (this.out > 0 || !href.startsWith('#') || blocks !== this.blocks.length) return
    const text = this.pieces.slice(pieces).join('').trim()
    const isMark = MARK.test(text) && (/^[[(]/.test(text) || this.stack.at(-1)?.name === 'sup')
    if (!isMark && HAS_WORD.test(text)) return
    leaveOut(this.leftOut, 'markup', text)
    this.pieces.length = pieces
  }

  private openInTable(name: string, { role }: Attributes): void {
    const table = this.tables.at(-1)
    if (name === 'table') {
      if (table) table.structured = true
      this.tables.push(openTable(this.blocks.length, this.words, role))
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
    if (name === 'td' || name === 'th') addCell(table, this.words - element.words)
    if (name !== 'table') return
    this.tables.pop()
    if (!isData(table)) return
    const captions = this.blocks.splice(table.firstBlock).filter(({ caption }) => caption)
    const kept = captions.reduce((sum, { words }) => sum + words, 0)
    addLeftOut(this.leftOut, { table: this.words - table.wordsBefore - kept })
    this.blocks.push(...captions)
    this.words = table.wordsBefore + kept
  }
}

function isCaption(name: string): boolean {
  return name === 'caption' || name === 'figcaption'
}
