import type { Outline } from '../outline.js'
import type { Plain } from './noted.js'

/**
 * Inline markup, in the order of its precedence: literals, roles, links with an address, other links and interpreted
 * text, strong and emphasised text, notes, substitutions, references of one word, escapes.
 */
const MARKUP =
  /``([^`]{1,1000})``|:([\w:+.-]{1,40}):`([^`]{1,1000})`|`([^`<>]{0,500})<([^`<>]{1,1000})>`_{0,2}|_?`([^`]{1,1000})`_{0,2}|\*\*([^*]{1,1000})\*\*|\*([^*\s][^*]{0,1000})\*| ?\[([^\][\s]{1,100})\]_|\|([^|\s][^|]{0,100})\|_{0,2}|(?<=[\p{L}\p{N}])__?(?![\p{L}\p{N}_])|\\([\s\S])/gu
const ADDRESS = /^([^<>]{1,500}?)\s*<[^<>]{1,500}>$/

/**
 * Takes inline markup off a text. Formulas and addresses are counted in the outline.
 * @param replaced texts of substitutions by their names
 */
export function plainRst(source: string, outline: Outline, replaced: ReadonlyMap<string, string>): Plain {
  const refers: string[] = []
  const text = source.replaceAll(
    MARKUP,
    (
      match: string,
      literal?: string,
      role?: string,
      content?: string,
      shown?: string,
      address?: string,
      interpreted?: string,
      strong?: string,
      emphasis?: string,
      note?: string,
      substitution?: string,
      escaped?: string,
      at = 0,
    ) => {
      if (role === 'math') {
        outline.leaveOut('formula', content!)
        return ''
      }
      if (content !== undefined) return ADDRESS.exec(content)?.[1] ?? content
      if (address !== undefined) {
        if (/\S/.test(shown!)) outline.leaveOut('markup', address)
        return /\S/.test(shown!) ? shown!.trim() : address
      }
      if (note !== undefined) {
        refers.push(note.replace(/^#(?=.)/, ''))
        const isBeforeSign = /[.,;:!?)]/.test(source[at + match.length] ?? '')
        return match.startsWith(' ') && !isBeforeSign ? ' ' : ''
      }
      if (substitution !== undefined) return replaced.get(substitution) ?? substitution
      if (escaped !== undefined) return /\s/.test(escaped) ? '' : escaped
      return literal ?? interpreted ?? strong ?? emphasis ?? ''
    },
  )
  return { text, refers }
}
