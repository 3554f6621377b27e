import type { LeftOutKind } from '../../types.js'
import type { Outline } from '../outline.js'
import { type Attributes, textOf, type XmlHandler } from './xml.js'

const MATH = new Set(['math'])

/** Elements whose text is no part of the document's, and what it is counted as. */
const OUT: Readonly<Record<string, LeftOutKind>> = {
  'tracked-changes': 'hidden',
  'hidden-paragraph': 'hidden',
  'hidden-text': 'hidden',
  annotation: 'comment',
  'note-citation': 'markup',
  'ruby-text': 'markup',
  'table-of-content': 'repetition',
  'illustration-index': 'repetition',
  'table-index': 'repetition',
  'alphabetical-index': 'repetition',
  forms: 'markup',
  script: 'code',
  math: 'formula',
}
/** Kinds of placeholders that repeat on every slide. */
const RUNNING = /^(?:page-number|date-time|footer|header)$/

export interface Slide {
  title: string
  paragraphs: string[]
  notes: string[]
}

interface Paragraph {
  pieces: string[]
  /** Of a heading. */
  level?: number
  isTitle: boolean
  notes: string[]
  /** Paragraphs of text boxes that hang on it. */
  boxes: Paragraph[]
}

/** Takes the text out of the content of an OpenDocument file. */
export class OpenDocumentText implements XmlHandler {
  /** The first paragraph in the style of titles. */
  title = ''
  readonly slides: Slide[] = []
  private readonly paragraphs: Paragraph[] = []
  /** Elements left out that are open, outermost first, and the text in them. */
  private readonly out: { name: string; kind: LeftOutKind; pieces: string[] }[] = []
  /** For each open note, how many paragraphs were open around it. */
  private readonly notes: number[] = []
  /** Rows, cells and paragraphs of the outermost table that is open. */
  private rows: string[][][] = []
  private tables = 0
  private readonly titleStyles = new Set(['Title'])
  /** What the open frame of a slide is for. */
  private placeholder = ''
  private inNotes = false
  private description: string[] | undefined

  constructor(
    private readonly outline: Outline,
    /** The content of an object in the document, such as a formula. */
    private readonly object: (name: string) => Buffer | undefined,
  ) {}

  open(name: string, attributes: Attributes): void {
    const kind = OUT[name]
    if (kind) this.out.push({ name, kind, pieces: [] })
    const paragraph = this.paragraphs.at(-1)
    switch (name) {
      case 'style':
        if (attributes['parent-style-name'] === 'Title') this.titleStyles.add(attributes.name ?? '')
        break
      case 'h':
      case 'p':
        this.paragraphs.push({
          pieces: [],
          notes: [],
          boxes: [],
          isTitle: this.titleStyles.has(attributes['style-name'] ?? ''),
          ...(name === 'h' ? { level: Number(attributes['outline-level']) || 1 } : {}),
        })
        break
      case 's':
      case 'tab':
      case 'line-break':
        paragraph?.pieces.push(' ')
        break
      case 'note':
        this.notes.push(this.paragraphs.length)
        break
      case 'page':
        this.slides.push({ title: '', paragraphs: [], notes: [] })
        break
      case 'notes':
        this.inNotes = true
        break
      case 'frame':
        this.placeholder = attributes.class ?? ''
        break
      case 'image':
        if (this.out.length === 0 && this.placeholder !== 'object') this.outline.image()
        break
      case 'object':
        this.embed(attributes.href ?? '')
        break
      case 'desc':
        this.description = []
        break
      case 'table':
        if (this.tables++ === 0) this.rows = []
        break
      case 'table-row':
        if (this.tables === 1) this.rows.push([])
        break
      case 'table-cell':
        if (this.tables === 1) this.rows.at(-1)?.push([])
    }
  }

  text(text: string): void {
    const out = this.out.at(-1)
    if (out) out.pieces.push(text)
    else if (this.description) this.description.push(text)
    else this.paragraphs.at(-1)?.pieces.push(text)
  }

  close(name: string): void {
    const out = this.out.at(-1)
    if (out?.name === name) {
      this.out.pop()
      const around = this.out.at(-1)
      if (around) around.pieces.push(' ', out.pieces.join(''))
      else this.outline.leaveOut(out.kind, out.pieces.join(''))
    }
    if (name === 'note') this.notes.pop()
    else if (name === 'notes') this.inNotes = false
    else if (name === 'desc') {
      this.outline.leaveOut('image', this.description?.join('') ?? '')
      this.description = undefined
    } else if (name === 'table' && --this.tables === 0) this.endTable()
    else if (name === 'p' || name === 'h') this.endParagraph()
  }

  private endParagraph(): void {
    const paragraph = this.paragraphs.pop()
    if (!paragraph) return
    const around = this.paragraphs.at(-1)
    // A note is in the paragraph that refers to it, so is a text box.
    if (around && this.notes.at(-1) === this.paragraphs.length)
      around.notes.push(paragraph.pieces.join(''), ...paragraph.notes)
    else if (around) around.boxes.push(paragraph, ...paragraph.boxes)
    else for (const each of [paragraph, ...paragraph.boxes]) this.add(each)
  }

  /** Adds a paragraph where it belongs: to its slide, its cell, or the document. */
  private add({ pieces, level, notes, isTitle }: Paragraph): void {
    const text = pieces.join('')
    const slide = this.slides.at(-1)
    if (!/\S/.test(text) && notes.length === 0) return
    if (this.tables > 0)
      this.rows
        .at(-1)
        ?.at(-1)
        ?.push(text, ...notes)
    else if (slide && RUNNING.test(this.placeholder)) this.outline.leaveOut('running-head', text)
    else if (slide && this.inNotes) slide.notes.push(text)
    else if (slide && this.placeholder === 'title') slide.title = `${slide.title} ${text}`.trim()
    else if (slide) slide.paragraphs.push(text)
    else if (isTitle && this.title === '') this.title = text.trim()
    else if (level !== undefined) {
      this.outline.heading(text, level)
      for (const note of notes) this.outline.paragraph(note)
    } else this.outline.paragraph(text, notes)
  }

  /** A table of a slide is text, row by row. */
  private endTable(): void {
    const slide = this.slides.at(-1)
    if (!slide) this.outline.table(this.rows)
    else
      for (const row of this.rows) {
        const cells = row.map(paragraphs => paragraphs.join(' ')).filter(text => /\S/.test(text))
        if (cells.length > 0) slide.paragraphs.push(cells.join(' | '))
      }
  }

  /** Counts a formula. Other objects stand beside an image of them. */
  private embed(name: string): void {
    if (this.out.length > 0) return
    const formula = textOf(this.object(name), MATH)
    if (formula === '') return
    this.outline.leaveOut('formula', formula)
    this.placeholder = 'object'
  }
}
