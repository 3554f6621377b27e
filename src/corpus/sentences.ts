export interface Span {
  start: number
  end: number
}

/** Abbreviations whose full stop does not end a sentence, in lower case, without that full stop. */
const ABBREVIATIONS = new Set(
  `a.g.e age alb alm ank apt ar arş as atğm av bçvş bilg bk bkz bl bnb böl bşk bul cad çev çvş dak dan dist doç doğ dr
  ecz ed ens erm fak far fig fr g gen geom gön gör hz haz hek hst huk ing ist jeol kim krş lat ltd m.ö m.s mah maks md
  min müd müh nö no noter op opr ord ort ör örn öğr ölç prof s sa sf sn sok sos ss std şb şek şk şti t.c tab tel tic tl uzm
  ünv ver vb vd vs yak yard yd yrd yun yy yzb zf i.e e.g et al cf eq eqs figs ref sec vol p pp`.split(/\s+/),
)

/** Abbreviations that end a list, and a sentence with it unless a small letter follows. */
const ENDS_OF_LISTS = new Set(['vb', 'vs'])

/** Possible sentence ends. A text without any is a single sentence. */
const MAY_END = /[\p{Sentence_Terminal}\u2024\u2026\ufe52\uff0e\r\u0085\u2028\u2029]/u

/** The line break before a list item. */
const ITEM = /\n(?=[^\S\n]*(?:[-–•*▪◦]|\d{1,3}[.)]|[a-zçğıöşü]\))[^\S\n])/g
/** A full stop before a number. The standard segmenter skips over the number and sees no end here. */
const STOP_BEFORE_NUMBER = /\.\s+(?=\d)/g
/** An ellipsis of one character before a capital, which the standard segmenter takes for a comma. */
const ELLIPSIS = /…\s+(?=\p{Lu})/gu
/** Longer words are neither abbreviations nor Roman numerals. */
const LONGEST = 64

const segmenter = new Intl.Segmenter('tr', { granularity: 'sentence' })
/** Characters passed to the segmenter at a time: per sentence, it takes time linear in its whole input. */
const WINDOW = 1000

/**
 * Splits a paragraph into sentences, as offsets into the text; a sentence includes the white space after it. Follows
 * Unicode's rules, as the standard segmenter implements them, and adds what they lack: abbreviations, initials,
 * ordinals, Roman numerals, list items, continued direct speech, and numbers that start a sentence. A line break
 * within a paragraph counts as a space, except before a list item.
 */
export function sentenceSpans(text: string, paragraph: Span): Span[] {
  return items(text, paragraph).flatMap(item => inItem(text, item))
}

function items(text: string, { start, end }: Span): Span[] {
  const cuts = [...text.slice(start, end).matchAll(ITEM)].map(({ index }) => start + index + 1)
  return [start, ...cuts].map((from, i) => ({ start: from, end: cuts[i] ?? end }))
}

function inItem(text: string, { start, end }: Span): Span[] {
  const item = text.slice(start, end).replaceAll('\n', ' ')
  if (!MAY_END.test(item)) return start < end ? [{ start, end }] : []
  const spans: Span[] = []
  /** The last span, without surrounding white space. */
  let said: Span = { start: 0, end: 0 }
  for (const { index, segment } of standardSentences(item)) {
    const last = spans.at(-1)
    const isBlank = segment.trim() === ''
    const from = index + segment.length - segment.trimStart().length
    const to = index + segment.trimEnd().length
    if (last && goesOn(item, said, segment)) {
      last.end += segment.length
      if (!isBlank) said = said.start < said.end ? { start: said.start, end: to } : { start: from, end: to }
    } else {
      spans.push({ start: start + index, end: start + index + segment.length })
      said = isBlank ? { start: index, end: index } : { start: from, end: to }
    }
  }
  return spans.flatMap(span => atMissedEnds(item, span, start))
}

/**
 * Runs the segmenter over a text, window by window. Where a sentence ends may depend on the text up to the next end,
 * so the last two sentences of a window are segmented again, in the next or in a larger window (unless the text
 * ends).
 */
function* standardSentences(text: string): Generator<{ index: number; segment: string }> {
  let width = WINDOW
  for (let from = 0; from < text.length; ) {
    const isLast = from + width >= text.length
    const found: { index: number; segment: string }[] = []
    for (const { index, segment } of segmenter.segment(text.slice(from, from + width))) {
      found.push({ index: from + index, segment })
      // A larger window is only needed for its first sentence.
      if (width > WINDOW && found.length === 3) break
    }
    const wasCut = width > WINDOW && found.length === 3
    const sure = isLast && !wasCut ? found.length : found.length - 2
    if (sure < 1) {
      width *= 2
      continue
    }
    yield* found.slice(0, sure)
    from = found[sure]?.index ?? text.length
    width = WINDOW
  }
}

/** Cuts a sentence where the standard segmenter sees no end. */
function atMissedEnds(item: string, { start, end }: Span, offset: number): Span[] {
  const sentence = item.slice(start - offset, end - offset)
  const numbers = [...sentence.matchAll(STOP_BEFORE_NUMBER)].filter(({ index }) => {
    const word = lettersBefore(sentence, index)
    return word.length >= 2 && !isAbbreviation(word)
  })
  const cuts = [...numbers, ...sentence.matchAll(ELLIPSIS)]
    .map(({ index, 0: match }) => start + index + match.length)
    .sort((a, b) => a - b)
  return [start, ...cuts].map((from, i) => ({ start: from, end: cuts[i] ?? end }))
}

/** The letters before an offset, at most `LONGEST` UTF-16 code units. */
function lettersBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - LONGEST), at)
  let start = before.length
  while (start > 0) {
    const letter = String.fromCodePoint(before.codePointAt(start - 1)!)
    const isHalf = /[\udc00-\udfff]/.test(letter) && start > 1
    const whole = isHalf ? before.slice(start - 2, start) : letter
    if (!/^\p{L}$/u.test(whole)) break
    start -= whole.length
  }
  return before.slice(start)
}

/**
 * Whether a sentence continues after an apparent end. Only looks at its last word, so cost does not grow with its
 * length.
 * @param said its range in the item, without surrounding white space
 */
function goesOn(item: string, said: Span, next: string): boolean {
  const goesOnSmall = /^\s*\p{Ll}/u.test(next)
  const end = item.slice(Math.max(said.start, said.end - LONGEST), said.end)
  const stopped = /\S\.$/.test(end)
  if (!stopped) {
    // "Neden?" diye sordu.
    return goesOnSmall && !/[!?…]$/.test(end)
  }
  if (goesOnSmall) return true
  const isNumberOfItem = said.end - said.start <= 4 && /^(?:\d{1,3}|\p{L})\.$/u.test(end)
  const word = end.slice(end.search(/\s\S*$/) + 1, -1).replace(/^[("'“‘[]+/, '')
  if (ENDS_OF_LISTS.has(word)) return false
  return isNumberOfItem || isAbbreviation(word) || /^(?:\p{Lu}|[IVXLCDM]+)$/u.test(word)
}

function isAbbreviation(word: string): boolean {
  return ABBREVIATIONS.has(word.toLocaleLowerCase('tr'))
}
