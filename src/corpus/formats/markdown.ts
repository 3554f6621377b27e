/** The text of a Markdown heading (`## Heading ##`); undefined if the line is none. */
export function headingOf(line: string): string | undefined {
  const marks = /^#{1,6}(?=\s)/.exec(line)?.[0]
  if (marks === undefined || line.includes('\n')) return undefined
  const text = line.slice(marks.length).trim()
  let end = text.length
  while (end > 0 && text[end - 1] === '#') end--
  // A heading of nothing but # signs still needs a text.
  return text === '' ? undefined : text.slice(0, end).trim() || '#'
}

/**
 * Splits Markdown into blocks: headings, and paragraphs separated by blank lines. Code, display formulas and tables
 * are left out.
 */
export function blocksOf(markdown: string): string[] {
  const lines = withoutFormulas(withoutCode(markdown.replaceAll(/\r\n?/g, '\n').split('\n')))
  const blocks: string[] = []
  let block: string[] = []
  const flush = (): void => {
    if (block.length > 0) blocks.push(block.join('\n'))
    block = []
  }
  for (const line of lines) {
    const trimmed = line.trim()
    const isRowOfTable = trimmed.length > 1 && trimmed.startsWith('|') && trimmed.endsWith('|')
    if (trimmed === '' || isRowOfTable) flush()
    else if (headingOf(line) === undefined) block.push(line)
    else {
      flush()
      blocks.push(line)
    }
  }
  flush()
  return blocks
}

/** Blanks fenced code. An unclosed fence fences nothing. */
function withoutCode(lines: readonly string[]): string[] {
  const fences = lines.map(line => /^(?:```|~~~)/.exec(line)?.[0])
  return leavingOut(lines, nextOf(fences), i => fences[i])
}

/** Blanks display formulas: from a line that starts with `$$` to the same or the next line that ends with it. */
function withoutFormulas(lines: readonly string[]): string[] {
  const ends = lines.map(line => (line.trimEnd().endsWith('$$') ? '$$' : undefined))
  const closed = leavingOut(lines, nextOf(ends), i => {
    const line = lines[i]!
    return line.startsWith('$$') && !isFormula(line) ? '$$' : undefined
  })
  return closed.map(line => (isFormula(line) ? '' : line))
}

function isFormula(line: string): boolean {
  const text = line.trimEnd()
  return text.length >= 4 && text.startsWith('$$') && text.endsWith('$$')
}

/** For each line, the index of the next later line with each sign. */
function nextOf(signs: readonly (string | undefined)[]): Map<string, number>[] {
  const next: Map<string, number>[] = new Array(signs.length)
  let known = new Map<string, number>()
  for (let i = signs.length - 1; i >= 0; i--) {
    next[i] = known
    const sign = signs[i]
    if (sign !== undefined) known = new Map(known).set(sign, i)
  }
  return next
}

/** Blanks all lines from an opening one to the next with the same sign. */
function leavingOut(
  lines: readonly string[],
  next: readonly Map<string, number>[],
  opens: (i: number) => string | undefined,
): string[] {
  const kept: string[] = []
  for (let i = 0; i < lines.length; i++) {
    const sign = opens(i)
    const end = sign === undefined ? undefined : next[i]!.get(sign)
    kept.push(end === undefined ? lines[i]! : '')
    if (end !== undefined) i = end
  }
  return kept
}
