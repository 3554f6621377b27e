import { basename } from 'node:path'
import { evenlySpaced } from '../../basics/evenly-spaced.js'
import type { Random } from '../../basics/random.js'
import { rowOf, unitCosine } from '../../basics/vectors.js'
import type { Group } from '../../evaluation/group-rows.js'
import { auc, spearman } from '../../evaluation/metrics.js'
import type { VectorBatch } from '../../types.js'
import { isHeldOutGroup } from '../held-out-groups.js'
import type { Material, Row } from '../material/read-rows.js'
import type { TextTable } from '../material/source.js'
import type { TokenIds, TrainableModel } from '../types.js'
import { groupMetrics } from './group-metrics.js'
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

/** Unit vector of a text, by its number. */
type VectorOf = (text: number) => Float32Array

interface HeldOutSet {
  name: string
  texts: readonly number[]
  measure: (vectorOf: VectorOf, dimension: number) => Metrics | Promise<Metrics>
}

/**
 * Prepares the evaluation of held-out files: AUC where rows have labels, Spearman's correlation where they have scores,
 * the metrics of groups; otherwise the mean reciprocal rank of each partner among all of them.
 * @param table takes the texts; `tokensOf` is called when it is complete
 */
export function heldOutSets(
  materials: readonly Material[],
  table: TextTable,
  tokensOf: () => TokenIds,
): Evaluate {
  const sets = materials.flatMap(material => [...pairSets(material, table), ...groupSets(material, table)])
  const texts = [...new Set(sets.flatMap(set => set.texts))]
  return async model => {
    const vectorOf = await embedAll(model, texts, tokensOf())
    const metrics: Metrics = {}
    for (const { name, measure } of sets)
      for (const [metric, value] of Object.entries(await measure(vectorOf, model.dimension)))
        metrics[`${name} ${metric}`] = value
    return metrics
  }
}

interface HeldOutPair {
  a: number
  b: number
  /** Label or score. */
  truth: number
}

const MEASURES: readonly {
  metric: string
  takes: (row: Row) => boolean
  of: (pairs: readonly HeldOutPair[], vectorOf: VectorOf) => number
}[] = [
  {
    metric: 'AUC',
    takes: row => row.shape === 'labelled',
    of: (pairs, vectorOf) =>
      auc(
        cosines(pairs, vectorOf),
        pairs.map(({ truth }) => truth === 1),
      ),
  },
  {
    metric: 'Spearman',
    takes: row => row.shape === 'scored',
    of: (pairs, vectorOf) =>
      spearman(
        cosines(pairs, vectorOf),
        pairs.map(({ truth }) => truth),
      ),
  },
  { metric: 'MRR', takes: row => ['pair', 'parallel', 'retrieval'].includes(row.shape), of: reciprocalRanks },
]

function pairSets({ path, rows }: Material, table: TextTable): HeldOutSet[] {
  return MEASURES.flatMap(({ metric, takes, of }) => {
    const suitable = rows.filter(takes)
    const pairs = evenlySpaced(suitable.length, MOST_ROWS).flatMap(at => {
      const row = suitable[at]!
      return 'a' in row ? { a: table.numberOf(row.a), b: table.numberOf(row.b), truth: truthOf(row) } : []
    })
    if (pairs.length < 2) return []
    const measure = (vectorOf: VectorOf): Metrics => {
      const value = of(pairs, vectorOf)
      return Number.isFinite(value) ? { [metric]: value } : {}
    }
    return [{ name: basename(path), texts: pairs.flatMap(({ a, b }) => [a, b]), measure }]
  })
}

function truthOf(row: Row): number {
  if (row.shape === 'labelled') return row.label
  return row.shape === 'scored' ? row.score : 1
}

function groupSets({ path, rows }: Material, table: TextTable): HeldOutSet[] {
  const groups = rows.flatMap((row, i): Group[] => {
    if (row.shape !== 'group' || row.texts.length < 2) return []
    const { texts, topic, subtopic, negative, query } = row
    if (topic === undefined || subtopic === undefined || !negative || !query) return []
    return [{ id: String(i), topic, subtopic, texts, negative, query }]
  })
  if (groups.length < 2) return []
  const texts = groups.flatMap(group => [...group.texts, group.negative, group.query])
  return [
    {
      name: basename(path),
      texts: texts.map(text => table.numberOf(text)),
      measure: (vectorOf, dimension) =>
        groupMetrics(groups, dimension, text => vectorOf(table.numberOf(text))),
    },
  ]
}

function cosines(pairs: readonly HeldOutPair[], vectorOf: VectorOf): number[] {
  return pairs.map(({ a, b }) => unitCosine(vectorOf(a), vectorOf(b)))
}

/** Mean of 1 / rank of b for a, among the b of all pairs. Equal cosines rank before. */
function reciprocalRanks(pairs: readonly HeldOutPair[], vectorOf: VectorOf): number {
  const partners = pairs.map(({ b }) => ({ b, vector: vectorOf(b) }))
  const sum = pairs.reduce((total, { a, b }) => {
    const vector = vectorOf(a)
    const own = unitCosine(vector, vectorOf(b))
    const better = partners.filter(other => other.b !== b && unitCosine(vector, other.vector) >= own)
    return total + 1 / (1 + better.length)
  }, 0)
  return sum / pairs.length
}

/** Embeds texts; those of one batch have similar lengths. */
async function embedAll(
  model: TrainableModel,
  texts: readonly number[],
  tokens: TokenIds,
): Promise<VectorOf> {
  const order = [...texts].sort((a, b) => tokens[a]!.length - tokens[b]!.length)
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

/** Takes the groups out of a material that are kept for evaluation because of their subtopics. */
export function takeHeldOutGroups(material: Material): Material {
  const isHeld = (row: Row): boolean => row.shape === 'group' && isHeldOutGroup(row)
  const held = material.rows.filter(isHeld)
  material.rows = material.rows.filter(row => !isHeld(row))
  return { ...material, rows: held, skipped: 0 }
}

/**
 * Takes a share of the rows out of a material, to evaluate with. Rows with the same first text go together. Groups with
 * a subtopic are left: those of them that are held out are known.
 */
export function holdOut(material: Material, random: Random): Material {
  const together = new Map<string, Row[]>()
  for (const row of material.rows) {
    if (row.shape === 'text' || (row.shape === 'group' && row.subtopic !== undefined)) continue
    const key = row.shape === 'group' ? row.texts[0]! : row.a
    const rows = together.get(key)
    if (rows) rows.push(row)
    else together.set(key, [row])
  }
  const held: Row[] = []
  const wanted = Math.min(MOST_HELD_OUT, Math.floor(material.rows.length * HELD_OUT_SHARE))
  for (const key of random.shuffle([...together.keys()])) {
    if (held.length >= wanted) break
    held.push(...together.get(key)!)
  }
  const out = new Set(held)
  material.rows = material.rows.filter(row => !out.has(row))
  return { ...material, rows: held, skipped: 0 }
}
