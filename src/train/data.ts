import { z } from 'zod'
import { cleanString, readRows, rowNumber } from '../basics/json-rows.js'
import { AnlamError } from '../errors.js'

const PairRow = z.object({
  a: cleanString,
  b: cleanString,
  label: z.union([z.literal(0), z.literal(1)]).optional(),
  score: rowNumber.optional(),
})

const TextRow = z.object({ text: cleanString })

export type Pair = z.output<typeof PairRow>

/** Similarity scores come on a scale to 5 (STS) or to 1; from this share of it on, a pair means the same. */
const POSITIVE_SHARE = 0.7

/**
 * Labelled or unlabelled pairs: `{"a","b"}` means the same, `{"a","b","label":0|1}` and `{"a","b","score"}` say.
 * @throws AnlamError `not-found`; `invalid-input` naming file and line
 */
export async function readPairs(path: string): Promise<Pair[]> {
  const pairs = await readRows(path, PairRow)
  if (pairs.length === 0) throw new AnlamError('invalid-input', `${path} holds no pairs`)
  return pairs
}

/** Whether each pair means the same, by its label, else its score, else because nothing denies it. */
export function positives(pairs: readonly Pair[]): boolean[] {
  const highest = pairs.reduce((max, { score }) => Math.max(max, score ?? 0), 0)
  const scale = highest > 1 ? 5 : 1
  return pairs.map(({ label, score }) => {
    if (label !== undefined) return label === 1
    return score === undefined || score >= POSITIVE_SHARE * scale
  })
}

/** Texts of a JSON lines file with a `text` field. */
export async function readTexts(path: string): Promise<string[]> {
  return (await readRows(path, TextRow)).map(row => row.text)
}

/** Pairs that should lie close together. */
export function positivePairs(pairs: readonly Pair[]): Pair[] {
  const positive = positives(pairs)
  return pairs.filter((_, i) => positive[i])
}
