import { isTopical } from '../turkish/function-words.js'
import { words } from '../turkish/tokens.js'

const MIN_LETTERS = 3

/** Counts words per cluster, treating forms of a word as one, and finds the most distinctive ones. */
export class TermCounter {
  /** By stem: occurrences per cluster, per form, and in total. */
  private readonly counts = new Map<
    string,
    { clusters: Map<number, number>; forms: Map<string, number>; all: number }
  >()
  private readonly totals = new Map<number, number>()

  add(cluster: number, text: string): void {
    for (const { text: word, stem } of words(text)) {
      if (word.length < MIN_LETTERS || !isTopical(word) || /^\d/.test(word)) continue
      const entry = this.counts.get(stem) ?? { clusters: new Map(), forms: new Map(), all: 0 }
      this.counts.set(stem, entry)
      entry.clusters.set(cluster, (entry.clusters.get(cluster) ?? 0) + 1)
      entry.forms.set(word, (entry.forms.get(word) ?? 0) + 1)
      entry.all++
      this.totals.set(cluster, (this.totals.get(cluster) ?? 0) + 1)
    }
  }

  /**
   * The most distinctive words of each cluster, each in its most frequent form. Uses class-based tf-idf (Grootendorst
   * 2022).
   */
  terms(count: number): Map<number, string[]> {
    const totals = [...this.totals.values()]
    const average = totals.reduce((sum, n) => sum + n, 0) / Math.max(1, totals.length)
    const scored = new Map<number, { stem: string; score: number }[]>()
    for (const [stem, { clusters, all }] of this.counts)
      for (const [cluster, n] of clusters) {
        const list = scored.get(cluster) ?? []
        scored.set(cluster, list)
        list.push({ stem, score: (n / this.totals.get(cluster)!) * Math.log(1 + average / all) })
      }
    return new Map(
      [...scored].map(([cluster, list]) => [
        cluster,
        list
          .sort((a, b) => b.score - a.score || (a.stem < b.stem ? -1 : 1))
          .slice(0, count)
          .map(({ stem }) => this.form(stem)),
      ]),
    )
  }

  private form(stem: string): string {
    const forms = [...this.counts.get(stem)!.forms]
    return forms.sort((a, b) => b[1] - a[1] || a[0].length - b[0].length || (a[0] < b[0] ? -1 : 1))[0]![0]
  }
}
