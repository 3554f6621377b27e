import { basename } from 'node:path'
import { evenlySpaced } from '../../basics/evenly-spaced.js'
import { Random } from '../../basics/random.js'
import { rowOf, unitCosine } from '../../basics/vectors.js'
import { auc, spearman } from '../../evaluation/metrics.js'
import type { VectorBatch } from '../../types.js'
import type { Material, Row } from '../material/read-rows.js'
import type { TextTable } from '../material/source.js'
import type { TokenIds, TrainableModel } from '../types.js'
import type { Metrics } from './run-state.js'

/** Rows of a file that are evaluated; of a longer one, so many at equal distances. */
const MOST_ROWS = 1000
/** Share of the rows that is held out where no file is given, and the most rows. */
const HELD_OUT_SHARE = 0.02
const MOST_HELD_OUT = 500
/** Texts embedded at once. */
const BATCH = 256

/** Metrics of a model on held-out rows. */
export type Evaluate = (model: TrainableModel) => Promise<Metrics>

/**
 * Prepares the evaluation of held-out files: AUC where rows have labels, Spearman's correlation where they have scores;
 * otherwise the mean reciprocal rank of each partner among all of them.
 * @param table takes the texts; `tokensOf` is called when it is complete
 */
export function heldOutSets(
  materials: readonly Material[],
  table: TextTable,
  tokensOf: () => TokenIds,
): Evaluate {
  const sets = materials.flatMap(material => setsOf(material, table))
  return async model => {
    const numbers = [...new Set(sets.flatMap(({ pairs }) => pairs.flatMap(({ a, b }) => [a, b])))]
    const vectors = await embedAll(model, numbers, tokensOf())
    return Object.fromEntries(sets.map(({ name, pairs, measure }) => [name, measure(pairs, vectors)]))
  }
}

interface HeldOutPair {
  a: number
  b: number
  /** Label or score. */
  truth: number
}

interface HeldOutSet {
  name: string
  pairs: HeldOutPair[]
  measure: (pairs: readonly HeldOutPair[], vectorOf: (text: number) => Float32Array) => number
}

const MEASURES: readonly [metric: string, takes: (row: Row) => boolean, measure: HeldOutSet['measure']][] = [
  [
    'AUC',
    row => row.shape === 'labelled',
    (pairs, vectorOf) =>
      auc(
        cosines(pairs, vectorOf),
        pairs.map(({ truth }) => truth === 1),
      ),
  ],
  [
    'Spearman',
    row => row.shape === 'scored',
    (pairs, vectorOf) =>
      spearman(
        cosines(pairs, vectorOf),
        pairs.map(({ truth }) => truth),
      ),
  ],
  ['MRR', row => ['pair', 'parallel', 'retrieval'].includes(row.shape), reciprocalRanks],
]

function setsOf({ path, rows }: Material, table: TextTable): HeldOutSet[] {
  return MEASURES.flatMap(([metric, takes, measure]) => {
    const suitable = rows.filter(takes)
    const pairs = evenlySpaced(suitable.length, MOST_ROWS).flatMap(at => {
      const row = suitable[at]!
      return 'a' in row ? { a: table.numberOf(row.a), b: table.numberOf(row.b), truth: truthOf(row) } : []
    })
    return pairs.length < 2 ? [] : [{ name: `${basename(path)} ${metric}`, pairs, measure }]
  })
}

function truthOf(row: Row): number {
  if (row.shape === 'labelled') return row.label
  return row.shape === 'scored' ? row.score : 1
}

function cosines(pairs: readonly HeldOutPair[], vectorOf: (text: number) => Float32Array): number[] {
  return pairs.map(({ a, b }) => unitCosine(vectorOf(a), vectorOf(b)))
}

/** Mean of 1 / rank of b for a, among the b of all pairs. Equal cosines rank before. */
function reciprocalRanks(pairs: readonly HeldOutPair[], vectorOf: (text: number) => Float32Array): number {
  const sum = pairs.reduce((total, { a, b }) => {
    const own = unitCosine(vectorOf(a), vectorOf(b))
    const better = pairs.filter(other => other.b !== b && unitCosine(vectorOf(a), vectorOf(other.b)) >= own)
    return total + 1 / (1 + better.length)
  }, 0)
  return sum / pairs.length
}

/** Unit vectors of texts. Those of one batch have similar lengths. */
async function embedAll(
  model: TrainableModel,
  numbers: readonly number[],
  tokens: TokenIds,
): Promise<(text: number) => Float32Array> {
  const order = [...numbers].sort((a, b) => tokens[a]!.length - tokens[b]!.length)
  const vectors = new Map<number, Float32Array>()
  for (let start = 0; start < order.length; start += BATCH) {
    const page = order.slice(start, start + BATCH)
    const values = await model.embed(page.map(text => tokens[text]!))
    const batch: VectorBatch = { values, rows: page.length, dimension: model.dimension }
    page.forEach((text, row) => {
      const vector = rowOf(batch, row)
      const length = Math.hypot(...vector)
      vectors.set(
        text,
        vector.map(value => (length > 0 ? value / length : 0)),
      )
    })
  }
  return text => vectors.get(text)!
}

/**
 * Moves a share of the rows out of each material, to evaluate with. Rows of a subtopic go together, and so do rows with
 * the same first text.
 */
export function holdOut(materials: readonly Material[], seed: number): Material[] {
  const random = new Random(seed)
  return materials.flatMap(material => {
    const keys = new Map<string, Row[]>()
    for (const row of material.rows) {
      if (row.shape === 'text') continue
      const key = row.shape === 'group' ? (row.subtopic ?? row.texts[0]!) : row.a
      const rows = keys.get(key)
      if (rows) rows.push(row)
      else keys.set(key, [row])
    }
    const wanted = Math.min(MOST_HELD_OUT, Math.floor(material.rows.length * HELD_OUT_SHARE))
    const held: Row[] = []
    for (const key of random.shuffle([...keys.keys()])) {
      if (held.length >= wanted) break
      held.push(...keys.get(key)!)
    }
    if (held.length === 0) return []
    const out = new Set(held)
    material.rows = material.rows.filter(row => !out.has(row))
    return [{ ...material, rows: held, skipped: 0 }]
  })
}
