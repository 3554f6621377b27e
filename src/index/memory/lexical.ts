import {
  analyze,
  B,
  FIELD_WEIGHTS,
  FIELDS,
  type Field,
  holds,
  K1,
  LEAST_IDF,
  occurrences,
  type Term,
  type TermQuery,
  termsOf,
  termsOfText,
  type Worded,
} from '../lexical.js'

/** The words of a passage, as an inverted index would keep them. */
export interface Analyzed {
  fields: Record<Field, string[]>
  length: number
}

export function analyzed(passage: Worded): Analyzed {
  const fields = analyze(passage)
  return { fields, length: FIELDS.reduce((sum, field) => sum + fields[field].length, 0) }
}

/** BM25 by scanning every passage: the oracle that engines with an inverted index are tested against. */
export function scoreAll(passages: readonly Analyzed[], query: TermQuery): Map<number, number> {
  const mean = passages.reduce((sum, { length }) => sum + length, 0) / passages.length
  const terms = termsOf(query, true).map(term => counted(passages, term))
  const scores = new Map<number, number>()
  passages.forEach(({ fields, length }, row) => {
    if (!holds(fields, query)) return
    let score = 0
    for (const { counts, idf, weight } of terms) {
      const frequency = counts[row]! * weight
      score += (idf * frequency * (K1 + 1)) / (frequency + K1 * (1 - B + (B * length) / mean))
    }
    scores.set(row, score)
  })
  return scores
}

/** BM25 of a passage of mean length whose text holds each term once. */
export function fullScore(passages: readonly Analyzed[], query: TermQuery): number {
  if (passages.length === 0) return 0
  const terms = termsOfText(query).map(term => counted(passages, term))
  return terms.reduce((sum, { idf, weight }) => sum + (idf * weight * (K1 + 1)) / (weight + K1), 0)
}

function counted(
  passages: readonly Analyzed[],
  term: Term,
): { counts: number[]; idf: number; weight: number } {
  const counts = passages.map(({ fields }) => occurrences(fields[term.field], term))
  const holding = counts.filter(count => count > 0).length
  const idf = Math.max(LEAST_IDF, Math.log((passages.length - holding + 0.5) / (holding + 0.5)))
  return { counts, idf, weight: FIELD_WEIGHTS[term.field] }
}
