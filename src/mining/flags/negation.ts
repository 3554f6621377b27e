import type { Word } from '../../turkish/tokens.js'

/**
 * Suffixes of negated verbs: aorist (-maz), present (-mıyor), past (-madı, -mamış), future (-mayacak), participles
 * (-mayan, -madık), converbs (-mayıp, -mayarak, -maksızın), necessity (-mamalı) and verbal nouns (-mama). Not
 * included: -mada and -madır, which are forms of a positive verbal noun (öğrenmede, öğrenmedir), and -masın.
 */
const NEGATED_VERB =
  /^(.{2,}?)(?:m[ae]z|m[ıiuü]yor|m[ae]d[ıi](?!r)|m[ae]m[ıi]ş|m[ae]y[ae]c[ae][kğ]|m[ae]y[ae]n|m[ae]y[ıi]ş|m[ae]y[ıi]p|m[ae]y[ae]rak|m[ae]y[ae]bil|m[ae]ks[ıi]z|m[ae]m[ae])/
/** "Without doing", or "from doing". It is a denial only if the other text has the verb itself. */
const WITHOUT_DOING = /^(.{2,}?)m[ae]d[ae]n$/
/** Before a negated form of the same verb it means "whether" (olup olmadığı). */
const WHETHER = /[ıiuü]p$/
/** Words with such endings that are not negated. */
const NOT_NEGATED =
  /^(?:tam[ae]m|zam[ae]n|temmuz|domuz|omuz|tem[ae]m|m[ae]lz[ae]m|hem[ae]n|el[ae]m[ae]n|problem)/
/** -sız: without. */
const PRIVATIVE = /^(.{3,}?)s[ıiuü]z(?:l[ıiuü][kğ]|c[ae]|d[ıiuü]r|l[ae]r|$)/
const NOT_PRIVATIVE = /^(?:yalnız|sonsuz|domuz|temmuz|kıvılcımsız)/
const DENIAL = /^(?:değil|yok$|yoktur|yokken|hiçbir|hiç$|asla$|olmaksızın|olmadan)/

/** Prefix that identifies a verb; stems shorter than `SHORT_STEM` (et-, ol-) are too ambiguous. */
const SHORT_STEM = 3
const COMPARED_LETTERS = 5
/** Longer words are not verbs. */
const LONGEST_STEM = 64

/** Negations in a text. */
interface Denials {
  /** Stems of negated words. */
  negated: string[]
  /** Stems of verbs in -madan. */
  without: string[]
  /** All other words. */
  plain: string[]
  /** Number of negating words of any kind. */
  count: number
}

/**
 * Whether one text denies what the other says: a word negated in one occurs unnegated in the other, or the texts are
 * nearly the same and one has one more negation.
 * @param overlap of their wording
 */
export function negates(a: readonly Word[], b: readonly Word[], overlap: number): boolean {
  const left = denials(a)
  const right = denials(b)
  if (contradicts(left, right) || contradicts(right, left)) return overlap >= ALIGNED_OVERLAP
  return left.count % 2 !== right.count % 2 && overlap >= PARITY_OVERLAP
}

/** Chosen on the bundled pairs. Below these, texts are as often negated elsewhere as contradictory. */
const ALIGNED_OVERLAP = 0.3
const PARITY_OVERLAP = 0.65

function denials(words: readonly Word[]): Denials {
  const found: Denials = { negated: [], without: [], plain: [], count: 0 }
  words.forEach(({ text }, i) => {
    if (DENIAL.test(text)) {
      found.count++
      const before = words[i - 1]?.text
      if (text.startsWith('değil') && before !== undefined) {
        found.negated.push(before)
        if (found.plain.at(-1) === before) found.plain.pop()
      }
      return
    }
    const without = WITHOUT_DOING.exec(text)?.[1]
    if (without !== undefined) found.without.push(without)
    const before = words[i - 1]?.text
    const whether = before !== undefined && WHETHER.test(before) && before[0] === text[0]
    const stem = whether ? undefined : negatedStem(text)
    if (stem === undefined) found.plain.push(text)
    else {
      found.negated.push(stem)
      found.count++
    }
  })
  return found
}

function negatedStem(text: string): string | undefined {
  if (!NOT_NEGATED.test(text)) {
    const verb = NEGATED_VERB.exec(text)
    if (verb) return verb[1]
  }
  return NOT_PRIVATIVE.test(text) ? undefined : PRIVATIVE.exec(text)?.[1]
}

/** Whether a word negated in one text occurs in the other, and is not negated there. */
function contradicts(denying: Denials, saying: Denials): boolean {
  const says = sameVerb(saying.plain)
  const denies = sameVerb(saying.negated)
  const denied = denying.negated.some(stem => stem.length >= SHORT_STEM && says(stem) && !denies(stem))
  return denied || isDone(saying.plain, new Set(denying.without))
}

/** Returns a test whether a stem and one of the words have a common prefix, up to `COMPARED_LETTERS`. */
function sameVerb(words: readonly string[]): (stem: string) => boolean {
  const starts = new Set<string>()
  const whole = new Set(words)
  for (const word of words)
    for (let length = SHORT_STEM; length <= COMPARED_LETTERS; length++) starts.add(word.slice(0, length))
  return stem => {
    const start = stem.slice(0, COMPARED_LETTERS)
    if (starts.has(start)) return true
    for (let length = SHORT_STEM; length <= start.length; length++)
      if (whole.has(start.slice(0, length))) return true
    return false
  }
}

/** Whether one of the words is a form of one of these verbs, other than negated or the verbal noun. */
function isDone(words: readonly string[], stems: ReadonlySet<string>): boolean {
  const lengths = [...new Set(Array.from(stems, stem => stem.length))].filter(
    length => length >= SHORT_STEM && length <= LONGEST_STEM,
  )
  return words.some(word =>
    lengths.some(length => stems.has(word.slice(0, length)) && !/^m[ae]/.test(word.slice(length))),
  )
}
