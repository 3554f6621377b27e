/** Accents that TeX sets as signs of their own, with the combining mark that they are. */
const MARKS: Record<string, string> = {
  '´': '\u0301',
  ˆ: '\u0302',
  '˜': '\u0303',
  '¯': '\u0304',
  '˘': '\u0306',
  '˙': '\u0307',
  '¨': '\u0308',
  '˚': '\u030a',
  '˝': '\u030b',
  ˇ: '\u030c',
  '¸': '\u0327',
  '˛': '\u0328',
}

const BEFORE = /([´ˆ˜¯˘˙¨˚˝ˇ¸˛])(\p{L})/gu
/** TeX sets the cedilla of a capital after it. */
const AFTER = /([SC])¸/g
/** It is narrower than the capital, so that the gap after it looks like a space: `C¸ ok`, `Amac¸ ,`. */
const GAP_AFTER = /(?<!\p{L})([SC]¸) (?=[˘˙¨]?\p{L})|([SC]¸) (?=[.,;:!?)])/gu

/** A cedilla by itself, what pdf.js takes for a space after it, and the accent of the next letter. */
const LONE_CEDILLA = /^¸ ([˘˙¨]?)$/u
/** Widths in TeX's fonts, in letter heights: of a cedilla, of another accent, and less than a space with the gap before it. */
const CEDILLA = 0.45
const ACCENT = 0.35
const GAP = 0.35

/** A text without the gap between the cedilla of a capital and the accent after it, as in `SEÇİM`, where that is no space. */
export function withoutGap<T extends { text: string; width: number; size: number }>(run: T): T {
  const [found, accent] = LONE_CEDILLA.exec(run.text) ?? []
  if (found === undefined) return run
  const gap = run.width / run.size - CEDILLA - (accent ? ACCENT : 0)
  return gap < GAP ? { ...run, text: `¸${accent}` } : run
}

/**
 * Makes letters of accents that stand as signs beside them: `de˘gi¸sken` becomes `değişken`. An accent that makes no
 * letter stays. Takes time linear in the text.
 */
export function composeAccents(text: string): string {
  return text
    .replaceAll(GAP_AFTER, '$1$2')
    .replaceAll(AFTER, (_, letter: string) => withMark(letter, '¸')!)
    .replaceAll(BEFORE, (both, accent: string, letter: string) => withMark(letter, accent) ?? both)
}

function withMark(letter: string, accent: string): string | undefined {
  if (accent === '˙' && (letter === 'i' || letter === 'ı')) return 'i'
  const composed = ((letter === 'ı' ? 'i' : letter) + MARKS[accent]!).normalize('NFC')
  return composed.length === 1 ? composed : undefined
}
