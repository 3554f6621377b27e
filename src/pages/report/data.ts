import type { Weight } from '../../analysis/explain.js'
import type { OperatingPoint } from '../../evaluation/metrics.js'
import type { MineSummary } from '../../mining/mine.js'

/** Distribution of cosines. */
export interface Histogram {
  /** Lower edge of the first bin, and width of each. */
  from: number
  width: number
  /** Share of random pairs in each bin. */
  random: number[]
  /** Number of pairs found in each bin. */
  found: number[]
}

/** All data of a report. Texts and ids are stored once; the other fields refer to them by number. */
export interface ReportData {
  provenance: {
    anlam: string
    model: string
    fingerprint: string
    /** Prefix that every text was encoded with. */
    prompt: string
    corpora: string[]
  }
  summary: MineSummary
  /** Least cosine of all pairs kept, also of those that are not on the page; 1 if there are none. */
  leastScore: number
  ids: string[]
  texts: string[]
  /** Corpus of each text, as its index in `provenance.corpora`; null if there is only one. */
  corpora: number[] | null
  /** Columns with one entry per pair, best first. */
  pairs: {
    a: number[]
    b: number[]
    score: number[]
    /** Index in `KINDS`. */
    kind: number[]
    /** Bit n is `FLAGS[n]`. */
    flags: number[]
    probability?: number[]
    /**
     * Why a pair without flags is only related: its differing words, the id of a passage nearer to one, or how many are; else 0.
     */
    reason: ({ differs: [string, string] } | { rival: string } | { crowded: number } | 0)[]
  }
  groups: { representative: number; members: number[]; scores: number[] }[]
  /** Passages in two dimensions; group 0 is no group. */
  map: { text: number[]; x: number[]; y: number[]; group: number[] }
  histogram: Histogram
  /** Precision and recall on labelled pairs; null without a calibration. */
  curve: OperatingPoint[] | null
  /** Word weights of the first pairs. */
  explanations: { a: Weight[]; b: Weight[] }[]
}
