import type { PDFPageProxy } from 'pdfjs-dist/types/src/display/api.js'
import type { Run } from './page-text.js'

/** Widths of letters by their fonts, in thousandths of the letter height. */
export type LetterWidths = Map<string, Map<string, number>>

/** A capital, what looks like a space, and above the next capital an accent that stands by itself. */
const BEFORE_ACCENT = /\p{Lu} $/u
const ACCENT = /^[˘˙¨]$/u
/** The cedilla under the last capital, and what looks like a space behind it. */
const AFTER_CEDILLA = /^¸ \p{L}/u
const CEDILLA = '¸'
/** A usual space, in letter heights; lines are stretched and shrunk around it. */
const SPACE = 0.333
/** A gap in a word, in letter heights, is smaller. */
const GAP = 0.15

/** Whether runs of a page may hold gaps that look like spaces. */
export function mayHaveGaps(runs: readonly Run[]): boolean {
  return runs.some((run, i) => isGapBeforeAccent(runs, i) || AFTER_CEDILLA.test(run.text))
}

function isGapBeforeAccent(runs: readonly Run[], i: number): boolean {
  return (
    BEFORE_ACCENT.test(runs[i]!.text) && ACCENT.test(runs[i + 1]?.text ?? '') && runs[i + 2] !== undefined
  )
}

/**
 * TeX sets accents of capitals as signs of their own, narrower than these: pdf.js takes what is free beside them for a space, as
 * in `SEC¸ IM` and `OZ ¨UM`. Takes such spaces out, where the letters around them leave no room for one.
 */
export function closeGaps(runs: readonly Run[], widths: LetterWidths): void {
  for (const [i, run] of runs.entries()) {
    const { text, font, size, width } = run
    const letters = widths.get(font)
    if (!letters) continue
    const before = runs[i - 1]?.text.at(-1) ?? ''
    const cedilla = text.startsWith(CEDILLA)
      ? ((letters.get(before) ?? 0) - (letters.get(CEDILLA) ?? 0)) / 2000
      : 0
    const isBefore = isGapBeforeAccent(runs, i)
    const isAfter = AFTER_CEDILLA.test(text)
    const doubtful = Number(isBefore) + Number(isAfter)
    if (doubtful === 0) continue
    const accent = isBefore ? (runs[i + 1]!.x - runs[i + 2]!.x) / size : 0
    const free = width / size - widthOf(text, letters) - Math.max(0, cedilla) - accent
    if (areSpaces(free, text.split(' ').length - 1 - doubtful, doubtful)) continue
    const kept = isBefore ? text.slice(0, -1) : text
    run.text = isAfter ? CEDILLA + kept.slice(2) : kept
  }
}

function widthOf(text: string, letters: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const letter of text) if (letter !== ' ') sum += letters.get(letter) ?? Number.NaN
  return sum / 1000
}

/**
 * Whether doubtful spaces are some, beside others: that leaves all of them nearer to the usual width.
 * @param free the width of all, in letter heights; NaN if it is not known, which makes them spaces
 */
function areSpaces(free: number, others: number, doubtful: number): boolean {
  if (others === 0) return !(free < GAP)
  const far = (width: number): number => Math.abs(Math.log(Math.max(width, 0.01) / SPACE))
  return !(far(free / others) < far(free / (others + doubtful)))
}

/** Adds the widths of the letters that a page draws. */
export async function addWidths(
  page: PDFPageProxy,
  { setFont, showText }: { setFont: number; showText: number },
  widths: LetterWidths,
): Promise<void> {
  const { fnArray, argsArray } = await page.getOperatorList()
  let letters = new Map<string, number>()
  for (const [i, operator] of fnArray.entries()) {
    if (operator === setFont) {
      const font = String((argsArray[i] as unknown[])[0])
      letters = widths.get(font) ?? new Map()
      widths.set(font, letters)
    } else if (operator === showText)
      for (const glyph of (argsArray[i] as [Glyph[]])[0])
        if (typeof glyph === 'object' && glyph !== null) letters.set(glyph.unicode, glyph.width)
  }
}

/** A letter that is drawn, or a number by which the next one is moved. */
type Glyph = { unicode: string; width: number } | number | null
