import { foldCircumflexes, plain } from './fold.js'
import type { Token } from './tokens.js'

/** A word of a text as it is compared with names. */
export interface TextWord extends Token {
  /** Without circumflexes, and with i for ı, which capitals leave unclear. */
  comparable: string
}

export function toTextWord(token: Token): TextWord {
  return { ...token, comparable: comparable(token.exact) }
}

/** Inflections after a noun, dotless i written as i: plural, possession, case, `-ki`, condition, copula; English plural. */
const ENDING =
  /^(?:e?s|(?:l[ae]r)?(?:[iuü](?:m|n|m[iuü]z|n[iuü]z)|s?[iuü])?(?:n[iuü]n|[yn]?[iuü]|[yn]?[ae]|n?[dt][ae]n?|y?l[ae]|n?c[ae])?(?:ki(?:l[ae]r)?n?[iaeu]?)?(?:y?s[ae])?(?:[dt][iuü]r)?)$/
/** Of an abbreviation, whose other endings stand after an apostrophe: `elma` is no form of `ELM`. */
const PLURAL = /^(?:s|l[ae]r)?$/
/** Final consonants before a vowel and elsewhere: `olasılık`, `olasılığı`. */
const SOFT: Record<string, string> = { k: 'ğ', ç: 'c', t: 'd', p: 'b' }
const HARD: Record<string, string> = { ğ: 'k', c: 'ç', d: 't', b: 'p' }

function comparable(word: string): string {
  return foldCircumflexes(word).replaceAll('ı', 'i')
}

/** One word of a name of a term, which recognises its inflected forms. */
export class NameWord {
  private readonly stems: readonly string[]
  private readonly plainStems: readonly string[]

  /**
   * @param word folded
   * @param kind of word; the last one of a compound may have a possessive ending that other forms replace: `sinir ağı`,
   *   `sinir ağları`
   */
  constructor(
    word: string,
    private readonly kind: 'abbreviation' | 'word' | 'end of compound',
  ) {
    this.stems = kind === 'abbreviation' ? [comparable(word)] : stemsOf(comparable(word), kind !== 'word')
    this.plainStems = this.stems.map(stem => plain(stem))
  }

  /** Whether a word is a form of this one; one without Turkish letters may stand for one with them. */
  matches({ comparable: word, plain }: TextWord): boolean {
    const stems = word === plain ? this.plainStems : this.stems
    const endings = this.kind === 'abbreviation' ? PLURAL : ENDING
    return stems.some(stem => word.startsWith(stem) && endings.test(word.slice(stem.length)))
  }
}

function stemsOf(word: string, endsCompound: boolean): string[] {
  const stems = [word, softened(word)]
  const [possessive] = (endsCompound && /[iuü]$/.exec(word)) || []
  if (possessive !== undefined) {
    const noun = word.slice(0, -1)
    stems.push(noun, hardened(noun))
    if (/[aeiouöü]s$/.test(noun)) stems.push(noun.slice(0, -1))
  }
  return [...new Set(stems)].filter(stem => stem.length > 1 || stem === word)
}

function softened(word: string): string {
  const last = word.at(-1)!
  return word.length > 2 ? word.slice(0, -1) + (SOFT[last] ?? last) : word
}

function hardened(word: string): string {
  const last = word.at(-1)!
  return word.slice(0, -1) + (HARD[last] ?? last)
}
