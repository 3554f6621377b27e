import { Remark } from '../../types.js'

type Oddity = 'short' | 'long' | 'stray'
const MEANINGS: Readonly<Record<Oddity, string>> = {
  short: 'fewer cells than the header',
  long: 'more cells than the header; what is too much was read as part of the text',
  stray: 'a quotation mark that quotes nothing; it was read as a character',
}

/** Counts rows that are not as the header says. */
export class OddRows {
  private readonly counts = new Map<Oddity, { rows: number; first: number }>()

  add(oddity: Oddity, line: number): void {
    const count = this.counts.get(oddity)
    if (count) count.rows++
    else this.counts.set(oddity, { rows: 1, first: line })
  }

  *remarks(): Generator<Remark> {
    for (const [oddity, { rows, first }] of this.counts) {
      const row = oddity === 'stray' ? 'row' : 'ragged row'
      const has = MEANINGS[oddity]
      yield new Remark(
        {},
        rows === 1
          ? `1 ${row} (line ${first}) has ${has}`
          : `${rows} ${row}s (the first is line ${first}) have ${has}`,
      )
    }
  }
}
