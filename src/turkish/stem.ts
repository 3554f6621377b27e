/**
 * Inflection and the commonest derivation, without Turkish letters: A stands for a or e, I for i or u (ı and ü among
 * them), D for d or t. They are taken off from the end as long as a stem is left.
 */
const PATTERNS = `
  lAr lArI lArIn lArInI lArInA lArIndA lArIndAn lArInIn lArlA
  Im In ImIz InIz sI I A yI yA InI InA sInI sInA DA IndA sIndA DAn IndAn sIndAn nIn ylA lA cA
  ki DAki ndAki sIz lIk lIg
  mAk mA mAyI mAyA mAnIn mAsI mAsInI mAsInA mAsInIn mAsIndA mIs
  DI yor Iyor AcAk Ir Ar sA An DIk DIgI ken Ip ArAk IncA mAlI mAlIdIr DIr
  AbIlIr IlIr IlmIs IlAn yAn Iliyor
`
const STANDS_FOR: Record<string, string> = { A: 'ae', I: 'iu', D: 'dt' }
const VOWEL = /[aeiou]/
const SHORTEST_STEM = 3
/** Stems whose last consonant softens before a vowel: `kitabı`, `kağıdı`, `ağacı`. */
const HARD: Record<string, string> = { b: 'p', d: 't', g: 'k' }

/** Longest first. */
const SUFFIXES = [
  ...new Set(
    PATTERNS.trim()
      .split(/\s+/)
      .flatMap(pattern =>
        [...pattern].reduce<string[]>(
          (all, letter) => all.flatMap(head => [...(STANDS_FOR[letter] ?? letter)].map(x => head + x)),
          [''],
        ),
      ),
  ),
].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))

/**
 * What the forms of a word have in common, for searching: a light stripper of endings that heeds vowel harmony as far
 * as it shows without Turkish letters (a goes with a, e with e), and leaves at least three letters. It is no
 * dictionary form: what counts is that inflected forms come out the same.
 * @param word in small letters without Turkish ones, as `plain` gives it
 */
export function stem(word: string): string {
  if (!/^[a-z]+$/.test(word)) return word
  let rest = word
  for (let suffix = ending(rest); suffix; suffix = ending(rest)) rest = rest.slice(0, -suffix.length)
  // Where n, y or s ends a stem it may be taken for a joint (`oran`, `oranı`); it goes wherever it may have gone.
  if (rest.length > SHORTEST_STEM && /[aeiou][nys]$/.test(rest)) rest = rest.slice(0, -1)
  const last = rest.at(-1)!
  return rest.slice(0, -1) + (HARD[last] ?? last)
}

function ending(word: string): string | undefined {
  return SUFFIXES.find(
    suffix =>
      word.length - suffix.length >= SHORTEST_STEM &&
      word.endsWith(suffix) &&
      harmonises(word.slice(0, -suffix.length), suffix),
  )
}

/** Whether a suffix can follow: its first vowel must not be an a after an e, or an e after an a. */
function harmonises(stem: string, suffix: string): boolean {
  let last = stem.length - 1
  while (last >= 0 && !VOWEL.test(stem[last]!)) last--
  const before = stem[last]
  if (before === undefined) return false
  const vowel = VOWEL.exec(suffix)?.[0]
  return !((before === 'a' && vowel === 'e') || (before === 'e' && vowel === 'a'))
}
