import { z } from 'zod'
import { cleanString, rowLabel, rowNumber } from '../basics/json-rows.js'
import { withOurNames } from '../basics/pair-names.js'
import { readDataRows } from '../corpus/data-rows.js'
import { AnlamError } from '../errors.js'

export const PairRow = z.preprocess(
  withOurNames,
  z.object({
    a: cleanString,
    b: cleanString,
    label: rowLabel.optional(),
    score: rowNumber.optional(),
    negative: cleanString.optional(),
  }),
)

const TextRow = z.object({ text: cleanString })

export type Pair = z.output<typeof PairRow>

/** Scores range to 5 (STS) or to 1. A pair is positive from this share of the range. */
const POSITIVE_SHARE = 0.7

/**
 * Reads pairs. `{"a","b"}` is a paraphrase; `{"a","b","label":0|1}` and `{"a","b","score"}` state it. A `negative` is near
 * to `a`, and says something else. Texts may have other names (`PAIR_NAMES`).
 * @throws AnlamError `not-found`; `invalid-input`, naming file and line
 */
export async function readPairs(path: string): Promise<Pair[]> {
  const pairs = await readDataRows(path, PairRow)
  if (pairs.length === 0) throw new AnlamError('invalid-input', `${path} holds no pairs`)
  return pairs
}

/** Whether each pair is a paraphrase: by its label, else by its score, else true. */
export function positives(pairs: readonly Pair[]): boolean[] {
  const highest = pairs.reduce((max, { score }) => Math.max(max, score ?? 0), 0)
  const scale = highest > 1 ? 5 : 1
  return pairs.map(({ label, score }) => {
    if (label !== undefined) return label === 1
    return score === undefined || score >= POSITIVE_SHARE * scale
  })
}

/** Reads texts from a file of rows with a `text` field. */
export async function readTexts(path: string): Promise<string[]> {
  return (await readDataRows(path, TextRow)).map(row => row.text)
}
