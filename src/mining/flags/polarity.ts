import { remembered } from '../../basics/remembered.js'
import type { Item } from './reading.js'

/**
 * Negated forms of a verb, by the suffixes that follow the negation `-mA-` (or `-AmA-`, cannot): aorist (-maz, -mayız),
 * present (-mıyor), past (-madı, -mamış), future (-mayacak), conditional (-masa), optative and imperative (-mayalım,
 * -masın, -mayın), necessity (-mamalı), participles (-mayan, -madık), converbs (-mayıp, -mayarak, -maksızın) and verbal
 * nouns (-mama, -mayış). Not included, because they are cases of the positive verbal noun: -mada, -madır, -mayı, -maya,
 * -masını.
 */
const NEGATED_VERB =
  /^(.{2,}?)(?:m[ae]z|m[ıiuü]yor|m[ae]d[ıi](?!r)|m[ae]m[ıi]ş|m[ae]y[ae]c[ae][kğ]|m[ae]y[ae]n|m[ae]y[ıi](?:ş|p|n(?:[ıi]z)?$|z|nc[ae])|m[ae]y[ae](?:rak|rek|bil|l[ıi]m|y[ıi]m|s[ıi]n)|m[ae]ks[ıi]z|m[ae]m[ae]|m[ae]s[ae](?:$|k$|l|yd|n[ıi]z$|m$)|m[ae]s[ıi]n(?:l[ae]r)?$)/
/** Beginnings of words that only look so. */
const NOT_NEGATED =
  /^(?:tam[ae]m(?!la)|zam[ae]n|temmuz|domuz|omuz|tem[ae]m|m[ae]lz[ae]m|hem[ae]n|el[ae]m[ae]n|problem|göm[üm]|em(?:iyor|ici)|yumuyor|namaz|amazon|yılmaz$|kıs[ae]mes[ae]j|tensörm|önem)/
/** Negated in form, but a word of its own that denies nothing. */
const LEXICAL =
  /^(?:vazgeçilmez|kaçınılmaz|tartışılmaz|tartışmasız|yadsın[ae]maz|ayrılmaz|olmazsa|dayanılmaz|bitmez|kuşkusuz|şüphesiz|sonsuz|yalnız|egzersiz|kesintisiz|sayısız|eşsiz|benzersiz|rahatsız|ücretsiz|temiz|genişletilmez|domuz|temmuz|öksüz|yıldız|deniz|analiz|sentez|hipotez|kablosuz|sürücüsüz|aralıksız|istisnasız|koşulsuz|önyargısız|mükemmel)/
/** -sız: without. */
const PRIVATIVE = /^(.{2,}?)s[ıiuü]z(?:l[ıiuü][kğ]|c[ae]|d[ıiuü]r|l[ae]|[ıiuü]n|$)/
/** "Without doing", or "from doing". */
const WITHOUT_DOING = /^(.{2,}?)m[ae]d[ae]n$/
/** First person of the aorist: `yapmam` is also "my doing". */
const FIRST_PERSON = /^(.{2,}?)m[ae]m$/
const VERBAL_NOUN = /m[ae]$/
/** A verb of what lacks something: negated, it says that nothing is lacking (`kararsızlaşmaz`). */
const PRIVATIVE_VERB = /^.{2,}?s[ıiuü]zl[ae][şntr]/
/** Words that deny what stands before them. */
const DENIAL = /^(?:değil|yok(?:$|tu|ken)|olmaksızın|olm[ae]d[ae]n$|olmay[ae]n|imk[ae]nsız|ol[ae]n[ae]ksız)/

export type Denial = 'verb' | 'undone' | 'without' | 'privative' | 'word' | 'perhaps' | 'lexical' | undefined

/** Longer words are no words; in UTF-16 code units. */
const LONGEST = 40

const denialIn = remembered(100_000, classify)

/**
 * How a word denies: `verb` a negated form, `undone` one of a verb in -sızlaş, `privative` in -sız, `without` in -madan, `word` such as `değil`,
 * `perhaps` a verbal noun that is also a negated imperative (`kullanma`), `lexical` no longer (`kaçınılmaz`).
 */
export function denialOf({ whole, numeral }: Item): Denial {
  return numeral ? undefined : denialIn(whole)
}

function classify(whole: string): Denial {
  if (whole.length > LONGEST) return undefined
  if (LEXICAL.test(whole)) return 'lexical'
  if (DENIAL.test(whole)) return 'word'
  if (!NOT_NEGATED.test(whole)) {
    if (NEGATED_VERB.test(whole)) return PRIVATIVE_VERB.test(whole) ? 'undone' : 'verb'
    if (WITHOUT_DOING.test(whole)) return 'without'
    if (FIRST_PERSON.test(whole) || VERBAL_NOUN.test(whole)) return 'perhaps'
  }
  return PRIVATIVE.test(whole) ? 'privative' : undefined
}

/** Verbs that carry a noun, so that they are not what is said (`tahmin eder`, `tahmin yapar`). */
const CARRIER =
  /^(?:et|ed|ol|yap|kıl|bulun|bırak|al|ver|kullan|sun|gör|kal|çalış|say|sanıl|denil|görün|göster|çık)/
/** Words that lack something without a negative form. */
const LACKING =
  /^(?:eksik|dış[ıi]|hariç|yoksun|başka|farklı|im?k[ae]nsız|ol[ae]n[ae]ksız|kaçın|vazgeç|engelle|önle|uzak|sona)/
/** Items after a word among which a denial of it is looked for. */
const NEAR = 2

/**
 * Whether an item is denied, by its form or by what follows: `etkilemez`, `etkili değil`, `etki etmez`.
 * @param other the other form of the same word, which tells verbal nouns from imperatives
 */
export function denied(items: readonly Item[], at: number, other: Item): boolean {
  return denies(items, at, other) !== deniedAfter(items, at)
}

function deniedAfter(items: readonly Item[], at: number): boolean {
  for (let i = at; i < at + NEAR && items[i + 1] && items[i]!.stop === ''; i++) {
    const next = items[i + 1]!
    if (deniesBefore(next)) return true
    if (denialOf(next) === 'without' && CARRIER.test(next.whole)) return true
    if (!next.light && LACKING.test(next.whole)) return true
  }
  return false
}

/** Whether a word denies what stands before it: `değil`, or the negated carrier of a noun (`güvenli sayılmaz`). */
export function deniesBefore(item: Item): boolean {
  const denial = denialOf(item)
  return denial === 'word' || (denial === 'verb' && CARRIER.test(item.whole))
}

/** Whether a form denies, given the other form of the same word. */
export function denies(items: readonly Item[], at: number, other: Item): boolean {
  const form = items[at]!
  switch (denialOf(form)) {
    case 'verb':
    case 'word':
    case 'privative':
      return true
    case 'lexical':
      return denialOf(other) === 'verb'
    case 'without': {
      if (/^(?:önce|evvel)/.test(items[at + 1]?.text ?? '')) return false
      if (!['perhaps', 'lexical', undefined].includes(denialOf(other))) return true
      return !/^[ıiuü]?m|^[ıiuü]ş|^$/.test(afterStem(form, other, WITHOUT_DOING))
    }
    case 'perhaps': {
      if (form.whole.endsWith('m')) return /[ae]r[ıi]m$|[ıiuü]r[ıiuü]m$/.test(other.whole)
      const imperative = denialOf(other) === 'verb' || other.whole === form.whole.slice(0, -2)
      return imperative && endsClause(items, at)
    }
    default:
      return false
  }
}

const CONJUNCTION = /^(?:ve|veya|ya|ama|fakat|ancak|çünkü|yoksa)$/

function endsClause(items: readonly Item[], at: number): boolean {
  const { stop } = items[at]!
  return stop === '.' || stop === ',' || (stop === '' && CONJUNCTION.test(items[at + 1]?.text ?? ''))
}

/** Whether a verb is negated, or a word followed by a denial; a privative such as `başarısız` is not. */
export function reversed(items: readonly Item[], at: number): boolean {
  const denial = denialOf(items[at]!)
  return (denial === 'verb' || denial === 'undone') !== deniedAfter(items, at)
}

/** What follows the stem in the other form. */
function afterStem(form: Item, other: Item, pattern: RegExp): string {
  const stem = pattern.exec(form.whole)?.[1] ?? ''
  return other.whole.startsWith(stem) ? other.whole.slice(stem.length) : ''
}
