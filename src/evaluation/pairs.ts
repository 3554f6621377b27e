import { z } from 'zod'
import { cleanString, rowLabel, rowNumber } from '../basics/json-rows.js'
import { withOurNames } from '../basics/pair-names.js'
import { rowOf, unitCosine } from '../basics/vectors.js'
import { readDataRows } from '../corpus/data-rows.js'
import { AnlamError } from '../errors.js'
import type { Encoder } from '../model/types.js'
import { bootstrap, type Intervals, type Metrics } from './bootstrap.js'
import {
  auc,
  averagePrecision,
  bestF1,
  type OperatingPoint,
  pearson,
  precisionRecall,
  spearman,
} from './metrics.js'

const Labelled = z.object({ a: cleanString, b: cleanString, label: rowLabel })
const ScoredRow = z.preprocess(withOurNames, z.object({ a: cleanString, b: cleanString, score: rowNumber }))
const LabelledRow = z.preprocess(withOurNames, Labelled)
const UnfinishedRow = z.preprocess(
  withOurNames,
  Labelled.extend({ label: rowLabel.nullable().default(null) }),
)

/** Texts per call of the encoder. */
const BATCH = 1024
/** Thresholds at which precision and recall are reported. */
const THRESHOLDS = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95]

export interface Evaluation {
  /** Number of rows. */
  pairs: number
  metrics: Metrics
  /** 95 % bootstrap intervals of the metrics. */
  intervals: Intervals
}

export interface PairEvaluation extends Evaluation {
  positives: number
  /** Precision and recall of pairs with at least this cosine. Precision is null if there are none. */
  atThresholds: { threshold: number; precision: number | null; recall: number }[]
}

/** Labelled pairs with the model's cosines. */
export interface ScoredLabels {
  scores: number[]
  labels: boolean[]
  /** Both texts of each pair; absent if pairs have none in common. */
  texts?: (readonly [string, string])[]
}

/** A labelled pair of texts. */
export interface LabelledPair {
  a: string
  b: string
  /** 1: they have the same meaning; 0: they do not. */
  label: 0 | 1
}

export interface EvaluateOptions {
  signal?: AbortSignal
  onProgress?: (done: number, total: number) => void
}

/**
 * Correlation of cosines with human scores: `{"a","b","score"}`, or with other names (`PAIR_NAMES`).
 * @throws AnlamError `invalid-input`, naming file and line
 */
export async function evaluateSts(
  path: string,
  encoder: Encoder,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const rows = await readDataRows(path, ScoredRow)
  assertSome(rows.length, path)
  const cosines = await cosinesOf(rows, encoder, options)
  const measure = (drawn: readonly number[]): Metrics => {
    const x = drawn.map(i => cosines[i]!)
    const y = drawn.map(i => rows[i]!.score)
    return { spearman: spearman(x, y), pearson: pearson(x, y) }
  }
  return {
    pairs: rows.length,
    metrics: measure([...rows.keys()]),
    intervals: bootstrap(rows.length, measure),
  }
}

/**
 * How well cosines separate paraphrases from other pairs: `{"a","b","label":0|1}`, or with other names (`PAIR_NAMES`).
 * @throws AnlamError `invalid-input`, naming file and line, or if all labels are the same
 */
export async function evaluatePairs(
  path: string,
  encoder: Encoder,
  options: EvaluateOptions = {},
): Promise<PairEvaluation> {
  const { scores, labels } = await scoreLabels(await readDataRows(path, LabelledRow), path, encoder, options)
  const measure = (drawn: readonly number[]): Metrics => {
    const x = drawn.map(i => scores[i]!)
    const y = drawn.map(i => labels[i]!)
    const points = precisionRecall(x, y)
    return { ap: averagePrecision(points), ...f1Metrics(points), auc: auc(x, y) }
  }
  const all = [...scores.keys()]
  return {
    pairs: scores.length,
    positives: labels.filter(Boolean).length,
    metrics: measure(all),
    intervals: bootstrap(scores.length, measure),
    atThresholds: atThresholds(scores, labels),
  }
}

/**
 * Computes the cosines of labelled pairs.
 * @param source names the pairs in messages
 * @throws AnlamError `invalid-input` if there are none, or if all labels are the same
 */
export async function scoreLabels(
  rows: readonly LabelledPair[],
  source: string,
  encoder: Encoder,
  options: EvaluateOptions = {},
): Promise<ScoredLabels> {
  assertSome(rows.length, source)
  const labels = rows.map(({ label }) => label === 1)
  if (new Set(labels).size < 2) {
    throw new AnlamError('invalid-input', `${source}: all labels are the same; both 0 and 1 are needed`)
  }
  return {
    scores: await cosinesOf(rows, encoder, options),
    labels,
    texts: rows.map(({ a, b }) => [a, b]),
  }
}

/**
 * Reads labelled pairs, leaving out those whose label is still null.
 * @throws AnlamError `not-found`; `invalid-input`, naming file and line
 */
export async function readLabelledPairs(
  paths: readonly string[],
): Promise<{ pairs: LabelledPair[]; unlabelled: number }> {
  const rows = (await Promise.all(paths.map(path => readDataRows(path, UnfinishedRow)))).flat()
  const pairs = rows.filter((row): row is LabelledPair => row.label !== null)
  return { pairs, unlabelled: rows.length - pairs.length }
}

export function f1Metrics(points: readonly OperatingPoint[]): { f1: number; threshold: number } {
  const { f1, threshold } = bestF1(points)
  return { f1, threshold }
}

function atThresholds(scores: readonly number[], labels: readonly boolean[]): PairEvaluation['atThresholds'] {
  const positives = labels.filter(Boolean).length
  return THRESHOLDS.map(threshold => {
    const found = labels.filter((_, i) => scores[i]! >= threshold)
    const hits = found.filter(Boolean).length
    return { threshold, precision: found.length === 0 ? null : hits / found.length, recall: hits / positives }
  })
}

function assertSome(rows: number, path: string): void {
  if (rows === 0) throw new AnlamError('invalid-input', `${path} holds no pairs with a label or a score`)
}

async function cosinesOf(
  rows: readonly { a: string; b: string }[],
  encoder: Encoder,
  { signal, onProgress }: EvaluateOptions,
): Promise<number[]> {
  const cosines: number[] = []
  for (let start = 0; start < rows.length; start += BATCH / 2) {
    const page = rows.slice(start, start + BATCH / 2)
    const batch = await encoder.encode(
      page.flatMap(({ a, b }) => [a, b]),
      signal ? { signal } : {},
    )
    page.forEach((_, i) => {
      cosines.push(unitCosine(rowOf(batch, 2 * i), rowOf(batch, 2 * i + 1)))
    })
    onProgress?.(cosines.length, rows.length)
  }
  return cosines
}
