/**
 * Inflectional suffixes and the most common derivational ones, without Turkish letters. A stands for a or e, I for i
 * or u (ı and ü included), D for d or t. `stem` strips them from the end as long as a stem remains.
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
/** Final consonants that soften before a vowel, with their hard forms: `kitabı`, `kağıdı`, `ağacı`. */
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
 * A light stemmer for search. It strips suffixes, checks vowel harmony as far as ASCII shows it (a with a, e with e),
 * and leaves at least three letters. The result need not be a dictionary form: it only has to be the same for all
 * inflected forms of a word.
 * @param word lower-case ASCII, as returned by `plain`
 */
export function stem(word: string): string {
  if (!/^[a-z]+$/.test(word)) return word
  let rest = word
  for (let suffix = ending(rest); suffix; suffix = ending(rest)) rest = rest.slice(0, -suffix.length)
  // A final n, y or s may belong to the stem (`oran`) or be a buffer consonant of the suffix. Dropping it in both
  // cases gives all forms the same stem.
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

/** Whether vowel harmony allows a suffix: its first vowel must not be an a after an e, or an e after an a. */
function harmonises(stem: string, suffix: string): boolean {
  let last = stem.length - 1
  while (last >= 0 && !VOWEL.test(stem[last]!)) last--
  const before = stem[last]
  if (before === undefined) return false
  const vowel = VOWEL.exec(suffix)?.[0]
  return !((before === 'a' && vowel === 'e') || (before === 'e' && vowel === 'a'))
}
