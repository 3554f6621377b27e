import { composeAccents, withoutGap } from './accents.js'
import { isMark } from './list-items.js'
import type { Run } from './page-text.js'

/** Text on one baseline without a wide gap, or such pieces side by side. */
export interface Line {
  text: string
  /** Left edge, right edge and baseline, in points from the top left. */
  left: number
  right: number
  y: number
  /** Size of most of its letters, in points. */
  size: number
  /** Font of most of its letters. */
  font: string
  /** Texts between wide gaps, left to right. */
  cells: Cell[]
  /** Whether accents were put onto letters. */
  isRepaired: boolean
  /** Marks of notes that were taken out. */
  marks: number
}

export interface Cell {
  text: string
  left: number
  right: number
}

/** A gap of this many letter heights ends a piece of a line. */
const WIDE_GAP = 1
/** A gap of this many letter heights is a space. */
const SPACE = 0.15
/** Letters overlap the ones before by this many letter heights if they are accented by them. */
const OVERLAP = 0.9
/** A mark beside a line, such as the bullet of an item, belongs to what follows within this many letter heights. */
const MARK_GAP = 4
const MARK_CHARACTERS = 4

/** A sign that nobody can read before a line is a bullet: fonts of symbols do not say what they hold. */
const LONE_SYMBOL = /^[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\uf000-\uf0ff](?=\s|$)/u
/** The mark of a note is raised, and smaller by this, */
const RAISED = 0.2
const SMALLER = 0.8
/** and stands after a word or a sentence; after a letter or two it is an exponent. */
const NOTE_MARK = /^(?:\d{1,2}|[*∗†‡§]{1,2})$/
const BEFORE_MARK = /(?:\p{L}{3}|[.,;:!?)”"])$/u

/** Makes pieces of lines from runs, in the order in which they are drawn. */
export function toPieces(runs: readonly Run[]): Line[] {
  const pieces: Piece[] = []
  let sawSpace = false
  for (const run of runs) {
    if (run.text.trim() === '') {
      sawSpace ||= run.text !== ''
      continue
    }
    const close = withoutGap(run)
    const last = pieces.at(-1)
    if (last?.takes(close)) last.add(close, sawSpace)
    else pieces.push(new Piece(close))
    sawSpace = false
  }
  return pieces.map(piece => piece.toLine())
}

/** A piece of a line that grows by runs. */
class Piece {
  private readonly texts: string[] = []
  private readonly letters = new Map<string, { run: Run; count: number }>()
  private readonly left: number
  private right: number
  private base: Run
  private last: Run
  private marks = 0

  constructor(run: Run) {
    this.left = run.x
    this.right = run.x
    this.base = run
    this.last = run
    this.add(run, false)
  }

  /** Whether a run continues this piece: on its line, at its end. */
  takes({ x, y, size }: Run): boolean {
    const height = Math.max(this.base.size, size)
    const gap = x - this.right
    return Math.abs(y - this.base.y) < height / 2 && gap > -OVERLAP * height && gap < WIDE_GAP * height
  }

  add(run: Run, sawSpace: boolean): void {
    const gap = run.x - this.right
    const before = this.texts.at(-1)
    if (
      before !== undefined &&
      isRaised(run, this.base) &&
      NOTE_MARK.test(run.text) &&
      BEFORE_MARK.test(before)
    ) {
      this.marks++
      this.right = run.x + run.width
      return
    }
    const isAfterMark = this.texts.length === 1 && isRaised(this.last, run) && NOTE_MARK.test(this.last.text)
    const isApart = gap > SPACE * this.base.size || (sawSpace && gap > 0) || isAfterMark
    if (before !== undefined && isApart && !/\s$/.test(before) && !/^\s/.test(run.text)) this.texts.push(' ')
    this.texts.push(run.text)
    this.last = run
    this.right = Math.max(this.right, run.x + run.width)
    // An accent over a capital is drawn higher, a footnote's mark is drawn smaller: neither is the base line.
    if (run.size > this.base.size || (run.size === this.base.size && run.y > this.base.y)) this.base = run
    const key = `${run.font} ${Math.round(run.size * 2)}`
    const known = this.letters.get(key)
    if (known) known.count += run.text.length
    else this.letters.set(key, { run, count: run.text.length })
  }

  toLine(): Line {
    const raw = this.texts.join('').trim()
    const text = composeAccents(raw).replace(LONE_SYMBOL, '•')
    let most = { run: this.base, count: 0 }
    for (const each of this.letters.values()) if (each.count > most.count) most = each
    const { left, right } = this
    return {
      text,
      left,
      right,
      y: this.base.y,
      size: most.run.size,
      font: most.run.font,
      cells: [{ text, left, right }],
      isRepaired: text !== raw,
      marks: this.marks,
    }
  }
}

function isRaised(run: Run, base: Run): boolean {
  return run.size < SMALLER * base.size && base.y - run.y > RAISED * base.size
}

/** Joins the marks of list items to the text beside them, so that they are no column of their own. */
export function joinMarks(pieces: readonly Line[]): Line[] {
  const joined: Line[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    const isMarked =
      last !== undefined &&
      last.text.length <= MARK_CHARACTERS &&
      isMark(last.text) &&
      isBeside(last, piece) &&
      piece.left - last.right < MARK_GAP * Math.max(last.size, piece.size)
    if (isMarked)
      joined[joined.length - 1] = { ...sideBySide([last, piece]), cells: [joinCells(last, piece)] }
    else joined.push(piece)
  }
  return joined
}

function joinCells(mark: Line, piece: Line): Cell {
  return { text: `${mark.text} ${piece.text}`, left: mark.left, right: piece.right }
}

function isBeside(a: Line, b: Line): boolean {
  return Math.abs(a.y - b.y) < 0.5 * Math.max(a.size, b.size) && b.left >= a.right
}

/** Groups pieces that stand on one baseline: rows from top to bottom, each from left to right. */
export function toRows(pieces: readonly Line[]): Line[][] {
  const rows: Line[][] = []
  for (const piece of [...pieces].sort((a, b) => a.y - b.y)) {
    const row = rows.at(-1)
    const isOnRow =
      row !== undefined && Math.abs(row[0]!.y - piece.y) < 0.4 * Math.min(row[0]!.size, piece.size)
    if (isOnRow) row.push(piece)
    else rows.push([piece])
  }
  for (const row of rows) row.sort((a, b) => a.left - b.left)
  return rows
}

/** Makes lines of the pieces of a column, from top to bottom. */
export function toLines(pieces: readonly Line[]): Line[] {
  return toRows(pieces).map(row => (row.length === 1 ? row[0]! : sideBySide(row)))
}

/** Joins pieces of one line; the longest says its size and font. */
function sideBySide(pieces: readonly Line[]): Line {
  let longest = pieces[0]!
  let right = longest.right
  for (const piece of pieces) {
    if (piece.text.length > longest.text.length) longest = piece
    right = Math.max(right, piece.right)
  }
  return {
    ...longest,
    text: pieces.map(({ text }) => text).join(' '),
    left: pieces[0]!.left,
    right,
    cells: pieces.flatMap(({ cells }) => cells),
    isRepaired: pieces.some(({ isRepaired }) => isRepaired),
    marks: 0,
  }
}
