import type { Weight } from '../../analysis/explain.js'
import type { OperatingPoint } from '../../evaluation/metrics.js'
import type { MineSummary } from '../../mining/mine.js'

/** How many pairs there are of each range of cosines. */
export interface Histogram {
  /** Lower edge of the first bin, and width of each. */
  from: number
  width: number
  /** Share of random pairs of passages that lie in each bin. */
  random: number[]
  /** Found pairs in each bin. */
  found: number[]
}

/** Everything that a report shows. Texts and ids are kept once, and meant by their number elsewhere. */
export interface ReportData {
  provenance: {
    anlam: string
    model: string
    fingerprint: string
    corpora: string[]
  }
  summary: MineSummary
  ids: string[]
  texts: string[]
  /** Corpus that each text is of, by its place in `provenance`; null where there is one. */
  corpora: number[] | null
  /** One entry for each pair, best first. */
  pairs: {
    a: number[]
    b: number[]
    score: number[]
    /** Number in `KINDS`. */
    kind: number[]
    /** Bit n stands for `FLAGS[n]`. */
    flags: number[]
    probability?: number[]
  }
  groups: { representative: number; members: number[]; scores: number[] }[]
  /** Passages in two dimensions; group is 0 for those in none. */
  map: { text: number[]; x: number[]; y: number[]; group: number[] }
  histogram: Histogram
  /** Precision and recall on labelled pairs, where there are some. */
  curve: OperatingPoint[] | null
  /** Of the first pairs. */
  explanations: { a: Weight[]; b: Weight[] }[]
}
