/** Characters after which a text is parsed in parts: the parser holds many times its size. */
const PART = 1 << 18
/** A paragraph or line that is longer than this is cut. */
const LONGEST = 2 * PART
/** What surrounds a block on its first line: quotations and items of lists. */
const CONTAINERS = /^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*/
/** Statements of MDX. */
const STATEMENT = /^(?:import\s.{0,500}['"];?|export\s(?:const|default|function|let)\s.{0,500})$/

interface Fence {
  mark: string
  length: number
  /** Nothing stands after it, so it can close a fence. */
  bare: boolean
}

/**
 * Cuts Markdown into parts between blocks, never inside code. Marks of code that is never closed are removed, so that
 * it is text. Takes time and memory linear in the length.
 * @param markdown with `\n` line ends
 * @param onCode called with every statement of MDX, which is left out
 */
export function partsOf(markdown: string, onCode: (line: string) => void): string[] {
  const lines = markdown.split('\n').flatMap(shortened)
  const fences = lines.map(fenceOf)
  const closing = lastLengths(fences)
  const parts: string[] = []
  let part: string[] = []
  let size = 0
  const end = (): void => {
    parts.push(part.join('\n'))
    part = []
    size = 0
  }
  let open: Fence | undefined
  for (const [i, line] of lines.entries()) {
    const fence = fences[i]
    let kept = line
    if (open) {
      if (fence?.bare && fence.mark === open.mark && fence.length >= open.length) open = undefined
    } else if (fence) {
      const closes = closing[fence.mark === '`' ? 0 : 1]![i + 1]! >= fence.length
      if (closes) open = fence
      else kept = ''
    } else if (STATEMENT.test(line)) {
      onCode(line)
      kept = ''
    }
    part.push(kept)
    size += kept.length + 1
    const isBetween = !open && line.trim() === '' && /^\S/.test(lines[i + 1] ?? '')
    if (size > LONGEST || (size > PART && isBetween)) end()
  }
  if (part.length > 0) end()
  return parts
}

/** Cuts a line that is too long at white space. */
function shortened(line: string): string[] {
  if (line.length <= LONGEST) return [line]
  const pieces: string[] = []
  for (let at = 0; at < line.length; ) {
    const space = line.lastIndexOf(' ', at + LONGEST)
    const end = at + LONGEST >= line.length ? line.length : space > at ? space : at + LONGEST
    pieces.push(line.slice(at, end))
    at = end
  }
  return pieces
}

function fenceOf(line: string): Fence | undefined {
  const start = CONTAINERS.exec(line)![0].length
  const mark = line[start]
  if ((mark !== '`' && mark !== '~') || !line.startsWith(mark.repeat(3), start)) return undefined
  let end = start
  while (line[end] === mark) end++
  const info = line.slice(end)
  if (mark === '`' && info.includes('`')) return undefined
  return { mark, length: end - start, bare: info.trim() === '' }
}

/** For each mark and line, the longest fence from there on that can close one. */
function lastLengths(fences: readonly (Fence | undefined)[]): Int32Array[] {
  return ['`', '~'].map(mark => {
    const lengths = new Int32Array(fences.length + 1)
    for (let i = fences.length - 1; i >= 0; i--) {
      const fence = fences[i]
      const length = fence?.bare && fence.mark === mark ? fence.length : 0
      lengths[i] = Math.max(length, lengths[i + 1]!)
    }
    return lengths
  })
}
