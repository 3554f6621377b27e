import Parser, { type Env } from 'markdown-it'
import { leaveOut } from '../left-out.js'
import type { LeftOut } from '../types.js'
import { admonition, deepText, directive, formulaBlock, noteText } from './markdown-blocks.js'
import { formula, image, inlineNote, mark } from './markdown-inlines.js'

/** What is known beside a text that is parsed. */
export interface Reading extends Env {
  /** By their labels, as `referenceLabel` makes them. */
  references: Record<string, { href: string; title: string }>
  /** Labels of notes. */
  notes: ReadonlySet<string>
  /** What goes into no HTML is counted here. */
  leftOut: LeftOut
}

interface Nested extends Reading {
  /** Notes of the open paragraph. */
  pending: string[]
  /** Directives around the text. */
  depth: number
}

/** Elements whose content HTML does not parse: in prose, their names are words. */
const RAW = /^<\/?(?:title|textarea|style|script|xmp|iframe|noembed|noframes|noscript|plaintext)\b/i
/** Directives of MyST that look like code and hold text. */
const TEXT_IN_FENCE =
  /^\{(?:note|tip|hint|warning|important|caution|danger|attention|error|seealso|admonition|dropdown|margin|sidebar|epigraph|prf:\w{1,30})\}/
/** Code that R Markdown and Quarto put the result of into the sentence. */
const COMPUTED = /^(?:r [\w.]+\(|\{(?:r|python|julia)\} )/
/** Such directives within each other that are read; each is parsed anew. */
const DEEPEST = 3

const parser = newParser()

/** Markdown as HTML. Formulas are `math`, code is `pre`; marks that are no text are counted and left out. */
export function toHtml(markdown: string, reading: Reading): string {
  return render(markdown, { ...reading, pending: [], depth: 0 })
}

/** The form of a label in which links find their definition. */
export function referenceLabel(label: string): string {
  return parser.utils.normalizeReference(label)
}

function render(markdown: string, nested: Nested): string {
  return parser.render(markdown, nested)
}

function newParser(): InstanceType<typeof Parser> {
  const made = new Parser({ html: true })
  const { block, inline, renderer, utils } = made
  const interrupting = { alt: ['paragraph', 'reference', 'blockquote', 'list'] }
  block.ruler.before('table', 'deep_text', deepText)
  block.ruler.before('table', 'formula_block', formulaBlock, interrupting)
  block.ruler.before('table', 'directive', directive, interrupting)
  block.ruler.before('table', 'admonition', admonition, interrupting)
  block.ruler.before('reference', 'note_text', noteText, interrupting)
  inline.ruler.before('escape', 'formula', formula)
  inline.ruler.before('link', 'mark', mark)
  inline.ruler.before('link', 'inline_note', inlineNote)
  inline.ruler.at('image', image)

  const rules = renderer.rules
  const math = (content: string): string => `<math>${utils.escapeHtml(content)}</math>`
  const code = (content: string): string => `<pre>${utils.escapeHtml(content)}</pre>`
  rules.formula = (tokens, i) => math(tokens[i]!.content)
  rules.formula_block = (tokens, i) => `<p>${math(tokens[i]!.content)}</p>`
  rules.described_image = (tokens, i) => `<img alt="${utils.escapeHtml(tokens[i]!.content)}">`
  rules.code_inline = (tokens, i, _, env) => {
    const { content } = tokens[i]!
    if (!COMPUTED.test(content)) return utils.escapeHtml(content)
    leaveOut((env as Nested).leftOut, 'code', content)
    return ''
  }
  rules.code_block = (tokens, i) => code(tokens[i]!.content)
  rules.fence = (tokens, i, _, env) => {
    const { info, content } = tokens[i]!
    const nested = env as Nested
    if (!TEXT_IN_FENCE.test(info) || nested.depth >= DEEPEST) return code(content)
    return `<div>${render(content, { ...nested, next: undefined, depth: nested.depth + 1 })}</div>`
  }
  rules.markup = (tokens, i, _, env) => {
    leaveOut((env as Nested).leftOut, 'markup', tokens[i]!.content)
    return ''
  }
  rules.html_inline = (tokens, i, _, env) => {
    const { content } = tokens[i]!
    if (RAW.test(content)) return utils.escapeHtml(content)
    if (!content.startsWith('<!--')) leaveOut((env as Nested).leftOut, 'markup', content)
    return content
  }
  rules.inline_note = (tokens, i, _, env) => {
    ;(env as Nested).pending.push(tokens[i]!.content)
    return ''
  }
  rules.paragraph_close = (_tokens, _i, _options, env) => {
    const notes = (env as Nested).pending.splice(0)
    return `</p>${notes.map(note => `<p>${made.renderInline(note, { ...env, inNote: true })}</p>`).join('')}`
  }
  return made
}
