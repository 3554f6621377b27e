import { joinLines, type Section } from '../sections.js'

const TIMES = /^(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{3})\s+-->\s+(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{3})/
/** Markup within a cue: styles, voices, timestamps; SubStation position tags. */
const MARKUP = /<[^<>\n]*>|\{\\[^{}]*\}/g
/** Characters at the end of a paragraph that are compared with the next cue. */
const ROLLING = 2000
/** Seconds of silence that end a paragraph. */
const PAUSE = 4

/** Extracts the speech from SubRip or WebVTT subtitles. Joins cues into paragraphs, split at pauses. */
export function readSubtitles(text: string): { sections: Section[] } {
  const paragraphs: string[][] = []
  let heard = ''
  let lastEnd = Number.NEGATIVE_INFINITY
  for (const block of text.replaceAll(/\r\n?/g, '\n').split(/\n[^\S\n]*\n/)) {
    const lines = block.split('\n')
    const at = lines.findIndex(line => TIMES.test(line.trim()))
    if (at < 0) continue
    const [start, end] = seconds(TIMES.exec(lines[at]!.trim())!)
    const said = lines
      .slice(at + 1)
      .map(line => line.replaceAll(MARKUP, '').trim())
      .filter(line => line !== '')
    if (said.length === 0) continue
    const text = joinLines(said)
    const last = paragraphs.at(-1)
    const goesOn = last !== undefined && start - lastEnd < PAUSE
    lastEnd = end
    // Rolling captions repeat the previous cue's text.
    if (goesOn && heard.endsWith(text)) continue
    if (goesOn) last.push(text)
    else paragraphs.push([text])
    heard = (goesOn ? joinLines([heard, text]) : text).slice(-ROLLING)
  }
  return { sections: [{ paragraphs: paragraphs.map(cues => joinLines(cues)) }] }
}

function seconds(match: RegExpExecArray): [start: number, end: number] {
  const at = (i: number): number =>
    3600 * Number(match[i] ?? 0) +
    60 * Number(match[i + 1]) +
    Number(match[i + 2]) +
    Number(match[i + 3]) / 1000
  return [at(1), at(5)]
}
