import type { StateInline } from 'markdown-it'
import { FormulaFinder } from './formulas.js'

/** One for each text that is being parsed. */
const finders = new WeakMap<StateInline, FormulaFinder>()

/** Formulas in a sentence: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`. */
export function formula(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state
  if (src[pos] !== '$' && src[pos] !== '\\') return false
  const finder = finders.get(state) ?? new FormulaFinder(src)
  finders.set(state, finder)
  const end = finder.endOf(pos, state.posMax, true)
  if (end === undefined) return false
  if (!silent) state.push('formula', '', 0).content = src.slice(pos, end)
  state.pos = end
  return true
}

/** Marks of Markdown's dialects that no reader sees. */
const MARKS: readonly RegExp[] = [
  // Templates of site generators, and MDX's comments.
  /\{\{[<%]?[^{}]{0,500}\}\}/y,
  /\{%[^%]{0,500}%\}/y,
  /\{\/\*[^*]{0,500}\*\/\}/y,
  // Attributes of pandoc and kramdown.
  /\{:?\s?[#.][\p{L}_][^{}\n]{0,500}\}/uy,
]
/** At the start of a paragraph: kinds of alerts, boxes of tasks. */
const FIRST = /\[(?:![\p{L}-]{1,40}\][+-]?|[ xX]\](?=\s))/uy
const NOTE = /\[\^([^[\]\s]{1,100})\]/y
/** What is cited, as in pandoc: `[@alpaydin2020, s. 12]`. */
const CITED = /\[(?:[^[\]@\n]{1,80} )?-?@[\p{L}\p{N}_][^[\]\n]{0,300}\](?![([])/uy
/** A figure, a section, an equation, a table of Quarto's. */
const REFERRED = /@(?:fig|sec|eq|tbl|lst|thm)-[\p{L}\p{N}_-]{1,80}/uy
const WIKI = /!?\[\[(?:[^[\]|\n]{0,200}\|)?([^[\]|\n]{1,200})\]\]/y

/** Templates, attributes, and marks of notes, which are left out; links between notes, of which the text is kept. */
export function mark(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state
  const first = src[pos]
  if (first === '{') return leaveOut(state, silent, MARKS)
  if (first === '!' && src.startsWith('![[', pos)) return leaveOut(state, silent, [WIKI])
  if (first === '@') return leaveOut(state, silent, [REFERRED])
  if (first !== '[') return false
  if (pos === 0 && leaveOut(state, silent, [FIRST])) return true
  NOTE.lastIndex = pos
  const note = NOTE.exec(src)
  if (note) return noteLabels(state).has(note[1]!) && leaveOut(state, silent, [NOTE])
  if (leaveOut(state, silent, [CITED])) return true
  WIKI.lastIndex = pos
  const wiki = WIKI.exec(src)
  if (!wiki || WIKI.lastIndex > state.posMax) return false
  if (!silent) state.push('text', '', 0).content = wiki[1]!
  state.pos = WIKI.lastIndex
  return true
}

function leaveOut(state: StateInline, silent: boolean, patterns: readonly RegExp[]): boolean {
  for (const pattern of patterns) {
    pattern.lastIndex = state.pos
    if (!pattern.test(state.src) || pattern.lastIndex > state.posMax) continue
    if (!silent) {
      // What stood before a mark ends where the mark began.
      if (/[.,;:!?)]/.test(state.src[pattern.lastIndex] ?? '')) state.pending = state.pending.trimEnd()
      state.push('markup', '', 0).content = state.src.slice(state.pos, pattern.lastIndex)
    }
    state.pos = pattern.lastIndex
    return true
  }
  return false
}

function noteLabels({ env }: StateInline): ReadonlySet<string> {
  return env.notes as ReadonlySet<string>
}

/** `^[text]`: a note that stands where it is called, so that its text has to go after the sentence. */
export function inlineNote(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state
  if (src[pos] !== '^' || src[pos + 1] !== '[' || state.env.inNote === true) return false
  const end = state.md.helpers.parseLinkLabel(state, pos + 1)
  if (end < 0) return false
  if (!silent) state.push('inline_note', '', 0).content = src.slice(pos + 2, end)
  state.pos = end + 1
  return true
}

/**
 * An image, of which only what describes it is kept. The parser's own rule parses that once more at each level of images
 * within images, for nothing.
 */
export function image(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state
  if (src[pos] !== '!' || src[pos + 1] !== '[') return false
  const labelEnd = state.md.helpers.parseLinkLabel(state, pos + 1)
  if (labelEnd < 0) return false
  const label = src.slice(pos + 2, labelEnd)
  const end =
    src[labelEnd + 1] === '(' ? targetEnd(state, labelEnd + 1) : referenceEnd(state, label, labelEnd + 1)
  if (end === undefined || end > posMax) return false
  if (!silent) state.push('described_image', '', 0).content = label
  state.pos = end
  return true
}

/** Where `(path "title")` ends; undefined if it is none. */
function targetEnd({ src, posMax, md: { helpers } }: StateInline, start: number): number | undefined {
  let at = spaceEnd(src, start + 1)
  const target = helpers.parseLinkDestination(src, at, posMax)
  if (target.ok) at = target.pos
  const titleStart = spaceEnd(src, at)
  const title = helpers.parseLinkTitle(src, titleStart, posMax)
  at = titleStart > at && title.ok ? spaceEnd(src, title.pos) : titleStart
  return src[at] === ')' ? at + 1 : undefined
}

/** Where an image ends whose path is elsewhere, as in `![text][label]` and `![label]`; undefined if it is nowhere. */
function referenceEnd(state: StateInline, text: string, start: number): number | undefined {
  const { src, md, env } = state
  const labelEnd = src[start] === '[' ? md.helpers.parseLinkLabel(state, start) : -1
  const label = labelEnd < 0 ? '' : src.slice(start + 1, labelEnd)
  const isKnown =
    (env.references as object)[md.utils.normalizeReference(label || text) as never] !== undefined
  return isKnown ? (labelEnd < 0 ? start : labelEnd + 1) : undefined
}

function spaceEnd(src: string, start: number): number {
  let at = start
  while (src[at] === ' ' || src[at] === '\t' || src[at] === '\n') at++
  return at
}
