import type { LeftOutKind } from '../../types.js'
import { warnOfIncluded } from '../included.js'
import type { WholeDocument } from '../whole-document.js'
import { indentOf, NotedText } from './noted.js'
import { plainRst } from './rst-inlines.js'

const UNDERLINE = /^([!-/:-@[-`{-~])\1{2,}$/
const DIRECTIVE = /^\.\. (?:\|([^|]{1,100})\| )?([\w:.+-]{1,60}?)::(?:[^\S\n]+(\S.*))?$/
const NOTE = /^\.\. \[([^\]\s]{1,100})\](?:\s+(\S.*))?$/
const TARGET = /^(?:\.\. _|__ )/
const ITEM = /^(?:[-*+•‣⁃]|\(?(?:\d{1,4}|#|[a-zA-ZçğıöşüÇĞİÖŞÜ]|[ivxlcIVXLC]{1,6})[.)])[^\S\n]+(?=\S)/
const FIELD = /^:([^:\n]{1,60}):(?=\s|$)/
const GRID = /^\+[-=+]+\+$/
const SIMPLE = /^=+(?:\s+=+)+$/

/** Directives whose content is not running text, and what it is counted as. All others hold text. */
const OUT = new Map<string, LeftOutKind>([
  ...`code code-block sourcecode highlight literalinclude parsed-literal doctest testcode testoutput ipython prompt
    jupyter-execute plot graphviz mermaid`
    .split(/\s+/)
    .map((name): [string, LeftOutKind] => [name, 'code']),
  ['math', 'formula'],
  ...'table csv-table list-table'.split(' ').map((name): [string, LeftOutKind] => [name, 'table']),
  ...`toctree contents include index raw meta role default-role bibliography automodule autoclass autofunction
    sectnum tabularcolumns currentmodule module title`
    .split(/\s+/)
    .map((name): [string, LeftOutKind] => [name, 'markup']),
])

/**
 * Reads reStructuredText, split by headings. Notes stand below the paragraph that refers to them, items of lists are
 * paragraphs. Code, formulas, tables, images, comments and directives without text are counted and left out; files that
 * it includes are named in a warning. Takes time linear in the text.
 */
export function readRst(source: string): WholeDocument {
  return new RstReader(source.replaceAll(/\r\n?/g, '\n').split('\n')).read()
}

class RstReader {
  private readonly noted = new NotedText()
  /** Kinds of underlines, the highest level first. */
  private readonly styles: string[] = []
  private title: string | undefined
  private readonly included: string[] = []
  private readonly replaced = new Map<string, string>()
  private at = 0

  constructor(private readonly lines: readonly string[]) {}

  read(): WholeDocument {
    for (const [i, line] of this.lines.entries()) {
      const [, name, directive, text] = DIRECTIVE.exec(line) ?? []
      if (name !== undefined && directive === 'replace')
        this.replaced.set(name, `${text ?? ''} ${this.textBelow(i)}`.trim())
    }
    while (this.at < this.lines.length) this.block()
    const { sections, leftOut } = this.noted.finish()
    const { title, included } = this
    return {
      ...(title === undefined ? {} : { title }),
      sections,
      leftOut,
      warnings: warnOfIncluded(included),
    }
  }

  private block(): void {
    const line = this.line(this.at)
    const text = line.trim()
    if (text === '') this.at++
    else if (this.heading()) return
    else if (text === '..' || text.startsWith('.. ') || TARGET.test(text)) this.explicit(text, indentOf(line))
    else if (GRID.test(text) || SIMPLE.test(text)) this.table(GRID.test(text))
    else if (text.startsWith('>>>')) this.out('code', this.untilBlank())
    else if (text === '::') {
      this.at++
      this.out('code', this.indented(indentOf(line)))
    } else if (UNDERLINE.test(text)) this.at++
    else this.paragraph()
  }

  private line(i: number): string {
    return this.lines[i] ?? ''
  }

  private heading(): boolean {
    const [first, second, third] = [this.line(this.at), this.line(this.at + 1), this.line(this.at + 2)]
    const over = UNDERLINE.exec(first.trimEnd())
    const isOver = over !== null && second.trim() !== '' && third.trimEnd() === first.trimEnd()
    const under = isOver ? over : UNDERLINE.exec(second.trimEnd())
    const text = (isOver ? second : first).trim()
    const isUnder =
      under !== null && /^\S/.test(isOver ? text : first) && under[0].length >= Math.min(text.length, 4)
    if (!isUnder || (!isOver && (over !== null || SIMPLE.test(text)))) return false
    const style = `${under[1]}${isOver ? ' over' : ''}`
    if (!this.styles.includes(style)) this.styles.push(style)
    const { text: plain, refers } = this.plain(text)
    this.title ??= plain
    this.noted.add({ text: plain, refers, level: this.styles.indexOf(style) + 1 })
    this.at += isOver ? 3 : 2
    return true
  }

  /** A directive, note, target or comment, with what is indented below it. */
  private explicit(text: string, indent: number): void {
    this.at++
    const { outline } = this.noted
    const note = NOTE.exec(text)
    const [, , name, argument = ''] = DIRECTIVE.exec(text) ?? []
    if (note) {
      const paragraphs = `${note[2] ?? ''}\n${this.indented(indent).join('\n')}`.split(/\n[^\S\n]*\n/)
      for (const each of paragraphs) this.noted.note(note[1]!.replace(/^#(?=.)/, ''), this.plain(each).text)
    } else if (TARGET.test(text)) outline.leaveOut('markup', [text, ...this.indented(indent)].join(' '))
    else if (text === '..' && this.line(this.at).trim() === '') return
    else if (name === undefined) this.out('comment', [text, ...this.indented(indent)])
    else if (name !== 'replace') this.directive(name, argument, indent)
    else this.indented(indent)
  }

  private directive(name: string, argument: string, indent: number): void {
    const { outline } = this.noted
    const kind = OUT.get(name)
    if (kind) {
      if (name === 'include') this.included.push(argument)
      this.out(kind, [argument, ...this.indented(indent)])
      return
    }
    const isImage = name === 'image' || name === 'figure'
    if (isImage) outline.image()
    else if (argument !== '') this.add(argument)
    // Options stand right below. What comes then is text, and is read as such.
    while (FIELD.test(this.line(this.at).trim()) && indentOf(this.line(this.at)) > indent) {
      outline.leaveOut('markup', this.line(this.at))
      this.at++
    }
  }

  private table(isGrid: boolean): void {
    const from = this.at
    while (isGrid ? /^\s*[+|]/.test(this.line(this.at)) : this.line(this.at).trim() !== '') this.at++
    this.out('table', this.lines.slice(from, this.at))
  }

  private paragraph(): void {
    const first = this.line(this.at)
    const pieces: string[] = []
    let indent = indentOf(first)
    for (; this.at < this.lines.length; this.at++) {
      const line = this.line(this.at)
      const text = line.trim()
      const isNew = pieces.length > 0 && (ITEM.test(text) || FIELD.test(text) || text.startsWith('| '))
      if (text === '' || isNew || (pieces.length > 0 && this.line(this.at + 1) !== '' && this.heading()))
        break
      const own = text.replace(/^\| /, '').replace(ITEM, '').replace(FIELD, '$1:')
      // A term stands above what explains it, further to the left.
      if (
        pieces.length === 1 &&
        indentOf(line) > indent &&
        own === text &&
        !ITEM.test(first.trim()) &&
        !FIELD.test(first.trim())
      )
        this.add(pieces.pop()!)
      if (pieces.length === 0) indent = indentOf(line)
      pieces.push(pieces.length === 0 ? own : text)
    }
    const said = pieces.join(' ')
    const isBeforeCode = said.endsWith('::')
    this.add(isBeforeCode ? said.slice(0, said.at(-3) === ' ' ? -2 : -1) : said)
    if (isBeforeCode) this.out('code', this.indented(Math.min(indent, indentOf(first))))
  }

  private add(text: string): void {
    this.noted.add(this.plain(text))
  }

  private plain(text: string): { text: string; refers: string[] } {
    return plainRst(text, this.noted.outline, this.replaced)
  }

  private out(kind: LeftOutKind, lines: readonly string[]): void {
    this.noted.outline.leaveOut(kind, lines.join(' '))
  }

  private untilBlank(): string[] {
    const from = this.at
    while (this.line(this.at).trim() !== '') this.at++
    return this.lines.slice(from, this.at)
  }

  /** Takes the lines that are indented further, and the blank ones between them. */
  private indented(indent: number): string[] {
    const from = this.at
    let end = from
    for (let i = from; i < this.lines.length; i++) {
      const isBlank = this.line(i).trim() === ''
      if (!isBlank && indentOf(this.line(i)) <= indent) break
      if (!isBlank) end = i + 1
    }
    this.at = end
    return this.lines.slice(from, end)
  }

  /** The lines of a paragraph that are indented below one. */
  private textBelow(i: number): string {
    const lines: string[] = []
    for (let n = i + 1; n < i + 10 && /^\s+\S/.test(this.line(n)); n++) lines.push(this.line(n).trim())
    return lines.join(' ')
  }
}
