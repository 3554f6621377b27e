import { countWords } from '../../left-out.js'
import type { LeftOutKind } from '../../types.js'
import { warnOfIncluded } from '../included.js'
import { Outline } from '../outline.js'
import type { WholeDocument } from '../whole-document.js'
import { type Definition, definitionOf, withPlaces } from './definitions.js'
import { addTo, type Frame, type Sink, type Use } from './frames.js'
import { ACCENTS, SHORTHANDS, SIGNS } from './letters.js'
import {
  ARGUMENTS,
  BREAKS,
  ENVIRONMENT_ARGUMENTS,
  FILES,
  HEADINGS,
  NOTES,
  OUT,
  PARAGRAPHS,
  STYLED,
  TITLED,
} from './macros.js'
import { TexScanner } from './scanner.js'

const BODY = '\\begin{document}'
/** A longer definition is not put in where it is used. */
const LONGEST_DEFINITION = 200

const SPACE = /\s+/y
const COMMENT = /%([^\n]*)\n?[^\S\n]*/y
/** On which slides something is shown. */
const OVERLAY = /<[^<>\n]*>/y
const PARAMETERS = /[^{}\n]*/y
/** A formula that reads as a word, such as the k of k-means. */
const WORD = /^[\p{L}\p{N}]{1,20}$/u

/**
 * Reads LaTeX, split by headings and titles of frames. Footnotes stand below their paragraph; items of lists and
 * captions are paragraphs. Formulas, code, tables, pictures, comments and the preamble are counted and left out, except
 * a formula that is a single word. Other files are not read, but named in a warning. Definitions are put in if they hold
 * their parameters in order, each once; the arguments of other controls that are unknown are text.
 */
export function readTex(source: string): WholeDocument {
  return new TexReader(source.replaceAll(/\r\n?/g, '\n')).read()
}

class TexReader {
  private readonly outline = new Outline()
  private readonly scanner: TexScanner
  private readonly frames: Frame[] = []
  /** Places in `frames` of the environments. */
  private readonly environments: number[] = []
  private readonly main: Sink = { pieces: [], notes: [] }
  private sink: Sink = this.main
  /** What becomes of the argument in braces that comes next. */
  private expected: Use | undefined
  private title = ''
  private readonly files: string[] = []
  private readonly definitions = new Map<string, Definition>()
  /** What stands after the group that comes next. */
  private following: (() => void) | undefined
  private readonly german: boolean

  constructor(source: string) {
    this.scanner = new TexScanner(source)
    const body = source.indexOf(BODY)
    this.german = /german|austrian/.test(source.slice(0, Math.max(body, 0)))
    if (body >= 0) this.sink = { kind: 'markup', pieces: [], notes: [] }
  }

  read(): WholeDocument {
    while (this.scanner.rest) this.step()
    while (this.frames.length > 0) this.close()
    this.endParagraph()
    this.endSink(this.sink)
    const { title, files, outline } = this
    return {
      ...(title ? { title } : {}),
      sections: outline.sections,
      leftOut: outline.leftOut,
      warnings: warnOfIncluded(files),
    }
  }

  private step(): void {
    const { scanner } = this
    const { sign, source, at } = scanner
    const space = scanner.take(SPACE)?.[0]
    if (space !== undefined) {
      if (space.indexOf('\n') !== space.lastIndexOf('\n')) this.endParagraph()
      else this.add(' ')
    } else if (sign === '%') this.leaveOut('comment', scanner.take(COMMENT)![1]!)
    else if (sign === '{') {
      scanner.at++
      const after = this.following
      if (this.expected) this.openSink({ pieces: [], notes: [] }, { use: this.expected })
      else this.frames.push(after ? { after } : {})
      this.expected = undefined
      this.following = undefined
    } else {
      // What was expected in braces is not there.
      this.expected = undefined
      this.following = undefined
      const next = source[at + 1] ?? ''
      if (sign === '\\') this.control()
      else if (sign === '}') {
        scanner.at++
        if (this.frames.at(-1)?.environment === undefined) this.close()
      } else if (sign === '$') {
        const formula = scanner.formula()
        if (formula) this.formula(formula.text, formula.isDisplayed)
      } else if (sign === '"' && this.german && Object.hasOwn(SHORTHANDS, next)) {
        this.add(SHORTHANDS[next]!)
        scanner.at += 2
      } else this.add(scanner.text())
    }
  }

  private openSink(sink: Sink, frame: Omit<Frame, 'around'>): void {
    this.frames.push({ ...frame, around: this.sink })
    // What stands in something left out is left out with it.
    this.sink = this.sink.kind && !frame.use ? { ...sink, kind: this.sink.kind } : sink
  }

  private close(): void {
    const frame = this.frames.pop()
    if (frame?.environment !== undefined) this.environments.pop()
    frame?.after?.()
    if (!frame?.around) return
    const { sink } = this
    this.sink = frame.around
    if (frame.use) frame.use(sink.pieces.join('').trim(), sink.notes)
    else this.endSink(sink)
  }

  private endSink({ kind, pieces }: Sink): void {
    if (kind) this.outline.leaveOut(kind, pieces.join(''))
  }

  private control(): void {
    const { scanner } = this
    const control = scanner.control()
    const accent = ACCENTS.get(control)
    const known = this.definitions.get(control)
    if (accent !== undefined) this.add(scanner.accented(accent))
    else if (control === '(' || control === '[') {
      const text = scanner.until(control === '(' ? '\\)' : '\\]')
      if (text !== undefined) this.formula(text, control === '[')
    } else if (control === 'begin') this.begin()
    else if (control === 'end') this.end()
    else if (/^(?:verb|lstinline|mintinline)$/.test(control)) {
      scanner.option()
      if (control === 'mintinline') scanner.group()
      this.add(scanner.verbatim() ?? '')
    } else if (control === 'iffalse') this.leaveOut('comment', scanner.until('\\fi') ?? '')
    else if (/^(?:(?:new|renew|provide|Declare\w*)command|def)$/.test(control)) this.define()
    else if (control === 'item') {
      this.endParagraph()
      scanner.take(OVERLAY)
      this.label()
    } else if (known) this.putIn(known)
    else if (SIGNS.has(control)) {
      this.add(SIGNS.get(control)!)
      if (control === '\\') this.leaveOut('markup', scanner.option() ?? '')
    } else this.named(control)
  }

  /** Prepares for what the arguments of a control are. */
  private named(control: string): void {
    const { outline, scanner, sink } = this
    const level = HEADINGS.get(control)
    const ends =
      BREAKS.has(control) || PARAGRAPHS.has(control) || level !== undefined || control === 'bibitem'
    if (ends) this.endParagraph()
    if (control === 'includegraphics' && !sink.kind) outline.image()
    scanner.take(OVERLAY)
    this.leaveOut('markup', scanner.option() ?? '')
    for (let n = ARGUMENTS.get(control) ?? 0; n > 0; n--) {
      const argument = scanner.group()
      if (argument === undefined) break
      if (FILES.has(control)) this.files.push(argument)
      else if (control !== 'includegraphics') this.leaveOut('markup', argument)
      this.leaveOut('markup', scanner.option() ?? '')
    }
    if (level !== undefined)
      this.expected = (text, notes) => {
        if (sink.kind) outline.leaveOut(sink.kind, text)
        else outline.heading(text, level)
        for (const note of notes) outline.paragraph(note)
      }
    else if (control === 'title')
      this.expected = (text, notes) => {
        this.title ||= text.replaceAll(/\s+/g, ' ')
        for (const note of notes) outline.paragraph(note)
      }
    else if (PARAGRAPHS.has(control)) this.expected = (text, notes) => outline.paragraph(text, notes)
    else if (NOTES.has(control)) this.expected = (text, notes) => sink.notes.push(text, ...notes)
  }

  private formula(text: string, isDisplayed: boolean): void {
    if (!isDisplayed && WORD.test(text)) this.add(text)
    else {
      this.add(' ')
      if (this.sink.kind || countWords(text) > 0) this.leaveOut('formula', text)
    }
  }

  private begin(): void {
    const { scanner } = this
    const name = scanner.group() ?? ''
    const kind = OUT.get(name)
    if (name === 'document') {
      while (this.frames.length > 0) this.close()
      this.endSink(this.sink)
      this.sink = this.main
      return
    }
    if (kind !== 'formula') this.endParagraph()
    if (kind && kind !== 'table') {
      // Without an end, all of the rest is in it.
      const rest = scanner.at
      const text = scanner.until(`\\end{${name}}`)
      this.leaveOut(kind, text ?? scanner.source.slice(rest))
      if (text === undefined) scanner.at = scanner.source.length
      return
    }
    scanner.take(OVERLAY)
    if (kind || STYLED.has(name)) this.leaveOut('markup', scanner.option() ?? '')
    else this.label()
    const skipped = ENVIRONMENT_ARGUMENTS.get(name) ?? 0
    for (let n = 0; n < skipped; n++) this.leaveOut('markup', scanner.group() ?? '')
    this.environments.push(this.frames.length)
    if (kind) this.openSink({ kind, pieces: [], notes: [] }, { environment: name })
    else this.frames.push({ environment: name })
    if (TITLED.has(name)) this.expected = (text, notes) => this.outline.paragraph(text, notes)
    if (name === 'frame') this.expected = text => this.outline.heading(text, HEADINGS.get('frametitle')!)
  }

  private end(): void {
    const { scanner } = this
    const name = scanner.group() ?? ''
    if (name === 'document') {
      this.endParagraph()
      this.leaveOut('comment', scanner.source.slice(scanner.at))
      scanner.at = scanner.source.length
    }
    // Groups that were left open end with their environment.
    const open = this.environments.at(-1)
    if (open !== undefined && this.frames[open]!.environment === name)
      while (this.frames.length > open) this.close()
    this.endParagraph()
  }

  /** Leaves a definition out, and remembers it if it is text between its parameters. */
  private define(): void {
    const { scanner } = this
    const name = (scanner.group() ?? `\\${scanner.control()}`).trim()
    const parameters = scanner.take(PARAMETERS)?.[0] ?? ''
    const body = scanner.group() ?? ''
    this.leaveOut('markup', body)
    if (body.length > LONGEST_DEFINITION || body.includes(name)) return
    const definition = definitionOf(parameters, plainText(withPlaces(body)))
    if (definition) this.definitions.set(name.slice(1), definition)
  }

  /** Puts a definition in; its arguments are read where they stand, with what is between them after each. */
  private putIn({ texts, option }: Definition): void {
    const rest = [...texts]
    this.add(rest.shift()!)
    if (option !== undefined) {
      this.add(plainText(this.scanner.option() ?? option) ?? '')
      this.add(rest.shift()!)
    }
    const expect = (): void => {
      const text = rest.shift()
      if (text === undefined) return
      this.following = () => {
        this.add(text)
        expect()
      }
    }
    expect()
  }

  /** Takes an argument in brackets that is text. */
  private label(): void {
    const text = plainText(this.scanner.option() ?? '')
    if (text) this.add(`${text} `)
  }

  private leaveOut(kind: LeftOutKind, text: string): void {
    if (this.sink.kind) this.sink.pieces.push(' ', text)
    else this.outline.leaveOut(kind, text)
  }

  private add(text: string): void {
    addTo(this.sink, text)
  }

  private endParagraph(): void {
    const { sink } = this
    if (sink !== this.main) sink.pieces.push(' ')
    else this.outline.paragraph(sink.pieces.splice(0).join(''), sink.notes.splice(0))
  }
}

/** The text of a short piece of source; undefined if it is more than text. */
function plainText(source: string): string | undefined {
  const [section, more] = readTex(source).sections
  return more === undefined && section?.heading === undefined ? section?.paragraphs.join(' ') : undefined
}
