const SIGNS = /[\\^_=<>+|]/
/** Words of more than two letters, as formulas without any sign of TeX hold at most one of. */
const WORD = /\p{L}{3,}/gu
const NAME = /^\s{0,9}\p{L}{1,2}\s{0,9}$/u

/** Whether what stands between `\(` and `\)`, which are brackets with backslashes too, is a formula. */
export function hasSigns(content: string): boolean {
  return SIGNS.test(content) || NAME.test(content)
}

/**
 * Where the formula ends that begins with the `$` at a position; undefined if that is a sign of money: the next `$`
 * has to stand behind something and before no digit, and between them is no prose.
 */
export function dollarEnd(source: string, start: number, end: number): number | undefined {
  if (/\s/.test(source[start + 1] ?? ' ')) return undefined
  let closing = source.indexOf('$', start + 1)
  while (closing > 0 && source[closing - 1] === '\\') closing = source.indexOf('$', closing + 1)
  if (closing < 0 || closing >= end || closing === start + 1) return undefined
  if (/\s/.test(source[closing - 1]!) || /\d/.test(source[closing + 1] ?? '')) return undefined
  const content = source.slice(start + 1, closing)
  if (!SIGNS.test(content) && (content.match(WORD)?.length ?? 0) > 1) return undefined
  return closing + 1
}
