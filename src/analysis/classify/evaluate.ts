import { type Fold, foldsApart } from '../../basics/folds.js'
import { rowOf } from '../../basics/vectors.js'
import { AnlamError, throwIfAborted } from '../../errors.js'
import { LabelMeans, leastCosine } from './label-means.js'
import type { Fit, Training } from './methods.js'
import { nearKeys } from './near-duplicates.js'
import { type ClassificationReport, type Guess, report } from './report.js'

const FOLDS = 5
/** Rows that are compared with one another; more take minutes. */
const MOST_COMPARED = 5000
/** Share of texts with a near-duplicate on the other side from which on a figure is suspect. */
const SUSPECT = 0.05

export interface EvaluationOptions {
  fit: Fit
  /** Share of known texts that may be told to have no label; undefined: each text gets one. */
  none?: number | undefined
  signal?: AbortSignal
}

/** Rows of a training as a training of their own. */
export function trainingOf(training: Training, rows: readonly number[]): Training {
  const { vectors, labels, classes, groups } = training
  const { dimension } = vectors
  const values = new Float32Array(rows.length * dimension)
  for (const [i, row] of rows.entries()) values.set(rowOf(vectors, row), i * dimension)
  return {
    vectors: { values, rows: rows.length, dimension },
    labels: rows.map(row => labels[row]!),
    classes,
    groups: rows.map(row => groups[row]!),
  }
}

/**
 * Evaluates by five-fold cross-validation in which no group is on both sides. If many texts have a near-duplicate on the
 * other side all the same, measures again with those kept on one side too.
 * @param names of the labels
 * @throws AnlamError `invalid-input` if all rows are of one group; `cancelled`
 */
export function crossValidate(
  training: Training,
  names: readonly string[],
  options: EvaluationOptions,
): ClassificationReport {
  const { vectors, groups } = training
  const keys = groups.map(group => [group])
  if (new Set(groups).size < 2)
    throw new AnlamError(
      'invalid-input',
      'all examples are of one group: there is nothing to learn from besides',
    )
  const folds = foldsApart(keys, FOLDS)
  const found = evaluateFolds(training, names, folds, options)
  if (vectors.rows > MOST_COMPARED) return found
  const near = nearKeys(vectors, keys)
  const share = shareAcross(near, folds)
  if (share < SUSPECT) return found
  const apart = foldsApart(near, FOLDS)
  // Links may leave nothing to learn from.
  const isMeasured = apart.every(({ rest }) => new Set(rest.map(row => training.labels[row])).size > 1)
  const accuracyApart = isMeasured ? evaluateFolds(training, names, apart, options).accuracy : null
  return { ...found, nearDuplicates: { share, accuracyApart } }
}

function evaluateFolds(
  training: Training,
  names: readonly string[],
  folds: readonly Fold[],
  { fit, none, signal }: EvaluationOptions,
): ClassificationReport {
  const guesses = new Array<Guess>(training.labels.length)
  const probabilities = new Array<number>(training.labels.length)
  for (const { heldOut, rest } of folds) {
    throwIfAborted(signal)
    const known = trainingOf(training, rest)
    const predict = fit(known)
    const isKnown = knownBy(known, none)
    for (const row of heldOut) {
      const vector = rowOf(training.vectors, row)
      const p = predict(vector)
      guesses[row] = isKnown(vector) ? names[p.indexOf(Math.max(...p))]! : null
      probabilities[row] = p[training.labels[row]!]!
    }
  }
  return report(
    training.labels.map(label => names[label]!),
    guesses,
    probabilities,
  )
}

/**
 * Whether a text has one of the labels.
 * @param none share of the training that may be told to have none; undefined: each text has one
 */
export function knownBy(training: Training, none: number | undefined): (vector: Float32Array) => boolean {
  if (none === undefined) return () => true
  const means = new LabelMeans(training)
  const least = leastCosine(means, training.labels.length, none)
  return vector => Math.max(...means.cosines(vector)) >= least
}

/** Share of the rows with a key in common with a row learnt from in their fold. */
function shareAcross(keys: readonly (readonly string[])[], folds: readonly Fold[]): number {
  let linked = 0
  for (const { heldOut, rest } of folds) {
    const learnt = new Set(rest.flatMap(row => keys[row]!))
    linked += heldOut.filter(row => keys[row]!.some(key => learnt.has(key))).length
  }
  return linked / keys.length
}
