import {
  analyze,
  B,
  FIELD_WEIGHTS,
  FIELDS,
  K1,
  LEAST_IDF,
  type Term,
  type TermQuery,
  termsOf,
  termsOfText,
} from '../../lexical.js'
import type { Neighbour } from '../graph/hnsw.js'
import { type Database, prepare, type Statement } from '../sqlite.js'
import { bestOf } from './best-rows.js'
import { type Postings, PostingsCache, toPostings } from './postings.js'
import { Ranking, type WeightedPostings, weigh } from './ranking.js'
import { WORDED_ROWS, type WordedRow } from './statements.js'
import { WordPlaces } from './word-places.js'

/** Postings kept for each passage, and at least: all of a passage's words would be some fifty. */
const KEPT = 16
const LEAST_KEPT = 1_000_000
/** Rankings that are kept until the next write, and passages of one. */
const RANKINGS = 16
const LONGEST_RANKING = 1000
/** New passages that are analysed when a search follows writes, more than a write has mostly; after more, all is read again. */
const FOLLOWED = 5000

/**
 * Ranks passages by BM25, from the lists of words that FTS5 keeps on disk. Labels, lengths and scores of all passages are
 * held in memory (some 33 bytes each), and the lists of words that were searched for lately.
 */
export class WordIndex {
  private readonly places: WordPlaces
  private readonly textsAfter: Statement<[number, number], WordedRow>
  private readonly cache = new PostingsCache()
  /** What lists weigh since the last write. */
  private weights = new WeakMap<Postings, WeightedPostings>()
  /** Number of the write, and of the last removal, that this is up to. */
  private sequence = -1
  private lastRemoval = 0
  /** By row, in the order of labels: label, number of entries, whether it was removed since, and BM25's share of the length. */
  private labels: number[] = []
  private lengths: number[] = []
  private removed = new Set<number>()
  /** By row, 1 for one that was removed. */
  private gone = new Uint8Array()
  private norms = new Float64Array()
  private scores = new Float64Array()
  /** What was ranked of late: a search by both asks for it before its vector is known. */
  private readonly rankings = new Map<string, readonly Neighbour[]>()

  constructor(
    database: Database,
    private readonly removalsAfter: (number: number) => { number: number; label: number }[],
  ) {
    this.places = new WordPlaces(database)
    this.textsAfter = prepare(database, `${WORDED_ROWS} WHERE p.label > ? ORDER BY p.label LIMIT ?`)
  }

  /**
   * The best passages by BM25, and those that tie with the k-th; unordered.
   * @param labels of the passages that are wanted; default: all
   */
  search(query: TermQuery, k: number, labels?: readonly number[]): readonly Neighbour[] {
    if (labels) return this.rank(query, k, labels)
    const key = `${k} ${JSON.stringify(query)}`
    const known = this.rankings.get(key)
    if (known) return known
    const ranked = this.rank(query, k)
    if (ranked.length <= LONGEST_RANKING) this.rankings.set(key, ranked)
    if (this.rankings.size > RANKINGS) this.rankings.delete(this.rankings.keys().next().value!)
    return ranked
  }

  private rank(query: TermQuery, k: number, labels?: readonly number[]): Neighbour[] {
    const ranking = new Ranking(this.scores, this.norms, this.removed.size > 0 ? this.gone : undefined)
    const terms = termsOf(query, true).map(term => this.weighted(term))
    const free = labels === undefined && isPlain(query)
    let wanted = free ? ranking.best(terms, k) : ranking.all(terms)
    if (this.removed.size > 0) wanted = wanted.filter(row => this.gone[row] === 0)
    if (!isPlain(query)) {
      const matching = this.matching(query)
      wanted = wanted.filter(row => matching[row] === 1)
    }
    if (labels) {
      const allowed = new Set(labels.map(label => this.rowOf(label)))
      wanted = wanted.filter(row => allowed.has(row))
    }
    const best = bestOf(wanted, this.scores, k).map(row => ({
      label: this.labels[row]!,
      score: this.scores[row]!,
    }))
    ranking.forget()
    return best
  }

  /** BM25 of a passage of mean length whose text holds each term once. */
  fullScore(query: TermQuery): number {
    if (this.labels.length === this.removed.size) return 0
    return termsOfText(query).reduce((sum, term) => {
      const { weight, idf } = this.weighted(term)
      return sum + (idf * weight * (K1 + 1)) / (weight + K1)
    }, 0)
  }

  private weighted(term: Term): WeightedPostings {
    const postings = this.postings(term)
    const known = this.weights.get(postings)
    if (known) return known
    const passages = this.labels.length - this.removed.size
    const holding = this.removed.size === 0 ? postings.rows.length : this.remaining(postings.rows)
    const idf = Math.max(LEAST_IDF, Math.log((passages - holding + 0.5) / (holding + 0.5)))
    const made = weigh(postings, { weight: FIELD_WEIGHTS[term.field], idf }, this.norms)
    this.weights.set(postings, made)
    return made
  }

  private remaining(rows: Uint32Array): number {
    let remaining = rows.length
    for (let i = 0; i < rows.length; i++) remaining -= this.gone[rows[i]!]!
    return remaining
  }

  /** By row, 1 where a passage is what the query demands. */
  private matching(query: TermQuery): Uint8Array {
    if ('field' in query) {
      const rows = new Uint8Array(this.labels.length)
      for (const row of this.postings(query).rows) rows[row] = 1
      return rows
    }
    if ('match' in query) {
      const [rows, not] = [this.matching(query.match), this.matching(query.not)]
      return rows.map((is, row) => is & ~not[row]!)
    }
    const [first, ...parts] = 'any' in query ? query.any : query.all
    const rows = this.matching(first!)
    // One after the other: all at once would take a byte a passage for each.
    for (const part of parts) {
      const other = this.matching(part)
      for (let row = 0; row < other.length; row++)
        rows[row] = 'any' in query ? rows[row]! | other[row]! : rows[row]! & other[row]!
    }
    return rows
  }

  private postings(term: Term): Postings {
    const known = this.cache.get(term)
    if (known) return known
    const postings = toPostings(this.places.of(term), label => this.rowOf(label))
    this.cache.put(term, postings, Math.max(LEAST_KEPT, KEPT * this.labels.length))
    return postings
  }

  private rowOf(label: number): number | undefined {
    const { labels } = this
    // Without gaps between labels, this is its row.
    const guess = label - labels[0]!
    if (labels[guess] === label) return guess
    let [low, high] = [0, labels.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (labels[middle]! < label) low = middle + 1
      else high = middle
    }
    return labels[low] === label ? low : undefined
  }

  /**
   * Takes on what was written since the last call. Call it in the transaction of the search.
   * @param sequence number of the last write that the transaction sees
   */
  follow(sequence: number): void {
    if (sequence === this.sequence) return
    const removals = this.removalsAfter(this.lastRemoval)
    const last = this.labels.at(-1) ?? 0
    const added = this.sequence < 0 ? [] : this.textsAfter.all(last, FOLLOWED + 1)
    const isMuch = added.length + this.removed.size + removals.length > FOLLOWED
    if (this.sequence < 0 || isMuch) this.reload()
    else {
      for (const { label } of removals) {
        const row = this.rowOf(label)
        if (row !== undefined) this.removed.add(row)
      }
      const first = this.labels.length
      const passages = added.map(analyze)
      for (const [i, fields] of passages.entries()) {
        this.labels.push(added[i]!.label)
        this.lengths.push(FIELDS.reduce((sum, field) => sum + fields[field].length, 0))
      }
      if (passages.length > 0) this.cache.append(first, passages)
    }
    this.lastRemoval = removals.at(-1)?.number ?? this.lastRemoval
    this.sequence = sequence
    this.measure()
  }

  private reload(): void {
    this.cache.clear()
    this.removed.clear()
    const { labels, lengths } = this.places.lengths()
    this.labels = labels
    this.lengths = lengths
  }

  /** Computes BM25's share of each length, which depends on the mean of all. */
  private measure(): void {
    const { lengths, removed } = this
    const gone = new Uint8Array(lengths.length)
    for (const row of removed) gone[row] = 1
    // Counted loops: this follows every write, and iterators take twenty times as long.
    let sum = 0
    for (let row = 0; row < lengths.length; row++) if (gone[row] === 0) sum += lengths[row]!
    const mean = sum / (lengths.length - removed.size)
    const norms = new Float64Array(lengths.length)
    for (let row = 0; row < lengths.length; row++) norms[row] = K1 * (1 - B + (B * lengths[row]!) / mean)
    this.gone = gone
    this.norms = norms
    this.weights = new WeakMap()
    this.rankings.clear()
    this.scores = new Float64Array(lengths.length)
  }
}

/** Whether every passage that holds one of the terms matches. */
function isPlain(query: TermQuery): boolean {
  return 'field' in query || ('any' in query && query.any.every(isPlain))
}
