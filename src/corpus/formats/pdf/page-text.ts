import type { PDFPageProxy, TextItem } from 'pdfjs-dist/types/src/display/api.js'

/** Letters drawn in one go: one font, one baseline. Coordinates are points from the top left of the upright page. */
export interface Run {
  text: string
  x: number
  /** Of the baseline, downwards. */
  y: number
  width: number
  /** Height of the letters, in points. */
  size: number
  font: string
}

/** What stands on a page, in the order in which it is drawn. */
export interface PageText {
  width: number
  height: number
  runs: Run[]
  /** Texts in other directions than most of the page, such as labels of axes. */
  turned: string[]
  /** Texts drawn again in the same place, for a shadow or bold letters. */
  doubled: string[]
}

/** Quarter turns, clockwise, of the reading direction. */
type Turn = 0 | 1 | 2 | 3

const FALLBACK_SIZE = 10
/** Copies within so many points are the same text. */
const SAME_PLACE = 2

/** Reads the letters of a page. Most of its text is upright in the result, however the page lies. */
export async function readPageText(page: PDFPageProxy): Promise<PageText> {
  const { transform, width, height } = page.getViewport({ scale: 1 })
  const { items } = await page.getTextContent()
  const placed = items.flatMap(item => ('str' in item && item.str !== '' ? [place(item, transform)] : []))
  const letters = [0, 0, 0, 0]
  for (const { turn, run } of placed) if (turn !== undefined) letters[turn]! += run.text.trim().length
  const main = letters.indexOf(Math.max(...letters)) as Turn
  const result: PageText = {
    width: main % 2 === 0 ? width : height,
    height: main % 2 === 0 ? height : width,
    runs: [],
    turned: [],
    doubled: [],
  }
  const seen = new Set<string>()
  for (const { run, turn } of placed) {
    if (turn !== main) {
      result.turned.push(run.text)
      continue
    }
    const upright = { ...run, ...turnBack(run, main, width, height) }
    if (run.text.trim() !== '' && isCopy(upright, seen)) result.doubled.push(run.text)
    else result.runs.push(upright)
  }
  return result
}

/** Puts a text on the page as it is shown; `turn` is undefined if it is slanted. */
function place(item: TextItem, shown: readonly number[]): { run: Run; turn: Turn | undefined } {
  const [a, b, c, d, x, y] = item.transform as [number, number, number, number, number, number]
  const [p, q, r, s, left, top] = shown as [number, number, number, number, number, number]
  const right = p * a + r * b
  const down = q * a + s * b
  const quarter = Math.round((Math.atan2(down, right) * 2) / Math.PI)
  const isStraight = Math.min(Math.abs(right), Math.abs(down)) < 0.05 * Math.hypot(right, down)
  return {
    run: {
      text: item.str,
      x: p * x + r * y + left,
      y: q * x + s * y + top,
      width: item.width,
      size: item.height || Math.hypot(c, d) || FALLBACK_SIZE,
      font: item.fontName,
    },
    turn: isStraight || (right === 0 && down === 0) ? (((quarter + 4) % 4) as Turn) : undefined,
  }
}

function turnBack({ x, y }: Run, turn: Turn, width: number, height: number): { x: number; y: number } {
  if (turn === 1) return { x: y, y: width - x }
  if (turn === 2) return { x: width - x, y: height - y }
  if (turn === 3) return { x: height - y, y: x }
  return { x, y }
}

/** Whether the same text was drawn here before; remembers it otherwise. */
function isCopy({ text, x, y }: Run, seen: Set<string>): boolean {
  const column = Math.round(x / SAME_PLACE)
  const row = Math.round(y / SAME_PLACE)
  for (const dx of [-1, 0, 1])
    for (const dy of [-1, 0, 1]) if (seen.has(`${column + dx} ${row + dy} ${text}`)) return true
  seen.add(`${column} ${row} ${text}`)
  return false
}
