/** Where TeX formulas begin and end. */
const DELIMITERS = [
  ['$$', '$$'],
  ['\\[', '\\]'],
  ['\\(', '\\)'],
  ['$', '$'],
] as const
/** Most characters of a formula; a longer stretch between two dollar signs is prose. */
const MOST = 400
/** What stands in formulas and code, and hardly in words. */
const SIGNS = /[=^\\∑∏∫√∂∇≤≥≈∈{}|<>]|_\{|\d\*|\w\(\w/

/** A text without its formulas: what is between TeX delimiters, and stretches without a space that have signs of one. */
export function withoutFormulas(text: string): string {
  let rest = text
  for (const [open, close] of DELIMITERS) if (rest.includes(open)) rest = withoutSpans(rest, open, close)
  return rest
    .split(/\s/)
    .filter(chunk => !SIGNS.test(chunk))
    .join(' ')
}

function withoutSpans(text: string, open: string, close: string): string {
  let kept = ''
  let at = 0
  for (;;) {
    const start = text.indexOf(open, at)
    const end = start < 0 ? -1 : text.indexOf(close, start + open.length)
    if (end < 0) return kept + text.slice(at)
    if (end - start > MOST || isPrice(text, start, open)) {
      kept += text.slice(at, start + open.length)
      at = start + open.length
    } else {
      kept += `${text.slice(at, start)} `
      at = end + close.length
    }
  }
}

/** Whether a dollar sign is one of money: `$5`, or alone. */
function isPrice(text: string, start: number, open: string): boolean {
  return open === '$' && /[\d\s]/.test(text[start + 1] ?? ' ')
}
