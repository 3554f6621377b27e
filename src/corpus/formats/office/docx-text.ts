import type { LeftOutKind } from '../../types.js'
import type { Outline } from '../outline.js'
import { type Attributes, textsOf, type XmlHandler } from './xml.js'

const PARAGRAPH = new Set(['p'])

/** Elements whose text is no part of the document's, and what it is counted as. */
const OUT: Readonly<Record<string, LeftOutKind>> = {
  del: 'hidden',
  moveFrom: 'hidden',
  oMath: 'formula',
  instrText: 'markup',
  rt: 'markup',
  // The same as its `Choice`, for older programs.
  Fallback: 'repetition',
}

interface Paragraph {
  pieces: string[]
  /** As in a `WordText`'s styles; undefined for running text. */
  level?: number
  notes: string[]
  /** Paragraphs of text boxes that hang on it. */
  boxes: Paragraph[]
}

export interface WordParts {
  /** Paragraphs of notes, by kind and id. Those of the body are taken out as they are referred to. */
  notes: Map<string, string[]>
  /** Whether this part holds the notes, and of which kind they are. */
  isNotes?: boolean
  kind?: string
  /** The part with the text of a diagram. */
  diagram?: (id: string) => Buffer | undefined
}

/** Takes the text out of a part of a Word document: its body, or its notes. */
export class WordText implements XmlHandler {
  /** The first paragraph in the style of titles. */
  title = ''
  /** Open paragraphs: one within another is in a text box. */
  private readonly openParagraphs: Paragraph[] = []
  /** Elements left out that are open, outermost first, and the text in them. */
  private readonly out: { name: string; kind: LeftOutKind; pieces: string[] }[] = []
  /** Rows, cells and paragraphs of the outermost table that is open. */
  private rows: string[][][] = []
  private tables = 0
  private isText = false
  private isHidden = false
  private inProperties = 0
  /** Open elements with properties as they were before. */
  private changes = 0
  private description = ''
  private note: string[] = []

  constructor(
    private readonly outline: Outline,
    /** Levels of styles: headings from 1, a title 0, entries of a table of contents -1. */
    private readonly levels: ReadonlyMap<string, number>,
    private readonly parts: WordParts,
  ) {}

  open(name: string, attributes: Attributes): void {
    if (name === 'pPrChange' || name === 'rPrChange') this.changes++
    if (name === 'pPr' || name === 'rPr') this.inProperties++
    if (this.changes > 0) return
    const kind = OUT[name]
    // A deleted mark of a paragraph is a property of it.
    if (kind && this.inProperties === 0) this.out.push({ name, kind, pieces: [] })
    const paragraph = this.openParagraphs.at(-1)
    const { val = '' } = attributes
    switch (name) {
      case 'p':
        this.openParagraphs.push({ pieces: [], notes: [], boxes: [] })
        break
      case 'r':
        this.isHidden = false
        break
      case 't':
      case 'delText':
      case 'instrText':
        this.isText = true
        break
      case 'tab':
      case 'br':
      case 'cr':
        if (this.inProperties === 0) paragraph?.pieces.push(' ')
        break
      case 'noBreakHyphen':
        paragraph?.pieces.push('-')
        break
      case 'sym':
        this.outline.leftOut.unreadable = (this.outline.leftOut.unreadable ?? 0) + 1
        paragraph?.pieces.push(' ')
        break
      case 'vanish':
        this.isHidden = !/^(?:0|false|off)$/.test(val)
        break
      case 'pStyle':
        if (paragraph && this.levels.has(val)) paragraph.level ??= this.levels.get(val)!
        break
      case 'outlineLvl':
        if (paragraph && this.inProperties > 0 && Number(val) < 9) paragraph.level = Number(val) + 1
        break
      case 'footnoteReference':
      case 'endnoteReference':
        this.refer(name.replace('Reference', 's'), attributes.id ?? '')
        break
      case 'docPr':
        this.description = attributes.descr ?? ''
        break
      case 'pic':
      case 'imagedata':
        if (this.out.length === 0) this.outline.image(this.description)
        break
      case 'relIds':
        this.diagram(attributes.dm ?? '')
        break
      case 'tbl':
        if (this.tables++ === 0) this.rows = []
        break
      case 'tr':
        if (this.tables === 1) this.rows.push([])
        break
      case 'tc':
        if (this.tables === 1) this.rows.at(-1)?.push([])
        break
      case 'footnote':
      case 'endnote':
        this.note = []
        this.parts.notes.set(`${this.parts.kind} ${attributes.id}`, this.note)
    }
  }

  text(text: string): void {
    const out = this.out.at(-1)
    if (out) out.pieces.push(out.kind === 'formula' && !/\S/.test(text) ? ' ' : text)
    else if (!this.isText) return
    else if (this.isHidden) this.outline.leaveOut('hidden', text)
    else this.openParagraphs.at(-1)?.pieces.push(text)
  }

  close(name: string): void {
    if (name === 'pPr' || name === 'rPr') this.inProperties--
    if (name === 't' || name === 'delText' || name === 'instrText') this.isText = false
    if (name === 'pPrChange' || name === 'rPrChange') this.changes--
    const out = this.out.at(-1)
    if (out?.name === name && this.inProperties === 0) {
      this.out.pop()
      // A formula in something deleted is deleted.
      const around = this.out.at(-1)
      if (around) around.pieces.push(out.pieces.join(''))
      else if (name !== 'Fallback') this.outline.leaveOut(out.kind, out.pieces.join(''))
    }
    if (name === 'tbl' && --this.tables === 0) this.outline.table(this.rows)
    if (name !== 'p') return
    const paragraph = this.openParagraphs.pop()
    if (!paragraph) return
    const around = this.openParagraphs.at(-1)
    if (around) around.boxes.push(paragraph, ...paragraph.boxes)
    else for (const each of [paragraph, ...paragraph.boxes]) this.add(each)
  }

  /** Adds a paragraph where it belongs: to its note, its cell, or the document. */
  private add({ pieces, level, notes }: Paragraph): void {
    const text = pieces.join('')
    if (this.parts.isNotes) this.note.push(text)
    else if (this.tables > 0)
      this.rows
        .at(-1)
        ?.at(-1)
        ?.push(text, ...notes)
    else if (level === -1) this.outline.leaveOut('repetition', text)
    else if (level === 0 && this.title === '') this.title = text.trim()
    else if (level !== undefined) {
      this.outline.heading(text, level)
      for (const note of notes) this.outline.paragraph(note)
    } else this.outline.paragraph(text, notes)
  }

  private refer(kind: string, id: string): void {
    if (this.out.length > 0) return
    const key = `${kind} ${id}`
    this.openParagraphs.at(-1)?.notes.push(...(this.parts.notes.get(key) ?? []))
    this.parts.notes.delete(key)
  }

  /** Adds the paragraphs of a diagram. */
  private diagram(id: string): void {
    if (this.out.length > 0) return
    for (const text of textsOf(this.parts.diagram?.(id), PARAGRAPH))
      this.openParagraphs.at(-1)?.boxes.push({ pieces: [text], notes: [], boxes: [] })
  }
}
