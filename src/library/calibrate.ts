import { createHash } from 'node:crypto'
import { AnlamError } from '../errors.js'
import { calibrateBy } from '../evaluation/calibrate-index.js'
import { probabilities } from '../evaluation/calibrations.js'
import { type LabelledPair, scoreLabels } from '../evaluation/pairs.js'
import type { Runtime } from './runtime.js'
import type { CalibrationReport } from './text-index.js'

/** Calibrates an index by pairs in memory; see `TextIndex.calibrate`. */
export async function calibrateByPairs(
  runtime: Runtime,
  name: string,
  given: Iterable<LabelledPair> | AsyncIterable<LabelledPair>,
  signal: AbortSignal | undefined,
): Promise<CalibrationReport> {
  const pairs: LabelledPair[] = []
  for await (const pair of given) pairs.push(checked(pair))
  const searcher = await runtime.searcher(name)
  const { encoder, index } = searcher
  const scored = await scoreLabels(pairs, 'what was given', encoder, signal ? { signal } : {})
  const { model, fingerprint } = encoder.spec
  const sha256 = createHash('sha256').update(JSON.stringify(pairs)).digest('hex')
  const stored = await calibrateBy(runtime.config, index.name, { pairs, scored, model, fingerprint, sha256 })
  searcher.probability = probabilities(stored)
  const { method, curve, positives, brier, logLoss, thresholds = [] } = stored
  return { model, method, curve, pairs: pairs.length, positives, brier, logLoss, thresholds }
}

function checked(pair: LabelledPair): LabelledPair {
  const { a, b, label } = pair
  if (typeof a === 'string' && typeof b === 'string' && (label === 0 || label === 1)) return { a, b, label }
  throw new AnlamError(
    'invalid-input',
    `a labelled pair is {"a": text, "b": text, "label": 0 or 1}, not ${JSON.stringify(pair)?.slice(0, 200)}`,
  )
}
