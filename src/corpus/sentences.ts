export interface Span {
  start: number
  end: number
}

/** Words that end in a full stop without ending a sentence, in lower case and without that full stop. */
const ABBREVIATIONS = new Set(
  `a.g.e age alb alm ank apt ar arş as atğm av bçvş bk bkz bl bnb böl bşk bul cad çev çvş dak dan dist doç doğ dr
  ecz ed ens erm fak far fig fr g gen geom gön gör hz haz hek hst huk ing ist jeol kim krş lat ltd m.ö m.s mah md
  min müd müh nö no noter op opr ord ort ör örn öğr ölç prof s sa sf sn sok sos şb şek şk şti t.c tab tel tic tl uzm
  ünv ver vb vd vs yak yard yd yrd yun yy yzb zf i.e e.g et al cf eq eqs figs ref sec vol p pp`.split(/\s+/),
)

/** What starts an item of a list on a line of its own. */
const ITEM = /\n(?=[^\S\n]*(?:[-–•*▪◦]|\d{1,3}[.)]|[a-zçğıöşü]\))[^\S\n])/g
/** What stands before a full stop. */
const LAST_WORD = /(\S+)\.\s*$/
/** A full stop after a word, before a number: the standard segmenter looks past the number and sees no end. */
const BEFORE_NUMBER = /(\p{L}{2,})\.\s+(?=\d)/gu

const segmenter = new Intl.Segmenter('tr', { granularity: 'sentence' })

/**
 * Sentences of a paragraph, as offsets into the text; white space after one belongs to it. Unicode's rules, by the
 * standard segmenter, and above them what these do not know: abbreviations, initials, ordinals, Roman numerals, items of
 * lists, direct speech that goes on, and numbers that start a sentence. A line end within a paragraph is a space, but
 * before an item of a list.
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
  const spans: Span[] = []
  for (const { index, segment } of segmenter.segment(item)) {
    const last = spans.at(-1)
    if (last && goesOn(item.slice(last.start - start, last.end - start), segment)) last.end += segment.length
    else spans.push({ start: start + index, end: start + index + segment.length })
  }
  return spans.flatMap(span => beforeNumbers(item, span, start))
}

function beforeNumbers(item: string, { start, end }: Span, offset: number): Span[] {
  const cuts = [...item.slice(start - offset, end - offset).matchAll(BEFORE_NUMBER)]
    .filter(([, word]) => !isAbbreviation(word!))
    .map(({ index, 0: match }) => start + index + match.length)
  return [start, ...cuts].map((from, i) => ({ start: from, end: cuts[i] ?? end }))
}

/** Whether what looks like the end of a sentence is none. */
function goesOn(before: string, next: string): boolean {
  const goesOnSmall = /^\s*\p{Ll}/u.test(next)
  const word = LAST_WORD.exec(before)?.[1]?.replace(/^[("'“‘[]+/, '')
  if (word === undefined) {
    // "Neden?" diye sordu.
    const asked = /[!?…]\s*$/.test(before)
    return goesOnSmall && !asked
  }
  const isNumberOfItem = /^\s*(?:\d{1,3}|\p{L})\.\s*$/u.test(before)
  return isAbbreviation(word) || isNumberOfItem || /^(?:\p{Lu}|[IVXLCDM]+)$/u.test(word) || goesOnSmall
}

function isAbbreviation(word: string): boolean {
  return ABBREVIATIONS.has(word.toLocaleLowerCase('tr'))
}
