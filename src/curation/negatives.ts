import { pairKey } from '../evaluation/unlabelled-pairs.js'
import type { Pair } from '../mining/types.js'
import type { Row, Table } from '../tables/table.js'
import type { Decision } from './decisions.js'
import type { TrainingShape } from './training-shapes.js'

interface TextPair {
  a: string
  b: string
}

/**
 * Hard negatives as training data: pairs with a high cosine that are flagged and not decided to be right, and pairs decided to be
 * wrong, wherever they come from.
 * - `pairs`: `sentence1`, `sentence2`, `label`: 0 for these, 1 for pairs decided to be right.
 * - `triplets`: `anchor`, `positive`, `negative`: for each side of a negative that also has a paraphrase, the nearest one; pairs
 *   decided to be right come first.
 * @param pairs best first
 */
export function negativeTable(
  pairs: readonly Pair[],
  decisions: readonly Decision[],
  shape: TrainingShape,
): Table {
  const verdicts = new Map(decisions.map(({ a, b, verdict }) => [pairKey(a, b), verdict]))
  const wrong = decisions.filter(({ verdict }) => verdict === 'wrong')
  const right = decisions.filter(({ verdict }) => verdict === 'right')
  const flagged = pairs.filter(({ a, b, flags }) => flags.length > 0 && !verdicts.has(pairKey(a, b)))
  const negatives = [...wrong, ...flagged]
  if (shape === 'pairs') {
    const rows = [
      ...negatives.map(({ a, b }): Row => ({ sentence1: a, sentence2: b, label: 0 })),
      ...right.map(({ a, b }): Row => ({ sentence1: a, sentence2: b, label: 1 })),
    ]
    return {
      columns: [
        { name: 'sentence1', type: 'text' },
        { name: 'sentence2', type: 'text' },
        { name: 'label', type: 'integer' },
      ],
      rows,
    }
  }
  const unflagged = pairs.filter(
    ({ a, b, flags, kind }) =>
      flags.length === 0 && (kind === 'paraphrase' || kind === 'near-copy') && !verdicts.has(pairKey(a, b)),
  )
  return {
    columns: ['anchor', 'positive', 'negative'].map(name => ({ name, type: 'text' })),
    rows: triplets(negatives, positivesOf([...right, ...unflagged])),
  }
}

/** The best partner of each text. */
function positivesOf(pairs: readonly TextPair[]): Map<string, string> {
  const positives = new Map<string, string>()
  for (const { a, b } of pairs) {
    if (!positives.has(a)) positives.set(a, b)
    if (!positives.has(b)) positives.set(b, a)
  }
  return positives
}

function triplets(negatives: readonly TextPair[], positives: ReadonlyMap<string, string>): Row[] {
  return negatives
    .flatMap(({ a, b }) => [
      { anchor: a, positive: positives.get(a), negative: b },
      { anchor: b, positive: positives.get(b), negative: a },
    ])
    .filter(({ positive, negative }) => positive !== undefined && positive !== negative)
}
