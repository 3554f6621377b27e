import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { cleanString, readRows } from '../../src/basics/json-rows.js'
import { Random } from '../../src/basics/random.js'
import { AnlamError } from '../../src/errors.js'
import { calibrate } from '../../src/evaluation/calibration.js'
import type { Curve } from '../../src/evaluation/calibration-fits.js'
import { readGroups } from '../../src/evaluation/group-rows.js'
import { lossesOf } from '../../src/evaluation/label-shortage.js'
import { type Candidate, chooseNext } from '../../src/evaluation/next-pairs.js'
import { readLabelledPairs, type ScoredLabels, scoreLabels } from '../../src/evaluation/pairs.js'
import { unlabelledPairs } from '../../src/evaluation/unlabelled-pairs.js'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import type { Encoder } from '../../src/model/types.js'
import { PROJECT_ROOT, shared } from '../support/shared.js'
import { table } from './report.js'

/** Labels given, and how many at a time. */
const BUDGETS = [40, 60, 100, 200]
const ROUND = 20
const SEEDS = 15
const SAMPLE = 500

const DOCUMENTS = join(PROJECT_ROOT, 'corpus', 'documents')
const GROUPS = join(PROJECT_ROOT, 'test', 'quality', 'groups-dev.jsonl')
const Row = z.object({ text: cleanString, group: z.string() })

/** What a calibration is worth on labelled pairs, and what choosing the pairs to label saves. */
export async function benchCalibration(encoder: Encoder): Promise<void> {
  const sets = [join(PROJECT_ROOT, 'corpus', 'pairs.jsonl'), shared('data/dev/turkqp_dev.jsonl')]
  const fits: string[][] = []
  for (const path of sets.filter(existsSync)) {
    const { pairs } = await readLabelledPairs([path])
    const cells = fitCells(await scoreLabels(pairs, path, encoder))
    fits.push([basename(path, '.jsonl'), `${pairs.length}`, ...cells])
  }
  table(
    'Calibration: losses on held-out texts (of the base rate), and the best F1',
    ['', 'pairs', 'method', 'log loss', 'Brier', 'threshold', 'precision', 'recall'],
    fits,
  )
  const saved: string[][] = []
  for (const [name, rows] of await corpora()) {
    const pool = await poolOf(rows, encoder)
    const groupOf = new Map(rows.map(({ text, group }) => [text, group]))
    const all: ScoredLabels = {
      scores: pool.map(({ score }) => score),
      labels: pool.map(({ a, b }) => groupOf.get(a) === groupOf.get(b)),
      texts: pool.map(({ a, b }) => [a, b]),
    }
    const limits = `${lossesOf(calibrate(all).curve, all).logLoss.toFixed(3)}, ${calibrate(all).base.logLoss.toFixed(3)}`
    for (const how of ['drawn', 'chosen'] as const)
      saved.push([`${name}, ${how}`, `${pool.length}`, limits, ...labelInRounds(pool, all, how)])
  }
  table(
    `Log loss on all pairs of neighbours after as many labels, ${ROUND} at a time (drawn: mean of ${SEEDS})`,
    ['', 'pairs', 'all labelled, base rate', ...BUDGETS.map(String)],
    saved,
  )
}

/** Texts with the group of those that say the same. */
type GroupedText = z.output<typeof Row>

async function corpora(): Promise<[string, GroupedText[]][]> {
  const bundled = await Promise.all(readdirSync(DOCUMENTS).map(name => readRows(join(DOCUMENTS, name), Row)))
  const groups = await readGroups([GROUPS])
  return [
    ['bundled, seen in training', bundled.flat()],
    ['groups-dev', groups.flatMap(({ id, texts }) => texts.map(text => ({ text, group: id })))],
  ]
}

async function poolOf(rows: readonly GroupedText[], encoder: Encoder): Promise<Candidate[]> {
  const { model, fingerprint, dimension } = encoder.spec
  const index = new MemoryIndex('pool', { model, fingerprint, dimension })
  await index.write(
    rows.map(({ text }, i) => ({
      document: { id: `d${i}`, source: '', metadata: {} },
      hash: '',
      passages: [{ id: `d${i}`, documentId: `d${i}`, text, start: 0, end: text.length }],
    })),
    await encoder.encode(rows.map(({ text }) => text)),
  )
  const pool = await unlabelledPairs(index, new Set(), { sample: SAMPLE })
  await index.close()
  return pool
}

function fitCells(scored: ScoredLabels): string[] {
  try {
    const { method, logLoss, brier, base, thresholds } = calibrate(scored)
    const best = thresholds.find(({ wanted }) => wanted === 'f1')!
    const range = ([low, high]: [number, number]): string => `${low.toFixed(3)} to ${high.toFixed(3)}`
    return [
      method,
      `${logLoss.toFixed(3)} (${base.logLoss.toFixed(3)})`,
      `${brier.toFixed(3)} (${base.brier.toFixed(3)})`,
      best.threshold.toFixed(3),
      `${best.precision.toFixed(3)} (${range(best.precisionInterval)})`,
      `${best.recall.toFixed(3)} (${range(best.recallInterval)})`,
    ]
  } catch (error) {
    if (error instanceof AnlamError) return [`refused: ${error.message}`, '', '', '', '', '']
    throw error
  }
}

/** Labels a pool in rounds, by `chooseNext` or at random, and calibrates after each. */
function labelInRounds(pool: readonly Candidate[], all: ScoredLabels, how: 'drawn' | 'chosen'): string[] {
  const runs = how === 'drawn' ? SEEDS : 1
  const losses = BUDGETS.map((): number[] => [])
  for (let seed = 1; seed <= runs; seed++) {
    const drawn = new Random(seed).shuffle([...pool.keys()])
    const rowOfPair = new Map(pool.map(({ a, b }, row) => [JSON.stringify([a, b]), row]))
    let curve: Curve | undefined
    const labelled: number[] = []
    while (labelled.length < BUDGETS.at(-1)!) {
      const left = pool.filter((_, row) => !labelled.includes(row))
      const next =
        how === 'drawn'
          ? drawn.slice(labelled.length, labelled.length + ROUND)
          : chooseNext(left, ROUND, curve).map(({ a, b }) => rowOfPair.get(JSON.stringify([a, b]))!)
      labelled.push(...next)
      curve = curveOf(labelled, all) ?? curve
      const at = BUDGETS.indexOf(labelled.length)
      if (at >= 0 && curve) losses[at]!.push(lossesOf(curve, all).logLoss)
    }
  }
  return losses.map(values => {
    if (values.length === 0) return '–'
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return `${mean.toFixed(3)}${values.length < runs ? ` (${runs - values.length} refused)` : ''}`
  })
}

function curveOf(rows: readonly number[], { scores, labels, texts }: ScoredLabels): Curve | undefined {
  try {
    return calibrate({
      scores: rows.map(row => scores[row]!),
      labels: rows.map(row => labels[row]!),
      ...(texts ? { texts: rows.map(row => texts[row]!) } : {}),
    }).curve
  } catch (error) {
    if (error instanceof AnlamError) return undefined
    throw error
  }
}
