import { type Line, toRows } from './lines.js'

/** A page with the pieces of its lines. */
export interface PieceOfPage {
  height: number
  pieces: readonly Line[]
  /** Size of most of its letters. */
  body: number
}

/** Heads and feet are among so many lines from the edge of a page, */
const MARGIN_LINES = 4
/** within this part of its height, */
const MARGIN = 0.2
/** and at the same height on every page, to so many points. */
const SAME_HEIGHT = 4
const MAX_CHARACTERS = 200

interface Candidate {
  pieces: Line[]
  pattern: string
  y: number
  size: number
}

/**
 * Finds headers, footers and page numbers: what comes again at the same place on other pages, whatever its numbers,
 * in letters no larger than those of the page. So the titles of slides are none, though some come again.
 * @returns for each page, the pieces that belong to them
 */
export function findRunningHeads(pages: readonly PieceOfPage[]): Set<Line>[] {
  const margins = pages.map(page => marginsOf(page))
  const counts = new Map<string, number>()
  const offsets = new Map<number, number>()
  for (const [i, edges] of margins.entries()) {
    const keys = new Set<string>()
    for (const edge of edges)
      for (const candidate of edge) {
        keys.add(keyOf(candidate))
        const number = pageNumber(candidate)
        if (number !== undefined) offsets.set(number - i, (offsets.get(number - i) ?? 0) + 1)
      }
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const isHead = (candidate: Candidate, page: number): boolean => {
    const { body } = pages[page]!
    if (candidate.size > 1.05 * body) return false
    const number = pageNumber(candidate)
    if (number !== undefined && offsets.get(number - page)! > 1) return true
    if (number === page + 1 && candidate.pieces.length === 1) return true
    const times = Math.max(...[-1, 0, 1].map(step => counts.get(keyOf(candidate, step)) ?? 0))
    const stands = candidate.size < 0.95 * body || candidate.pattern.includes('#')
    return times >= (stands ? Math.min(3, Math.max(2, pages.length / 2)) : Math.max(3, 0.4 * pages.length))
  }
  return margins.map((edges, page) => {
    const found = new Set<Line>()
    for (const edge of edges)
      for (const candidate of edge) {
        if (!isHead(candidate, page)) break
        for (const piece of candidate.pieces) found.add(piece)
      }
    return found
  })
}

/** The first lines of a page from its top, and from its bottom. */
function marginsOf({ pieces, height }: PieceOfPage): [Candidate[], Candidate[]] {
  const rows = toRows(pieces)
  const top = rows.slice(0, MARGIN_LINES).filter(row => row[0]!.y < MARGIN * height)
  const bottom = rows
    .slice(-MARGIN_LINES)
    .reverse()
    .filter(row => row[0]!.y > (1 - MARGIN) * height)
  return [top.map(toCandidate), bottom.map(toCandidate)]
}

function toCandidate(pieces: Line[]): Candidate {
  const text = pieces.map(piece => piece.text).join(' ')
  return {
    pieces,
    pattern: text.length > MAX_CHARACTERS ? '' : text.replaceAll(/\d+/g, '#'),
    y: pieces[0]!.y,
    size: Math.max(...pieces.map(({ size }) => size)),
  }
}

function keyOf({ pattern, y }: Candidate, step = 0): string {
  return `${Math.round(y / SAME_HEIGHT) + step} ${pattern}`
}

/** The number that a line consists of, or that stands at one of its ends. Roman numbers count from 1 as well. */
function pageNumber({ pieces }: Candidate): number | undefined {
  const numbers = [pieces[0]!, pieces.at(-1)!].map(({ text }) => {
    const digits = /^\W{0,3}(\d{1,4})(?: ?\/ ?\d{1,4})?\W{0,3}$/.exec(text)?.[1]
    if (digits !== undefined) return Number(digits)
    return /^[ivxl]{1,7}$/.test(text) ? fromRoman(text) : undefined
  })
  return numbers[0] ?? numbers[1]
}

function fromRoman(text: string): number {
  const values = [...text].map(letter => ({ i: 1, v: 5, x: 10, l: 50 })[letter]!)
  let sum = 0
  for (const [i, value] of values.entries()) sum += value < (values[i + 1] ?? 0) ? -value : value
  return sum
}
