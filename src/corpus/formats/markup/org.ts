import type { LeftOutKind } from '../../types.js'
import { warnOfIncluded } from '../included.js'
import type { WholeDocument } from '../whole-document.js'
import { NotedText } from './noted.js'
import { plainOrg } from './org-inlines.js'

const HEADING = /^(\*+)\s(.*)$/
/** The state of a task, and its priority, before its title. */
const TASK = /^(?:(?:TODO|DONE|NEXT|WAITING|YAPILACAK|BİTTİ)\s)?(?:\s?\[#[A-Z0-9]\]\s)?/
const TAGS = /[^\S\n]:[\p{L}\p{N}_@#%:]{1,200}:$/u
const KEYWORD = /^#\+([a-z_]{1,40})(?:\[[^\]\n]{0,100}\])?:(.*)$/i
const BEGIN = /^#\+begin_([a-z_-]{1,40})/i
const DRAWER = /^:[\p{L}\p{N}_-]{1,40}:$/u
const NOTE = /^\[fn:([\w-]{1,60})\](.*)$/
const ITEM = /^(?:[-+]|\d{1,4}[.)]|[a-z][.)])[^\S\n]+(?:\[[ X-]\][^\S\n]+)?(?=\S)/
const PLAN = /^(?:DEADLINE|SCHEDULED|CLOSED|CLOCK):/
const ENVIRONMENT = /^\\begin\{([^{}\n]{1,40})\}/

/** Blocks whose content is not running text, and what it is counted as. */
const OUT = new Map<string, LeftOutKind>([
  ['src', 'code'],
  ['example', 'code'],
  ['export', 'code'],
  ['latex', 'code'],
  ['html', 'code'],
  ['ascii', 'code'],
  ['comment', 'comment'],
])

/**
 * Reads Org, split by headings. Notes stand below the paragraph that refers to them, items of lists are paragraphs.
 * Code, formulas, tables, images, comments, drawers and settings are counted and left out; files that it includes are
 * named in a warning. Takes time linear in the text.
 */
export function readOrg(source: string): WholeDocument {
  return new OrgReader(source.replaceAll(/\r\n?/g, '\n').split('\n')).read()
}

class OrgReader {
  private readonly noted = new NotedText()
  private title: string[] = []
  private readonly included: string[] = []
  private at = 0
  private paragraph: string[] = []
  /** Name of the note whose definition is open. */
  private note: string | undefined
  /** Ends that do not come any more. */
  private readonly missing = new Set<string>()

  constructor(private readonly lines: readonly string[]) {}

  read(): WholeDocument {
    for (; this.at < this.lines.length; this.at++) this.line(this.lines[this.at]!)
    this.flush()
    const { sections, leftOut } = this.noted.finish()
    const { included } = this
    const title = this.title.join(' ').trim()
    return {
      ...(title === '' ? {} : { title }),
      sections,
      leftOut,
      warnings: warnOfIncluded(included),
    }
  }

  private line(line: string): void {
    const text = line.trim()
    const heading = HEADING.exec(line)
    const keyword = KEYWORD.exec(text)
    const block = BEGIN.exec(text)?.[1]?.toLowerCase()
    const environment = ENVIRONMENT.exec(text)?.[1]
    const note = NOTE.exec(line)
    if (text === '') {
      this.flush()
      // Two blank lines end a note.
      if ((this.lines[this.at + 1] ?? '').trim() === '') this.note = undefined
    } else if (heading) {
      this.end()
      const title = heading[2]!.trim().replace(TASK, '')
      const tags = TAGS.exec(title)?.[0] ?? ''
      this.noted.outline.leaveOut('markup', tags)
      this.noted.add({ ...this.plain(title.slice(0, title.length - tags.length)), level: heading[1]!.length })
    } else if (note) {
      this.end()
      this.note = note[1]!
      this.paragraph.push(note[2]!.trim())
    } else if (keyword) this.keyword(keyword[1]!.toLowerCase(), keyword[2]!.trim())
    else if (block !== undefined && OUT.has(block)) this.through(`#+end_${block}`, OUT.get(block)!)
    else if (/^#\+(?:begin|end)_/i.test(text)) this.flush()
    else if (environment !== undefined) this.through(`\\end{${environment}}`.toLowerCase(), 'formula')
    else if (text === '\\[' || text === '$$') this.through(text === '\\[' ? '\\]' : '$$', 'formula')
    else if (DRAWER.test(text)) this.through(':end:', 'markup')
    else if (PLAN.test(text)) this.out('markup', text)
    else if (text.startsWith('|')) this.out('table', text)
    else if (/^#(?:\s|$)/.test(text)) this.out('comment', text)
    else if (/^:(?:\s|$)/.test(text)) this.out('code', text)
    else if (/^-{5,}$/.test(text)) this.flush()
    else {
      if (ITEM.test(text) || (/^\s/.test(line) && text.startsWith('* '))) this.flush()
      const own = this.paragraph.length > 0 ? text : text.replace(ITEM, '').replace(/^\*\s/, '')
      this.paragraph.push(this.paragraph.length > 0 ? own : own.replace(/ :: /, ': '))
    }
  }

  private keyword(name: string, value: string): void {
    if (name === 'title') this.title.push(this.plain(value).text)
    else if (name === 'caption') {
      this.flush()
      this.noted.add(this.plain(value))
    } else {
      if (name === 'include') this.included.push(value)
      this.noted.outline.leaveOut('markup', value)
    }
  }

  /** Leaves out the lines up to one that ends them, if it comes; else this one is text. */
  private through(end: string, kind: LeftOutKind): void {
    const from = this.at
    let last = from + 1
    while (
      last < this.lines.length &&
      !this.missing.has(end) &&
      !this.lines[last]!.trim().toLowerCase().startsWith(end)
    )
      last++
    if (this.missing.has(end) || last >= this.lines.length) {
      this.missing.add(end)
      this.paragraph.push(this.lines[from]!.trim())
      return
    }
    this.at = last
    this.out(kind, this.lines.slice(from + 1, last).join(' '))
  }

  private out(kind: LeftOutKind, text: string): void {
    this.flush()
    this.noted.outline.leaveOut(kind, text)
  }

  private end(): void {
    this.flush()
    this.note = undefined
  }

  private flush(): void {
    const text = this.paragraph.splice(0).join(' ')
    if (text === '') return
    const plain = this.plain(text)
    if (this.note === undefined) this.noted.add(plain)
    else this.noted.note(this.note, plain.text)
  }

  private plain(text: string): { text: string; refers: string[] } {
    return plainOrg(text, this.noted.outline, (name, note) => this.noted.note(name, note))
  }
}
