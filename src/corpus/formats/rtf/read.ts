import iconv from 'iconv-lite'
import type { LeftOutKind } from '../../types.js'
import { Outline } from '../outline.js'
import type { WholeDocument } from '../whole-document.js'
import { CHARACTER_SETS, CHARACTERS, DESTINATIONS, OPTIONAL_TEXT, SYMBOLS } from './controls.js'

/** A control, an escaped byte, a brace, or text up to the next of them. */
const TOKEN = /\\(?:([a-z]{1,32})(-?\d{1,10})? ?|'([0-9a-f]{2})|([^a-z]))|([{}])|([^\\{}\r\n]+)|[\r\n]|\\/giy
/** The list of fonts, or of styles: not text, but read. */
type List = 'fonttbl' | 'stylesheet'

interface Paragraph {
  pieces: string[]
  notes: string[]
}

/** What holds in a group, and in those within unless they change it. */
interface State {
  /** What becomes of text: undefined for the document's own. */
  out?: { kind: LeftOutKind | undefined; pieces: string[] }
  list?: List
  inInfo: boolean
  inTitle: boolean
  paragraph: Paragraph
  isNote: boolean
  /** Characters after `\u` that say it to older programs. */
  fallback: number
  font: number
  isHidden: boolean
  inTable: boolean
  style?: number
  level?: number
  /** Whether only the group's first control has been read, and was `\*`. */
  isOptional: boolean
}

/**
 * Reads Rich Text Format, split by headings. Footnotes stand below the paragraph that refers to them. What is deleted
 * or hidden, headers and footers, comments, tables, formulas and images are counted and left out.
 * @throws Error if it is no RTF
 */
export function readRtf(bytes: Buffer): WholeDocument {
  const source = bytes.toString('latin1')
  if (!/^\s*\{\\rtf/.test(source.slice(0, 100))) throw new Error('it does not begin with {\\rtf')
  return new RtfReader().read(source)
}

class RtfReader {
  private readonly outline = new Outline()
  private readonly stack: State[] = []
  private state: State = {
    inInfo: false,
    inTitle: false,
    paragraph: { pieces: [], notes: [] },
    isNote: false,
    fallback: 1,
    font: 0,
    isHidden: false,
    inTable: false,
    isOptional: false,
  }
  private codePage = 'cp1252'
  private readonly fonts = new Map<number, string | undefined>()
  private readonly levels = new Map<number, number>()
  private styleName: string[] = []
  private title: string[] = []
  private rows: string[][][] = []
  private cell: string[] = []
  /** Bytes of text not yet decoded: a character may take several. */
  private held = ''
  private skip = 0

  read(source: string): WholeDocument {
    TOKEN.lastIndex = 0
    for (let match = TOKEN.exec(source); match; match = TOKEN.exec(source)) {
      const [, word, number, hex, sign, brace, text] = match
      if (hex !== undefined) this.bytes(String.fromCharCode(Number.parseInt(hex, 16)), 1)
      else if (text !== undefined) this.bytes(text, text.length)
      else if (word === 'bin') {
        TOKEN.lastIndex += Math.max(0, Number(number ?? 0))
        this.skip = Math.max(0, this.skip - 1)
      } else if (word !== undefined || sign !== undefined) {
        this.flush()
        this.control(word ?? sign!, number === undefined ? undefined : Number(number))
      } else if (brace !== undefined) {
        this.flush()
        this.skip = 0
        if (brace === '{') this.open()
        else this.close()
      }
    }
    this.flush()
    this.endParagraph()
    this.endTable()
    const title = this.title.join('').trim()
    return { ...(title ? { title } : {}), sections: this.outline.sections, leftOut: this.outline.leftOut }
  }

  private open(): void {
    this.stack.push(this.state)
    this.state = { ...this.state, isOptional: false }
  }

  private close(): void {
    const { out, list, paragraph, isNote } = this.state
    const around = this.stack.pop()
    if (!around) return
    if (out && around.out !== out && out.kind) this.outline.leaveOut(out.kind, out.pieces.join(''))
    if (list === 'stylesheet' && this.state.style !== undefined) this.endStyle()
    if (isNote && !around.isNote) around.paragraph.notes.push(paragraph.pieces.join(''), ...paragraph.notes)
    this.state = around
  }

  private endStyle(): void {
    const { style, level } = this.state
    const number = /^\s*(?:heading|başlık) ([1-9])\b/i.exec(this.styleName.join(''))?.[1]
    this.styleName = []
    if (style === undefined || (number === undefined && level === undefined)) return
    this.levels.set(style, number === undefined ? level! : Number(number))
  }

  private control(word: string, number: number | undefined): void {
    const { state } = this
    const isOn = number !== 0
    const character = CHARACTERS.get(word)
    if (word === 'u') {
      this.add(String.fromCharCode((number ?? 0) & 0xffff))
      this.skip = state.fallback
    } else if (this.skip > 0 && word !== '*') this.skip--
    else if (character !== undefined) this.add(character)
    else if (word === '*') state.isOptional = true
    else if (state.isOptional && !OPTIONAL_TEXT.has(word)) this.leaveOut(undefined)
    else if (DESTINATIONS.has(word)) this.destination(word)
    else
      switch (word) {
        case 'ansicpg':
          if (iconv.encodingExists(`cp${number}`)) this.codePage = `cp${number}`
          break
        case 'mac':
          this.codePage = 'macroman'
          break
        case 'pc':
          this.codePage = 'cp437'
          break
        case 'pca':
          this.codePage = 'cp850'
          break
        case 'uc':
          state.fallback = Math.min(Math.max(0, number ?? 1), 100)
          break
        case 'fonttbl':
        case 'stylesheet':
          state.list = word
          this.styleName = []
          break
        case 'f':
          state.font = number ?? 0
          break
        case 'fcharset':
          if (state.list === 'fonttbl')
            this.fonts.set(
              state.font,
              number === SYMBOLS ? undefined : (CHARACTER_SETS.get(number ?? 0) ?? this.codePage),
            )
          break
        case 's':
          state.style = number ?? 0
          break
        case 'outlinelevel':
          if (number !== undefined && number < 9) state.level = number + 1
          break
        case 'title':
          state.inTitle = state.inInfo
          break
        case 'footnote':
          state.isNote = true
          state.paragraph = { pieces: [], notes: [] }
          break
        case 'pard':
          delete state.level
          delete state.style
          state.inTable = false
          break
        case 'plain':
          state.isHidden = false
          break
        case 'v':
        case 'deleted':
          state.isHidden = isOn
          break
        case 'intbl':
          state.inTable = isOn
          break
        case 'par':
        case 'sect':
        case 'page':
        case '\r':
        case '\n':
          if (!state.out) this.endParagraph()
          else state.out.pieces.push(' ')
          break
        case 'nestcell':
          this.add(' ')
          break
        case 'cell':
          if (!state.out) this.endCell()
          break
        case 'row':
          if (!state.out) this.rows.push([])
      }
    if (word !== '*') state.isOptional = false
  }

  private destination(word: string): void {
    if (word === 'info') this.state.inInfo = true
    if (word === 'pict' && !this.state.out) this.outline.image()
    this.leaveOut(DESTINATIONS.get(word))
  }

  /** Leaves out the text of the group that is open. */
  private leaveOut(kind: LeftOutKind | undefined): void {
    this.state.out ??= { kind, pieces: [] }
  }

  /** Takes text of one byte a character in the source, unless it only says again what a `\u` before it said. */
  private bytes(text: string, length: number): void {
    const skipped = Math.min(this.skip, length)
    this.skip -= skipped
    this.held += text.slice(skipped)
  }

  private flush(): void {
    if (this.held === '') return
    const bytes = Buffer.from(this.held, 'latin1')
    this.held = ''
    const { font } = this.state
    const codePage = this.fonts.has(font) ? this.fonts.get(font) : this.codePage
    if (codePage !== undefined) this.add(iconv.decode(bytes, codePage))
    else this.add('\ue000'.repeat(bytes.length))
  }

  /** Adds text where it belongs. */
  private add(text: string): void {
    const { state } = this
    if (state.inTitle) this.title.push(text)
    else if (state.list === 'stylesheet') this.styleName.push(text)
    else if (state.out) state.out.pieces.push(text)
    else if (state.list === 'fonttbl') return
    else if (state.isHidden) this.outline.leaveOut('hidden', text)
    else state.paragraph.pieces.push(text)
  }

  private endParagraph(): void {
    const { state } = this
    if (state.isNote) {
      state.paragraph.pieces.push(' ')
      return
    }
    const { pieces, notes } = state.paragraph
    const text = this.readable(pieces.join(''))
    pieces.length = 0
    const said = notes.splice(0).map(note => this.readable(note))
    const level = state.level ?? (state.style === undefined ? undefined : this.levels.get(state.style))
    if (state.inTable) this.cell.push(text, ...said)
    else {
      if (/\S/.test(text)) this.endTable()
      if (level === undefined) this.outline.paragraph(text, said)
      else {
        this.outline.heading(text, level)
        for (const note of said) this.outline.paragraph(note)
      }
    }
  }

  /** Without the sign of a list's item, and with letters of unknown fonts counted. */
  private readable(text: string): string {
    const signs = text.match(/[\ue000-\uf8ff]/g)?.length ?? 0
    if (signs > 0) this.outline.leftOut.unreadable = (this.outline.leftOut.unreadable ?? 0) + signs
    return text.replaceAll(/[\ue000-\uf8ff]/g, ' ').replace(/^\s*•\s/, '')
  }

  private endCell(): void {
    this.state.inTable = true
    this.endParagraph()
    if (this.rows.length === 0) this.rows.push([])
    this.rows.at(-1)!.push(this.cell)
    this.cell = []
  }

  private endTable(): void {
    if (this.cell.length > 0) this.rows.push([this.cell])
    this.cell = []
    this.outline.table(this.rows.filter(row => row.length > 0))
    this.rows = []
  }
}
