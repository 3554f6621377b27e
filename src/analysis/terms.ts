import { plain } from '../turkish/fold.js'
import { isTopical } from '../turkish/function-words.js'
import { bundledGlossary } from '../turkish/glossary.js'
import { stem } from '../turkish/stem.js'
import { words } from '../turkish/tokens.js'
import { withoutFormulas } from './formulas.js'

const MIN_LETTERS = 3
/** A term of several words says more than one of its words that comes as often. */
const TERM_WEIGHT = 2
/** Share of the most frequent form's occurrences from which on another form is a usual one. */
const USUAL = 0.1
/** Most letters of an ending that is left out of a name; longer ones make another word: `kes`, `kesinlik`. */
const ENDING = 3

interface Counts {
  /** Occurrences by cluster. */
  clusters: Map<number, number>
  /** Occurrences of each form. */
  forms: Map<string, number>
  all: number
  /** 1 for a word. */
  weight: number
}

/**
 * Counts words, and the glossary's terms of several words, per cluster, and finds the most distinctive ones. Forms of a
 * word are one, and so are the names of a term.
 */
export class TermCounter {
  /** By stem, or by term. */
  private readonly counts = new Map<string, Counts>()
  private readonly totals = new Map<number, number>()

  add(cluster: number, text: string): void {
    const prose = withoutFormulas(text)
    for (const { words: length, name, entries } of bundledGlossary().termsIn(prose))
      if (length > 1)
        this.count(cluster, entries.length === 1 ? `=${entries[0]!.id}` : `=${name}`, name, TERM_WEIGHT)
    for (const { text: word } of words(prose))
      if (isNaming(word)) this.count(cluster, stem(plain(word)), word, 1)
  }

  private count(cluster: number, key: string, form: string, weight: number): void {
    const entry = this.counts.get(key) ?? { clusters: new Map(), forms: new Map(), all: 0, weight }
    this.counts.set(key, entry)
    entry.forms.set(form, (entry.forms.get(form) ?? 0) + 1)
    entry.clusters.set(cluster, (entry.clusters.get(cluster) ?? 0) + 1)
    entry.all++
    this.totals.set(cluster, (this.totals.get(cluster) ?? 0) + 1)
  }

  /**
   * The most distinctive words and terms of each cluster, each in its usual form. Uses class-based
   * tf-idf (Grootendorst 2022). What has no word that a better one has not is left
   * out: `ağaç` after `karar ağacı`.
   */
  terms(count: number): Map<number, string[]> {
    const totals = [...this.totals.values()]
    const average = totals.reduce((sum, n) => sum + n, 0) / Math.max(1, totals.length)
    const scored = new Map<number, { key: string; score: number }[]>()
    for (const [key, { clusters, all, weight }] of this.counts)
      for (const [cluster, n] of clusters) {
        const list = scored.get(cluster) ?? []
        scored.set(cluster, list)
        list.push({ key, score: (weight * n * Math.log(1 + average / all)) / this.totals.get(cluster)! })
      }
    return new Map(
      [...scored].map(([cluster, list]) => {
        const ranked = list.sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1))
        return [cluster, this.distinct(ranked, count)]
      }),
    )
  }

  /** The names of the first terms that each have a word of their own. */
  private distinct(ranked: readonly { key: string }[], count: number): string[] {
    const chosen: string[] = []
    const seen = new Set<string>()
    for (const { key } of ranked) {
      if (chosen.length === count) break
      const name = this.form(key)
      const stems = words(name).map(({ text }) => stem(plain(text)))
      if (stems.length > 0 && stems.every(each => seen.has(each))) continue
      for (const each of stems) seen.add(each)
      chosen.push(name)
    }
    return chosen
  }

  /** The most frequent form, or a usual one that it only adds an ending to: `dakika` for `dakikada`. */
  private form(key: string): string {
    const forms = [...this.counts.get(key)!.forms].sort(
      (a, b) => b[1] - a[1] || a[0].length - b[0].length || (a[0] < b[0] ? -1 : 1),
    )
    const [frequent, times] = forms[0]!
    const plainer = forms.filter(
      ([form, n]) =>
        n >= USUAL * times && frequent.startsWith(form) && frequent.length - form.length <= ENDING,
    )
    return plainer.reduce((least, [form]) => (form.length < least.length ? form : least), frequent)
  }
}

/** Whether a word can be part of a name. */
function isNaming(word: string): boolean {
  return word.length >= MIN_LETTERS && isTopical(word) && !/^\d/.test(word)
}
