import type { StateBlock } from 'markdown-it'
import { hasSigns } from './formulas.js'

/** Nesting from which on blocks are paragraphs; the parser drops what is nested deeper than its own limit of 100. */
const DEEPEST = 90
/** Columns by which the text of a note or an admonition is indented. */
const INDENT = 4
const NOTE = /\[\^[^\]\s]{1,100}\]:/y
const FENCE = /:{3,}[^\S\n]*/y
/** Boxes, and tabs, of MkDocs. */
const ADMONITION = /(?:!!!|\?\?\?\+?)[^\S\n]+[\p{L}-]{1,40}|===[!+]?(?=[^\S\n]+")/uy
const TITLE = /\stitle="([^"\n]{1,200})"/
/** Name of a directive, or its attributes. */
const NAME = /(?:\{[^{}\n]{0,500}\}|[\p{L}\p{N}_-]{1,60})(?:\{[^{}\n]{0,500}\})?/uy
const BEGIN =
  /\\begin\{((?:equation|align|alignat|aligned|gather|gathered|multline|split|eqnarray|displaymath|math|cases|[pbvBV]?matrix|array)\*?)\}/y

/** Whatever stands too deep, as one paragraph. */
export function deepText(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (state.level < DEEPEST || silent) return false
  let line = startLine
  while (line < endLine && (state.isEmpty(line) || state.sCount[line]! >= state.blkIndent)) line++
  state.line = Math.max(line, startLine + 1)
  paragraph(state, state.getLines(startLine, state.line, state.blkIndent, false), startLine)
  return true
}

/** Formulas on lines of their own: `$$…$$`, `\[…\]`, and environments of LaTeX. */
export function formulaBlock(
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean {
  const start = contentStart(state, startLine)
  const opening = openingAt(state.src, start)
  if (opening === undefined) return false
  const [length, closing] = opening
  const isOneLine = state.src.slice(start + length, state.eMarks[startLine]).includes(closing)
  const line = isOneLine ? startLine : nextLineWith(state, closing, startLine + 1, endLine)
  if (line === undefined || (!isOneLine && state.sCount[line]! < state.blkIndent)) return false
  const last = state.src.slice(state.bMarks[line], state.eMarks[line]).trimEnd()
  if (!last.endsWith(closing)) return false
  const content = state.src.slice(start, state.eMarks[line])
  if (closing === '\\]' && !hasSigns(content.slice(2, -2))) return false
  if (silent) return true
  state.push('formula_block', '', 0).content = content
  state.line = line + 1
  return true
}

function openingAt(source: string, at: number): [length: number, closing: string] | undefined {
  if (source.startsWith('$$', at)) return [2, '$$']
  if (source.startsWith('\\[', at)) return [2, '\\]']
  BEGIN.lastIndex = at
  const begin = BEGIN.exec(source)
  return begin ? [begin[0].length, `\\end{${begin[1]}}`] : undefined
}

interface Found {
  from: number
  /** Infinity if there is none before `end`. */
  line: number
  end: number
}

/** The next line that holds a sign. What was found is remembered, so that many openings do not look again. */
function nextLineWith(state: StateBlock, sign: string, from: number, end: number): number | undefined {
  const known = ((state.env.next as Map<string, Found> | undefined) ?? new Map()) as Map<string, Found>
  state.env.next = known
  const found = known.get(sign)
  if (found && found.from <= from && from <= found.line && (found.line < end || end <= found.end))
    return found.line < end ? found.line : undefined
  let line = from
  while (line < end && !state.src.slice(state.bMarks[line], state.eMarks[line]).includes(sign)) line++
  known.set(sign, { from, line: line < end ? line : Number.POSITIVE_INFINITY, end })
  return line < end ? line : undefined
}

/** `[^1]: text`, and what is indented below it: paragraphs like others. */
export function noteText(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const end = matchEnd(NOTE, state, startLine)
  if (end === undefined) return false
  if (silent) return true
  markup(state, state.src.slice(contentStart(state, startLine), end))
  const textStart = state.skipSpaces(end)
  const { bMarks, tShift, sCount } = state
  const before = [bMarks[startLine]!, tShift[startLine]!, sCount[startLine]!] as const
  bMarks[startLine] = textStart
  tShift[startLine] = 0
  sCount[startLine] = state.blkIndent + INDENT
  indented(state, startLine, endLine)
  ;[bMarks[startLine], tShift[startLine], sCount[startLine]] = before
  return true
}

/** `!!! note "Title"`, and what is indented below it. */
export function admonition(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const end = matchEnd(ADMONITION, state, startLine)
  if (end === undefined) return false
  if (silent) return true
  const title = state.src.slice(end, state.eMarks[startLine]).trim()
  markup(state, state.src.slice(contentStart(state, startLine), end))
  titled(state, title.startsWith('"') && title.endsWith('"') ? title.slice(1, -1) : title, startLine)
  state.line = startLine + 1
  indented(state, startLine + 1, endLine)
  return true
}

/** A line of `:::`, which begins or ends a directive: its content is text, its title a paragraph. */
export function directive(state: StateBlock, startLine: number, _: number, silent: boolean): boolean {
  const end = matchEnd(FENCE, state, startLine)
  if (end === undefined) return false
  if (silent) return true
  NAME.lastIndex = end
  const name = NAME.exec(state.src)
  const titleStart = name ? Math.min(NAME.lastIndex, state.eMarks[startLine]!) : end
  const attributes = state.src.slice(contentStart(state, startLine), titleStart)
  const named = TITLE.exec(attributes)
  markup(state, named ? attributes.replace(named[0], '') : attributes)
  titled(state, named?.[1] ?? '', startLine)
  const title = state.src
    .slice(titleStart, state.eMarks[startLine])
    .replace(/:{1,20}\s{0,20}$/, '')
    .trim()
  titled(state, title.startsWith('[') && title.endsWith(']') ? title.slice(1, -1) : title, startLine)
  state.line = startLine + 1
  return true
}

function indented(state: StateBlock, startLine: number, endLine: number): void {
  state.blkIndent += INDENT
  state.level++
  state.md.block.tokenize(state, startLine, endLine)
  state.level--
  state.blkIndent -= INDENT
}

function contentStart({ bMarks, tShift }: StateBlock, line: number): number {
  return bMarks[line]! + tShift[line]!
}

/** Where a pattern at the start of a line ends; undefined if it is not there, or the line is indented code. */
function matchEnd(pattern: RegExp, state: StateBlock, line: number): number | undefined {
  if (state.sCount[line]! - state.blkIndent >= INDENT) return undefined
  pattern.lastIndex = contentStart(state, line)
  return pattern.test(state.src) ? pattern.lastIndex : undefined
}

function markup(state: StateBlock, content: string): void {
  state.push('markup', '', 0).content = content
}

function titled(state: StateBlock, title: string, line: number): void {
  if (title !== '') paragraph(state, title, line)
}

function paragraph(state: StateBlock, content: string, line: number): void {
  state.push('paragraph_open', 'p', 1)
  const text = state.push('inline', '', 0)
  text.content = content
  text.map = [line, line + 1]
  text.children = []
  state.push('paragraph_close', 'p', -1)
}
