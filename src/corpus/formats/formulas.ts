const SIGNS = /[\\^_=<>+|]/
/** Words of more than two letters, as formulas without any sign of TeX hold at most one of. */
const WORD = /\p{L}{3,}/gu
/** A variable, or a function of some. */
const NAME = /^\s{0,9}\p{L}{1,2}(?:\([\p{L}\p{N}, ]{1,20}\))?\s{0,9}$/u

/** Signs around formulas of which the closing one may be far away. */
const PAIRS: readonly (readonly [opening: string, closing: string])[] = [
  ['$$', '$$'],
  ['$`', '`$'],
  ['\\(', '\\)'],
  ['\\[', '\\]'],
]

/** Finds formulas in one text, in time linear in its length, whatever stands in it. */
export class FormulaFinder {
  /** Where the closing signs are that were looked for last. */
  private readonly found = new Map<string, number>()

  constructor(private readonly source: string) {}

  /**
   * Where the formula ends that begins at a position; undefined if none does.
   * @param end no formula ends after it
   * @param dollars whether single signs of dollar count
   */
  endOf(start: number, end: number, dollars: boolean): number | undefined {
    const { source } = this
    const pair = PAIRS.find(([opening]) => source.startsWith(opening, start))
    if (pair) {
      const from = start + pair[0].length
      const at = this.next(pair[1], from)
      const isInside = at + pair[1].length <= end
      if (isInside && (source[start] === '$' || hasSigns(source.slice(from, at)))) return at + pair[1].length
    }
    return dollars && source[start] === '$' ? dollarEnd(source, start, end) : undefined
  }

  private next(sign: string, from: number): number {
    let at = this.found.get(sign) ?? -1
    if (at < from) {
      at = this.source.indexOf(sign, from)
      if (at < 0) at = Number.POSITIVE_INFINITY
      this.found.set(sign, at)
    }
    return at
  }
}

const OPENING = /\$|\\[([]/g

/** A text without its formulas, and these. */
export function withoutFormulas(text: string, dollars: boolean): { text: string; formulas: string[] } {
  const finder = new FormulaFinder(text)
  const kept: string[] = []
  const formulas: string[] = []
  let at = 0
  for (const { index } of text.matchAll(OPENING)) {
    const end = index < at ? undefined : finder.endOf(index, text.length, dollars)
    if (end === undefined) continue
    kept.push(text.slice(at, index))
    formulas.push(text.slice(index, end))
    at = end
  }
  return { text: kept.join('') + text.slice(at), formulas }
}

/** Whether what stands between `\(` and `\)`, which are brackets with backslashes too, is a formula. */
export function hasSigns(content: string): boolean {
  return SIGNS.test(content) || NAME.test(content)
}

/**
 * Where the formula ends that begins with the `$` at a position; undefined if that is a sign of money: the next `$`
 * has to stand behind something and before no digit, and between them is no prose.
 */
function dollarEnd(source: string, start: number, end: number): number | undefined {
  if (/\s/.test(source[start + 1] ?? ' ')) return undefined
  let closing = source.indexOf('$', start + 1)
  while (closing > 0 && source[closing - 1] === '\\') closing = source.indexOf('$', closing + 1)
  if (closing < 0 || closing >= end || closing === start + 1) return undefined
  if (/\s/.test(source[closing - 1]!) || /\d/.test(source[closing + 1] ?? '')) return undefined
  const content = source.slice(start + 1, closing)
  if (!SIGNS.test(content) && (content.match(WORD)?.length ?? 0) > 1) return undefined
  return closing + 1
}
