import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { loadConfig } from '../../src/config.js'
import { bootstrap, type Metrics } from '../../src/evaluation/bootstrap.js'
import { mineCorpus } from '../../src/mining/mine-corpus.js'
import type { Pair } from '../../src/mining/types.js'
import { SILENT } from '../../src/types.js'
import { minedProse, type ProseSentence } from '../quality/judged-sets.js'
import { table, withInterval } from './report.js'

const THRESHOLDS = [0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9]
const TOP_K = 50

/** Precision and recall of the pairs mined from the prose, at several thresholds and at the model's own. */
export async function benchMinedProse(model: string): Promise<void> {
  const prose = minedProse()
  const root = mkdtempSync(join(tmpdir(), 'anlam-prose-'))
  try {
    const file = join(root, 'prose.jsonl')
    writeFileSync(file, prose.map(({ id, text }) => `${JSON.stringify({ id, text })}\n`).join(''))
    const { threshold: own } = await mineFile(file, root, model)
    const { pairs } = await mineFile(file, root, model, Math.min(...THRESHOLDS, own))
    const thresholds = [...new Set([...THRESHOLDS, own])].sort((a, b) => a - b)
    const measure = measurePairs(prose, pairs, thresholds)
    const blocks = new Set(prose.map(blockOf)).size
    const metrics = measure([...Array(blocks).keys()])
    const intervals = bootstrap(blocks, measure)
    const columns = ['pairs', 'precision', 'recall', 'near-copies', 'precision unflagged', 'recall unflagged']
    table(
      `Prose mined with ${basename(model)} (${prose.length} sentences); intervals over documents`,
      ['threshold', ...columns],
      thresholds.map(threshold => [
        threshold === own ? `${threshold}, the model's own` : `${threshold}`,
        ...columns.map(column => {
          const name = `${column} ${threshold}`
          return column === 'pairs' || column === 'near-copies'
            ? `${metrics[name]}`
            : withInterval(metrics[name]!, intervals[name])
        }),
      ]),
    )
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** Mines a file of sentences; without a threshold, at the model's own. */
export function mineFile(
  file: string,
  root: string,
  model: string,
  threshold?: number,
): Promise<{ threshold: number; pairs: Pair[] }> {
  return mineCorpus(
    { ...loadConfig(), model },
    {
      sources: [{ paths: [file] }],
      settings: { topK: TOP_K, mutual: false, maxPairs: 1_000_000, method: 'exact', memory: 2 ** 31 },
      ...(threshold === undefined ? {} : { threshold }),
      folder: join(root, 'mining'),
      read: { textField: 'text', idField: 'id', onError: 'fail' },
      reporter: SILENT,
    },
    async ({ result }) => ({ threshold: result.summary.threshold, pairs: result.pairs }),
  )
}

/** The document a sentence stands in. */
function blockOf({ id }: Pick<ProseSentence, 'id'>): string {
  return id.slice(0, id.lastIndexOf('-'))
}

/**
 * Metrics of the pairs of drawn blocks, by column and threshold. A pair counts with the block of its first sentence.
 * `near-copies` are mined pairs of a sentence and one that nearly copies it, or one of the same group, but disagrees.
 */
function measurePairs(
  prose: readonly ProseSentence[],
  pairs: readonly Pair[],
  thresholds: readonly number[],
): (drawn: readonly number[]) => Metrics {
  const sentences = new Map(prose.map(sentence => [sentence.id, sentence]))
  const blocks = [...new Set(prose.map(blockOf))]
  const groupOf = (id: string): string => sentences.get(id)!.group
  const contradicted = new Set(
    prose.flatMap(({ group, contradicts }) =>
      contradicts === undefined
        ? []
        : [`${group} ${groupOf(contradicts)}`, `${groupOf(contradicts)} ${group}`],
    ),
  )
  const judged = pairs.map(({ aId, bId, score, flags }) => ({
    block: blockOf({ id: aId }),
    score,
    flagged: flags.length > 0,
    same: groupOf(aId) === groupOf(bId),
    nearCopy: contradicted.has(`${groupOf(aId)} ${groupOf(bId)}`),
  }))
  const byBlock = blocks.map(block => judged.filter(pair => pair.block === block))
  const trueByBlock = blocks.map(block => {
    const groups = prose.filter(sentence => blockOf(sentence) === block).map(({ group }) => group)
    return groups.reduce(
      (sum, group, i) => sum + groups.slice(0, i).filter(other => other === group).length,
      0,
    )
  })
  return drawn => {
    const all = drawn.flatMap(i => byBlock[i]!)
    const wanted = drawn.reduce((sum, i) => sum + trueByBlock[i]!, 0)
    const metrics: Metrics = {}
    for (const threshold of thresholds) {
      const mined = all.filter(({ score }) => score >= threshold)
      metrics[`pairs ${threshold}`] = mined.length
      metrics[`near-copies ${threshold}`] = mined.filter(({ nearCopy }) => nearCopy).length
      for (const [name, kept] of [
        ['', mined],
        [' unflagged', mined.filter(({ flagged }) => !flagged)],
      ] as const) {
        const right = kept.filter(({ same }) => same).length
        metrics[`precision${name} ${threshold}`] = right / kept.length
        metrics[`recall${name} ${threshold}`] = right / wanted
      }
    }
    return metrics
  }
}
