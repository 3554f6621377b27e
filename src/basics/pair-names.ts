/**
 * What the texts of a row are to each other: two that may say the same; two that do, and one that does not; a question and what
 * answers it; a claim and what may follow from it, whose labels mean something else.
 */
type Relation = 'pair' | 'triplet' | 'answer' | 'inference'

/** Fields that hold texts which belong together, by the names that data sets give them. */
export const PAIR_NAMES: readonly { names: readonly [string, string, ...string[]]; relation: Relation }[] = [
  { names: ['sentence1', 'sentence2'], relation: 'pair' },
  { names: ['sentence_1', 'sentence_2'], relation: 'pair' },
  { names: ['sentence_a', 'sentence_b'], relation: 'pair' },
  { names: ['text1', 'text2'], relation: 'pair' },
  { names: ['text_a', 'text_b'], relation: 'pair' },
  { names: ['question1', 'question2'], relation: 'pair' },
  { names: ['anchor', 'positive', 'negative'], relation: 'triplet' },
  { names: ['premise', 'hypothesis'], relation: 'inference' },
  { names: ['query', 'positive', 'negative'], relation: 'triplet' },
  { names: ['query', 'passage'], relation: 'answer' },
  { names: ['question', 'context'], relation: 'answer' },
  { names: ['question', 'answer'], relation: 'answer' },
  { names: ['cümle1', 'cümle2'], relation: 'pair' },
  { names: ['metin1', 'metin2'], relation: 'pair' },
  { names: ['soru1', 'soru2'], relation: 'pair' },
  { names: ['soru', 'cevap'], relation: 'answer' },
  { names: ['a', 'b'], relation: 'pair' },
]

/** What labelled and training rows call them here. */
const OURS: Readonly<Record<Exclude<Relation, 'inference'>, readonly string[]>> = {
  pair: ['a', 'b'],
  triplet: ['a', 'b', 'negative'],
  answer: ['q', 'p'],
}

/**
 * Calls the texts of a row as rows of ours do: `a`, `b` and `negative`, or `q` and `p`. Other fields, and rows that have other
 * names or these, stay as they are.
 */
export function withOurNames(row: unknown): unknown {
  if (typeof row !== 'object' || row === null || 'a' in row || 'q' in row || 'texts' in row) return row
  const cells = row as Record<string, unknown>
  const found = PAIR_NAMES.find(({ names: [first, second] }) => first in cells && second in cells)
  if (!found || found.relation === 'inference') return row
  const ours = OURS[found.relation]
  const renamed = found.names.flatMap((name, i) => (name in cells ? [[ours[i]!, cells[name]] as const] : []))
  return { ...cells, ...Object.fromEntries(renamed) }
}
