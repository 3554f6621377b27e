import { LIGATURES } from './letters.js'

/** An argument in brackets that is longer is none. */
const LONGEST_OPTION = 300

/** White space after the name of a control, which ends it. */
const AFTER_NAME = /[^\S\n]*(?:\n(?![^\S\n]*\n)[^\S\n]*)?/y
const TEXT = /[^\\{}$%\s"'`~,[\]-]+/y
const CONTROL = /\\(?:([a-zA-Z@]+)\*?|([^a-zA-Z@]))/y

/** A place in a LaTeX source, and what stands there. All of it takes time linear in the source. */
export class TexScanner {
  at = 0
  /** For each opening brace, the offset of the one that closes it; 0 for others. */
  private readonly braces: Int32Array
  /** Ends that do not come any more. */
  private readonly missing = new Set<string>()

  constructor(readonly source: string) {
    this.braces = new Int32Array(source.length)
    const open: number[] = []
    for (let at = 0; at < source.length; at++) {
      const sign = source[at]
      if (sign === '\\') at++
      else if (sign === '%') at = endOfLine(source, at)
      else if (sign === '{') open.push(at)
      else if (sign === '}' && open.length > 0) this.braces[open.pop()!] = at
    }
  }

  get rest(): boolean {
    return this.at < this.source.length
  }

  get sign(): string {
    return this.source[this.at] ?? ''
  }

  /** Takes what a sticky pattern matches here. */
  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.source)
    if (match) this.at += match[0].length
    return match
  }

  /** Takes text that holds no sign of TeX's, or one sign as it is printed. */
  text(): string {
    const text = this.take(TEXT)?.[0]
    if (text !== undefined) return text
    const [signs, printed] = LIGATURES.find(([each]) => this.source.startsWith(each, this.at)) ?? []
    const shown = printed ?? this.sign
    this.at += signs?.length ?? 1
    return shown
  }

  /** Takes a control and the space after its name. @returns its name or sign, without a star; '' at the end */
  control(): string {
    const match = this.take(CONTROL)
    if (!match) this.at++
    if (match?.[1] !== undefined) this.take(AFTER_NAME)
    return match?.[1] ?? match?.[2] ?? ''
  }

  /** Takes a group in braces, as it stands. @returns undefined if there is none, or it is not closed */
  group(): string | undefined {
    const from = this.at
    this.take(AFTER_NAME)
    const start = this.at
    const end = this.sign === '{' ? this.braces[start]! : 0
    this.at = end > 0 ? end + 1 : from
    return end > 0 ? this.source.slice(start + 1, end) : undefined
  }

  /** Takes an argument in brackets, as it stands. @returns undefined if there is none */
  option(): string | undefined {
    if (this.sign !== '[') return undefined
    const last = Math.min(this.source.length, this.at + LONGEST_OPTION)
    for (let at = this.at + 1; at < last; at++) {
      const sign = this.source[at]
      if (sign === '\\') at++
      else if (sign === '{') at = this.braces[at] || at
      else if (sign === ']') {
        const text = this.source.slice(this.at + 1, at)
        this.at = at + 1
        return text
      }
    }
    return undefined
  }

  /** Takes the text up to an end, and the end. @returns undefined if it does not come */
  until(end: string): string | undefined {
    const found = this.missing.has(end) ? -1 : this.source.indexOf(end, this.at)
    if (found < 0) {
      this.missing.add(end)
      return undefined
    }
    const text = this.source.slice(this.at, found)
    this.at = found + end.length
    return text
  }

  /** Takes a formula between dollar signs; one in a line ends with its paragraph at the latest. */
  formula(): { text: string; isDisplayed: boolean } | undefined {
    const { source, at } = this
    const sign = source.startsWith('$$', at) ? '$$' : '$'
    const isDisplayed = sign === '$$'
    let end = at + sign.length
    while (end < source.length && !source.startsWith(sign, end)) {
      if (source[end] === '\n' && source[end + 1] === '\n') break
      end += source[end] === '\\' ? 2 : 1
    }
    if (!source.startsWith(sign, end)) {
      this.at = at + sign.length
      return undefined
    }
    this.at = end + sign.length
    return { text: source.slice(at + sign.length, end), isDisplayed }
  }

  /** Takes what stands between a sign and the same sign, or in braces, in this line. */
  verbatim(): string | undefined {
    const close = this.sign === '{' ? '}' : this.sign
    const end = this.source.slice(this.at + 1, this.at + 1 + LONGEST_OPTION).indexOf(close)
    const text = this.source.slice(this.at + 1, this.at + 1 + end)
    if (end < 0 || text.includes('\n')) return undefined
    this.at += end + 2
    return text
  }

  /** Takes the letter that an accent stands on: plain, in braces, or `\i`. */
  accented(mark: string): string {
    const from = this.at
    this.take(AFTER_NAME)
    const inner = this.group()
    if (inner !== undefined) return marked(inner, mark)
    if (this.sign === '\\') {
      const name = this.control()
      if (name === 'i' || name === 'j') return marked(name, mark)
      this.at = from
      return ''
    }
    const letter = this.rest ? String.fromCodePoint(this.source.codePointAt(this.at)!) : ''
    if (letter === '{' || letter === '}') return ''
    this.at += letter.length
    return marked(letter, mark)
  }
}

/** Sets a mark on the first letter of a text. */
function marked(text: string, mark: string): string {
  const plain = text.replace(/^\\([ij])(?![a-zA-Z])\s*/, (_, letter: string) => letter)
  const first = plain === '' ? '' : String.fromCodePoint(plain.codePointAt(0)!)
  const letter = /^\p{L}$/u.test(first) ? (first + mark).normalize('NFC') : first
  return letter + plain.slice(first.length)
}

function endOfLine(source: string, at: number): number {
  const end = source.indexOf('\n', at)
  return end < 0 ? source.length : end
}
