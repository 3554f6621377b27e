/** A text is cropped if it has more than `SHOWN` and some characters, or more lines than these. */
const SHOWN = 700
const LINES = 12
/** A little more than that is shown whole: a button would take as much room. */
const SOME = 150
/** Characters shown before the first marked word, if that stands below what would be shown. */
const BEFORE = 200

/**
 * The part of a text to show at first, as UTF-16 offsets, cut between words.
 * @param first offset of the first word that is marked, which is shown
 */
export function excerptOf(text: string, first = 0): { start: number; end: number } {
  const start = first > SHOWN - BEFORE ? wordAfter(text, first - BEFORE) : 0
  const rest = text.length - start
  const end = rest <= SHOWN + SOME ? text.length : wordBefore(text, start + SHOWN)
  return { start, end: Math.min(end, lineEnd(text, start)) }
}

/** Where a text has had its lines. */
function lineEnd(text: string, start: number): number {
  let at = start
  for (let line = 0; line < LINES; line++) {
    const next = text.indexOf('\n', at)
    if (next === -1) return text.length
    at = next + 1
  }
  return text.slice(at).trim() === '' ? text.length : at - 1
}

/** The end of the last word before an offset; the offset itself, but within no character, if that is far away. */
function wordBefore(text: string, offset: number): number {
  const cut = text.lastIndexOf(' ', offset)
  return cut > offset - BEFORE ? cut : whole(text, offset)
}

function wordAfter(text: string, offset: number): number {
  const cut = text.indexOf(' ', offset)
  return cut !== -1 && cut < offset + BEFORE ? cut + 1 : whole(text, offset)
}

/** An offset that divides no surrogate pair. */
function whole(text: string, offset: number): number {
  const code = text.charCodeAt(offset)
  return code >= 0xdc00 && code <= 0xdfff ? offset - 1 : offset
}
