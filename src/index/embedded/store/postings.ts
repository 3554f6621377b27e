import { FIELDS, type Field, keyOf, standsAt, type Term } from '../../lexical.js'

/** The passages that hold a term: ascending rows, and how often it stands in each. */
export interface Postings {
  rows: Uint32Array
  counts: Uint32Array
}

/** Prefixes of this length are what words of a query look for; they follow writes as whole words do. */
const PREFIX = 5

/** What is kept of terms that were asked for, up to a number of postings; the term asked for least recently goes first. */
export class PostingsCache {
  private readonly known = new Map<string, { term: Term; postings: Postings }>()
  private size = 0

  get(term: Term): Postings | undefined {
    const key = keyOf(term)
    const found = this.known.get(key)
    if (!found) return undefined
    this.known.delete(key)
    this.known.set(key, found)
    return found.postings
  }

  put(term: Term, postings: Postings, most: number): void {
    this.known.set(keyOf(term), { term, postings })
    this.size += postings.rows.length
    for (const [key, oldest] of this.known) {
      if (this.size <= most || this.known.size === 1) return
      this.known.delete(key)
      this.size -= oldest.postings.rows.length
    }
  }

  clear(): void {
    this.known.clear()
    this.size = 0
  }

  /**
   * Adds new passages, which come after all others. Terms that cannot be found by their first word are forgotten.
   * @param passages the fields of each, as `analyze` makes them
   */
  append(firstRow: number, passages: readonly Record<Field, string[]>[]): void {
    const added = new Map<string, number[]>()
    const starting = this.byStart()
    for (const [i, fields] of passages.entries())
      for (const field of FIELDS) {
        const entries = fields[field]
        for (const [at, entry] of entries.entries())
          for (const start of [`${field} ${entry}`, `${field} ${entry.slice(0, PREFIX)}*`])
            for (const [key, term] of starting.get(start) ?? [])
              if (standsAt(entries, at, term)) {
                const rows = added.get(key) ?? []
                if (rows.length === 0) added.set(key, rows)
                rows.push(firstRow + i)
              }
      }
    for (const [key, rows] of added) {
      const each = this.known.get(key)!
      each.postings = joined(
        each.postings,
        toPostings(rows, row => row),
      )
      this.size += rows.length
    }
  }

  private byStart(): Map<string, [string, Term][]> {
    const starting = new Map<string, [string, Term][]>()
    for (const [key, { term, postings }] of this.known) {
      const [first] = term.words
      const isPrefix = term.prefix && term.words.length === 1
      if (isPrefix && first!.length !== PREFIX) {
        this.known.delete(key)
        this.size -= postings.rows.length
        continue
      }
      const start = `${term.field} ${first}${isPrefix ? '*' : ''}`
      starting.set(start, [...(starting.get(start) ?? []), [key, term]])
    }
    return starting
  }
}

/**
 * @param labels ascending, repeated as often as the term stands in the passage
 * @param rowOf undefined for a passage that is not there
 */
export function toPostings(
  labels: ArrayLike<number>,
  rowOf: (label: number) => number | undefined,
): Postings {
  const rows: number[] = []
  const counts: number[] = []
  let last = -1
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === last) {
      counts[counts.length - 1]!++
      continue
    }
    last = labels[i]!
    const row = rowOf(last)
    if (row === undefined) {
      last = -1
      continue
    }
    rows.push(row)
    counts.push(1)
  }
  return { rows: Uint32Array.from(rows), counts: Uint32Array.from(counts) }
}

function joined(a: Postings, b: Postings): Postings {
  const both = (x: Uint32Array, y: Uint32Array): Uint32Array => {
    const all = new Uint32Array(x.length + y.length)
    all.set(x)
    all.set(y, x.length)
    return all
  }
  return { rows: both(a.rows, b.rows), counts: both(a.counts, b.counts) }
}
