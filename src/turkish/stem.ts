import { remembered } from '../basics/remembered.js'
import { rootOf } from './roots.js'

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
/** Suffixes that are stripped only from a known root, of which they leave no doubt: `verimiz`, `verine`. */
const AFTER_ROOTS = 'm mIz nIz nI nA ndA ndAn sInIn InIn ImA ysA dIr'
const STANDS_FOR: Record<string, string> = { A: 'ae', I: 'iu', D: 'dt' }
const VOWEL = /[aeiou]/
const SHORTEST_STEM = 3
/** Final consonants that soften before a vowel, with their hard forms: `kitabı`, `kağıdı`, `ağacı`. */
const HARD: Record<string, string> = { b: 'p', d: 't', g: 'k' }
/** Letters that may be voiceless without Turkish letters, and those that must be: only they turn d of a suffix into t. */
const MAY_BE_VOICELESS = /[cfhkpst]$/
const VOICELESS = /[fhkpt]$/

const SUFFIXES = spelt(PATTERNS)
const ROOT_SUFFIXES = spelt(`${PATTERNS} ${AFTER_ROOTS}`)
const LONGEST_SUFFIX = SUFFIXES.longest

interface Suffixes {
  all: ReadonlySet<string>
  longest: number
}

function spelt(patterns: string): Suffixes {
  const all = new Set(
    patterns
      .trim()
      .split(/\s+/)
      .flatMap(pattern =>
        [...pattern].reduce<string[]>(
          (heads, letter) => heads.flatMap(head => [...(STANDS_FOR[letter] ?? letter)].map(x => head + x)),
          [''],
        ),
      ),
  )
  return { all, longest: Math.max(...[...all].map(suffix => suffix.length)) }
}

/** Texts repeat their words, and stemming one takes as long as remembering hundreds. */
const REMEMBERED = 50_000

/**
 * A light stemmer for search. It strips suffixes, longest first, and checks vowel harmony and the voice of d and t as
 * far as ASCII shows them. It leaves known roots whole, gives them their dropped vowel back (`sehrin` → `sehir`), and
 * leaves at least three letters of other words. The result need not be a dictionary form: it only has to be the same for
 * all inflected forms of a word.
 * @param word lower-case ASCII, as returned by `plain`
 */
export const stem = remembered(REMEMBERED, word => (/^[a-z]+$/.test(word) ? stripped(word) : word))

function stripped(word: string): string {
  let rest = word
  for (;;) {
    const root = rootOf(hardened(rest)) ?? rootOf(rest) ?? rootWithin(rest)
    if (root !== undefined) return root
    const suffix = ending(rest)
    if (suffix === undefined) break
    rest = rest.slice(0, -suffix.length)
  }
  // A final n, y or s may belong to the stem (`oran`) or be a buffer consonant of the suffix. Dropping it in both
  // cases gives all forms the same stem.
  if (rest.length > SHORTEST_STEM && /[aeiou][nys]$/.test(rest)) rest = rest.slice(0, -1)
  return hardened(rest)
}

function hardened(word: string): string {
  const last = word.at(-1)!
  return word.slice(0, -1) + (HARD[last] ?? last)
}

/** The root that is left when one suffix is stripped, the longest that leaves one. */
function rootWithin(word: string): string | undefined {
  for (let length = Math.min(ROOT_SUFFIXES.longest, word.length - 2); length > 0; length--) {
    const suffix = word.slice(-length)
    const rest = word.slice(0, -length)
    if (!ROOT_SUFFIXES.all.has(suffix) || !fits(rest, suffix)) continue
    const root = rootOf(rest) ?? rootOf(hardened(rest))
    if (root !== undefined) return root
  }
  return undefined
}

function ending(word: string): string | undefined {
  for (let length = Math.min(LONGEST_SUFFIX, word.length - SHORTEST_STEM); length > 0; length--) {
    const suffix = word.slice(-length)
    if (SUFFIXES.all.has(suffix) && fits(word.slice(0, -length), suffix)) return suffix
  }
  return undefined
}

/** Whether a suffix can follow a stem, by vowel harmony and the voice of its first consonant. */
function fits(stem: string, suffix: string): boolean {
  if (suffix.startsWith('t') && !MAY_BE_VOICELESS.test(stem)) return false
  if (suffix.startsWith('d') && VOICELESS.test(stem)) return false
  return harmonises(stem, suffix)
}

/** The first vowel of a suffix must not be an a after an e, or an e after an a. */
function harmonises(stem: string, suffix: string): boolean {
  let last = stem.length - 1
  while (last >= 0 && !VOWEL.test(stem[last]!)) last--
  const before = stem[last]
  if (before === undefined) return false
  const vowel = VOWEL.exec(suffix)?.[0]
  return !((before === 'a' && vowel === 'e') || (before === 'e' && vowel === 'a'))
}
