import { remembered } from '../../basics/remembered.js'

/**
 * Whether two words are forms of one lexeme: a common stem, and after it nothing but Turkish suffixes. There is no
 * dictionary; the second text says where the stem ends.
 */

/** A letter of each group stands for all: they alternate by vowel harmony, voicing and softening. */
const SOUNDS: Record<string, string> = { e: 'a', i: 'ı', u: 'ı', ü: 'ı', d: 't', ğ: 'k', c: 'ç', b: 'p' }

/** A suffix with its letters replaced by those that stand for them: `-leri` and `-ları` are both `ları`. */
export function soundsOf(suffix: string): string {
  let sounds = ''
  for (const letter of suffix) sounds += SOUNDS[letter] ?? letter
  return sounds
}

/** Hard consonants, which soften before a vowel: `kitap`, `kitabı`. */
export function hardened(word: string): string {
  return /[dğcb]/.test(word) ? word.replaceAll(/[dğcb]/g, letter => SOUNDS[letter]!) : word
}

/** Inflection, voice, and the derivations that keep what a word is about, in sounds. A letter before `?` may be left out. */
const SUFFIXES = new Set(
  `lar lık lı sız ça ki sal
  n?ı y?ı s?ı n?a y?a n?ta n?tan n?ın y?la m ım n mız ımız nız ınız
  y?tı y?sa y?mış tır y?kan
  ma mak maz yor ıyor ayor r ır ar y?açak y?an y?ıp y?arak y?ınça malı tık tıkça
  y?apıl y?ama y?alım y?ayım sın lım y?ız y?ış
  l ıl al ş ış aş t ıt at laş lan la k`
    .split(/\s+/)
    .flatMap(suffix => (suffix[1] === '?' ? [suffix.slice(2), suffix[0]! + suffix.slice(2)] : [suffix])),
)
const LONGEST_SUFFIX = Math.max(...Array.from(SUFFIXES, ({ length }) => length))
/** In letters. Longer chains do not occur in texts. */
const LONGEST_SUFFIXES = 16
/** From this common beginning on, what follows need not be suffixes. */
const LONG_STEM = 5
/** Least share of the shorter word that is common, where the suffixes are not checked. */
const MOSTLY = 0.6
/** Stems of two letters, hardened. Others are beginnings of longer ones. */
const SHORT_STEMS = new Set(
  'et ol al at aç as aş ek er iç iş in it iz öl ör öv uç uy üz ye te ak ay ev su ön üç on'.split(' '),
)

const isKnownChain = remembered(50_000, rest => isChain(soundsOf(rest)))

/** Whether letters after a stem are suffixes, in any order. */
export function isSuffixes(rest: string): boolean {
  return rest === '' || (rest.length <= LONGEST_SUFFIXES && isKnownChain(rest))
}

/** Whether sounds can be cut into suffixes. */
function isChain(sounds: string): boolean {
  const reached = new Set([0])
  for (let end = 1; end <= sounds.length; end++)
    for (let start = Math.max(0, end - LONGEST_SUFFIX); start < end; start++)
      if (reached.has(start) && SUFFIXES.has(sounds.slice(start, end))) reached.add(end)
  return reached.has(sounds.length)
}

/**
 * Length of the stem that two hardened words share, 0 if they are not forms of one lexeme.
 * @param a hardened, as is `b`
 */
export function commonStem(a: string, b: string): number {
  let common = 0
  while (common < a.length && a[common] === b[common]) common++
  if (common === a.length && common === b.length) return common
  if (common < 2) return 0
  for (let length = common; length >= Math.max(2, common - 3); length--) {
    if (length === 2 && !SHORT_STEMS.has(a.slice(0, 2))) break
    if (isSuffixes(a.slice(length)) && isSuffixes(b.slice(length))) return length
  }
  return common >= LONG_STEM && common >= MOSTLY * Math.min(a.length, b.length) ? common : 0
}
