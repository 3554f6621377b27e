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
const WIKI = /!?\[\[(?:[^[\]|\n]{0,200}\|)?([^[\]|\n]{1,200})\]\]/y

/** Templates, attributes, and marks of notes, which are left out; links between notes, of which the text is kept. */
export function mark(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state
  const first = src[pos]
  if (first === '{') return leaveOut(state, silent, MARKS)
  if (first === '!' && src.startsWith('![[', pos)) return leaveOut(state, silent, [WIKI])
  if (first !== '[') return false
  if (pos === 0 && leaveOut(state, silent, [FIRST])) return true
  NOTE.lastIndex = pos
  const note = NOTE.exec(src)
  if (note) return noteLabels(state).has(note[1]!) && leaveOut(state, silent, [NOTE])
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
    if (!silent) state.push('markup', '', 0).content = state.src.slice(state.pos, pattern.lastIndex)
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
