import { decodeHTML } from 'entities'
import { joinLines } from '../hyphens.js'
import { leaveOut } from '../left-out.js'
import type { Section } from '../sections.js'
import { sentenceSpans } from '../sentences.js'
import type { LeftOut } from '../types.js'

const TIMES =
  /^(?:(\d+):)?(\d{1,2}):(\d{2})(?:[.,:](\d{1,3}))?[^\S\n]*-->[^\S\n]*(?:(\d+):)?(\d{1,2}):(\d{2})(?:[.,:](\d{1,3}))?/
/** Styles, languages and voices. A `<` before anything else is text. */
const TAG = /<\/?[a-z][^<>\n]*>/gi
/** When a word within a cue is said. */
const WORD_TIME = /<\d[\d:.]*>/g
/** Positions, as SubStation writes them. */
const POSITION = /\{\\[^{}]*\}/g
const VOICE = /^<v(?:\.[^\s>]*)?\s([^>]*)>$/i
/** The sign before what another speaker says. */
const TURN = /^[-–—‐](?:[^\S\n]+(?=\S)|(?=[\p{L}"“]))/u
const SENTENCE_END = /[.!?…]["'”’»)\]]*$/

/** Seconds of silence that end a passage. */
const PAUSE = 4
/** Seconds that a passage spans, unless a single cue is longer. */
const LONGEST = 60
/** Captions that roll follow each other without a gap, by way of cues that last only a moment, in seconds. */
const MOMENT = 0.05

interface Cue {
  /** Seconds from the beginning. */
  start: number
  end: number
  lines: string[]
  /** Whether it says when each word is said, as captions that are made while somebody speaks do. */
  timed: boolean
}

/** A sentence of a cue, or the part of one that it holds. */
interface Piece {
  start: number
  end: number
  text: string
  /** Somebody else spoke before, and did not end a sentence. */
  breaks: boolean
}

/**
 * Extracts the speech from SubRip or WebVTT subtitles. A section is what is said up to a pause, in a minute at most,
 * cut after a sentence where there is one; its metadata are `start` and `end` in seconds. Captions that roll (a cue
 * shows the last lines of the one before again, while or just when that one ends) are said once. Names of voices,
 * identifiers, comments and styles are counted and left out.
 */
export function readSubtitles(text: string): { sections: Section[]; leftOut: LeftOut } {
  const leftOut: LeftOut = {}
  const sections: Section[] = []
  let pieces: Piece[] = []
  const flush = (count: number): void => {
    const [taken, rest] = [pieces.slice(0, count), pieces.slice(count)]
    if (taken.length > 0) sections.push(toSection(taken))
    pieces = rest
  }
  for (const cue of withoutRepetition(readCues(text, leftOut), leftOut))
    for (const piece of piecesOf(cue)) {
      const last = pieces.at(-1)
      if (last && piece.start - last.end >= PAUSE) flush(pieces.length)
      // What is kept after the last whole sentence may be too long itself.
      while (pieces.length > 0 && piece.end - pieces[0]!.start > LONGEST)
        flush(pieces.findLastIndex(({ text }) => SENTENCE_END.test(text)) + 1 || pieces.length)
      pieces.push(piece)
    }
  flush(pieces.length)
  return { sections, leftOut }
}

function toSection(pieces: readonly Piece[]): Section {
  const paragraphs: string[][] = [[]]
  for (const { text, breaks } of pieces) {
    if (breaks) paragraphs.push([])
    paragraphs.at(-1)!.push(text)
  }
  const end = pieces.reduce((latest, piece) => Math.max(latest, piece.end), 0)
  return { metadata: { start: pieces[0]!.start, end }, paragraphs: paragraphs.map(lines => joinLines(lines)) }
}

/** A file's cues, in its order. */
function readCues(text: string, leftOut: LeftOut): Cue[] {
  const cues: Cue[] = []
  const lines = text.replaceAll(/\r\n?/g, '\n').split('\n')
  const isWebVtt = /^\ufeff?WEBVTT/.test(lines[0]!)
  let inBlock: 'comment' | 'markup' | undefined = 'markup'
  for (const [i, raw] of lines.entries()) {
    const line = raw.trim()
    const isFirst = i === 0 || lines[i - 1]!.trim() === ''
    const times = TIMES.exec(line)
    const cue = cues.at(-1)
    if (times) {
      cues.push({ start: seconds(times, 1), end: seconds(times, 5), lines: [], timed: false })
      inBlock = undefined
    } else if (isWebVtt && isFirst && /^(?:NOTE|STYLE|REGION)(?:\s|$)/.test(line)) {
      inBlock = line.startsWith('NOTE') ? 'comment' : 'markup'
      leaveOut(leftOut, inBlock, line.replace(/^\S+/, ''))
    } else if (TIMES.test(lines[i + 1]?.trim() ?? '') && isIdentifier(line, isFirst, isWebVtt, cues.length)) {
      if (!/^\d*$/.test(line)) leaveOut(leftOut, 'markup', line)
    } else if (inBlock !== undefined || !cue) leaveOut(leftOut, inBlock ?? 'markup', line)
    else if (line !== '') {
      for (const tag of line.match(TAG) ?? []) leaveOut(leftOut, 'markup', VOICE.exec(tag)?.[1] ?? '')
      cue.timed ||= line.search(WORD_TIME) >= 0
      const shown = line.replaceAll(WORD_TIME, '').replaceAll(TAG, '').replaceAll(POSITION, '')
      const plain = decodeHTML(shown).trim()
      if (plain !== '') cue.lines.push(plain)
    }
    if (inBlock === 'comment' && line === '') inBlock = cue ? undefined : 'markup'
  }
  return cues
}

/** Whether a line before times names their cue: SubRip numbers cues, WebVTT may give them any name. */
function isIdentifier(line: string, isFirst: boolean, isWebVtt: boolean, cues: number): boolean {
  return isFirst ? isWebVtt || /^\d*$/.test(line) : line === String(cues + 1)
}

function seconds(times: RegExpExecArray, at: number): number {
  const [hours, minutes, whole, part] = times.slice(at, at + 4)
  const milliseconds = Number((part ?? '').padEnd(3, '0'))
  return 3600 * Number(hours ?? 0) + 60 * Number(minutes) + Number(whole) + milliseconds / 1000
}

/** Takes out of each cue of captions that roll what the cue before has shown. */
function withoutRepetition(cues: readonly Cue[], leftOut: LeftOut): Cue[] {
  const shown = cues.filter(({ lines }) => lines.length > 0)
  return shown.map((cue, i) => {
    const before = shown[i - 1]
    if (!before || !rolls(before, cue)) return cue
    let again = Math.min(before.lines.length, cue.lines.length)
    while (again > 0 && !before.lines.slice(-again).every((line, at) => line === cue.lines[at])) again--
    const lines = cue.lines.slice(again)
    leaveOut(leftOut, 'repetition', cue.lines.slice(0, again).join(' '))
    // The line before may have grown.
    const last = before.lines.at(-1)!
    if (again === 0 && lines[0]!.startsWith(`${last} `)) {
      leaveOut(leftOut, 'repetition', last)
      lines[0] = lines[0]!.slice(last.length + 1)
    }
    return { ...cue, lines }
  })
}

/** Whether a cue is shown while the one before is, or follows it as in captions that roll. */
function rolls(before: Cue, cue: Cue): boolean {
  if (cue.start < before.end) return cue.start >= before.start
  const isMomentary = before.end - before.start < MOMENT || cue.end - cue.start < MOMENT
  return cue.start - before.end < MOMENT && (isMomentary || cue.timed)
}

/** Cuts what a cue says after each sentence, and before each speaker. */
function* piecesOf({ start, end, lines }: Cue): Generator<Piece> {
  const turns: string[][] = []
  const isDialogue = lines.some(line => TURN.test(line))
  for (const line of lines) {
    if (turns.length === 0 || (isDialogue && TURN.test(line))) turns.push([line.replace(TURN, '')])
    else turns.at(-1)!.push(line)
  }
  let said = '.'
  for (const turn of turns) {
    const text = joinLines(turn)
    const breaks = !SENTENCE_END.test(said)
    for (const [i, span] of sentenceSpans(text, { start: 0, end: text.length }).entries())
      yield { start, end, text: text.slice(span.start, span.end).trim(), breaks: breaks && i === 0 }
    said = text
  }
}
