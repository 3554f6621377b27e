import type { Outline } from '../outline.js'
import { type Attributes, textsOf, type XmlHandler } from './xml.js'

const PARAGRAPH = new Set(['p'])
/** Kinds of placeholders that repeat on every slide. */
const RUNNING = /^(?:sldNum|dt|ftr|hdr)$/
const TITLE = /^(?:title|ctrTitle)$/

/** Takes the text out of a slide, or of the page with its notes: the title, and the lines in the order of the file. */
export class SlideText implements XmlHandler {
  title = ''
  /** The paragraph that is open. */
  private pieces: string[] | undefined
  /** Paragraphs of the cell, and cells of the row, that are open. */
  private cell: string[] | undefined
  private row: string[] = []
  /** Kind of the placeholder that the shape is. */
  private placeholder = ''
  private description = ''
  private formula: string[] = []
  private formulas = 0
  /** Open copies for older programs. */
  private copies = 0
  private inText = false
  private inField = false

  constructor(
    private readonly outline: Outline,
    /** The part with the text of a diagram. */
    private readonly diagram: (id: string) => Buffer | undefined,
  ) {}

  open(name: string, attributes: Attributes): void {
    if (name === 'Fallback') this.copies++
    if (this.copies > 0) return
    switch (name) {
      case 'sp':
      case 'graphicFrame':
      case 'pic':
        this.placeholder = ''
        break
      case 'cNvPr':
        this.description = attributes.descr ?? ''
        break
      case 'ph':
        this.placeholder = attributes.type ?? ''
        break
      case 'p':
        this.pieces = []
        break
      case 't':
        this.inText = true
        break
      case 'fld':
        this.inField = /^(?:slidenum|datetime)/.test(attributes.type ?? '')
        break
      case 'br':
      case 'tab':
        this.pieces?.push(' ')
        break
      case 'tr':
        this.row = []
        break
      case 'tc':
        this.cell = []
        break
      case 'oMath':
        this.formulas++
        break
      case 'blip':
        this.outline.image(this.description)
        break
      case 'relIds':
        for (const text of textsOf(this.diagram(attributes.dm ?? ''), PARAGRAPH)) this.outline.paragraph(text)
    }
  }

  text(text: string): void {
    if (this.copies > 0 || !this.inText) return
    if (this.formulas > 0) this.formula.push(text)
    else if (this.inField) this.outline.leaveOut('running-head', text)
    else this.pieces?.push(text)
  }

  close(name: string): void {
    if (name === 'Fallback') this.copies--
    if (this.copies > 0) return
    switch (name) {
      case 't':
        this.inText = false
        break
      case 'fld':
        this.inField = false
        break
      case 'p':
        this.add((this.pieces ?? []).join(''))
        this.pieces = undefined
        break
      case 'tc':
        this.row.push((this.cell ?? []).join(' '))
        this.cell = undefined
        break
      case 'tr':
        this.outline.paragraph(this.row.filter(text => /\S/.test(text)).join(' | '))
        break
      case 'oMath':
        if (--this.formulas > 0) break
        this.outline.leaveOut('formula', this.formula.join(''))
        this.formula = []
    }
  }

  private add(text: string): void {
    if (this.cell) this.cell.push(text)
    else if (RUNNING.test(this.placeholder)) this.outline.leaveOut('running-head', text)
    else if (TITLE.test(this.placeholder)) this.title = `${this.title} ${text}`.trim()
    else this.outline.paragraph(text)
  }
}
