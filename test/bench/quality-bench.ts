import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import Sqlite from 'better-sqlite3'
import { dot, rowOf } from '../../src/basics/vectors.js'
import { openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { bootstrap } from '../../src/evaluation/bootstrap.js'
import { auc, spearman } from '../../src/evaluation/metrics.js'
import { evaluateRetrieval, type Retrieve } from '../../src/evaluation/retrieval.js'
import { BUILTIN_MODEL, STATIC_MODEL } from '../../src/model/models.js'
import type { Encoder } from '../../src/model/types.js'
import { MODES } from '../../src/search/modes.js'
import { tokenize } from '../../src/turkish/tokens.js'
import { shared } from '../support/shared.js'
import { benchCalibration } from './calibration-bench.js'
import { benchClassification } from './classification-bench.js'
import { benchClusters } from './cluster-bench.js'
import { benchFlagRules } from './flags-bench.js'
import { benchGroups } from './groups-bench.js'
import { benchJudged } from './judged-bench.js'
import { benchMinedGroups } from './mined-groups-bench.js'
import { withSearcher } from './quality-index.js'
import { type PairRow, readRows, retrievalTasks, type Task } from './quality-tasks.js'
import { table, withInterval } from './report.js'

const RAW = 'lexical, FTS5 unicode61'
const LEXICAL = 'lexical, Turkish'

/**
 * Quality of each search mode, and of the bundled and the given models, on every labelled set found, with 95 % bootstrap
 * intervals.
 */
export async function benchQuality(models: readonly string[]): Promise<void> {
  await withEncoders(models, async encoders => {
    await benchAllOfGroups(encoders)
    await benchFlagRules()
    await benchJudged(encoders)
    await benchPairs(encoders)
    await benchSearches(encoders)
    await benchLabels(encoders)
  })
}

/** As `benchQuality`, on the held-out paraphrase groups alone, which takes a minute. */
export function benchQualityOfGroups(models: readonly string[]): Promise<void> {
  return withEncoders(models, benchAllOfGroups)
}

async function benchAllOfGroups(encoders: readonly Encoder[]): Promise<void> {
  await benchGroups(encoders)
  for (const { spec } of encoders) await benchMinedGroups(spec.model)
}

/** As `benchQuality`, on calibration, classification and clusters alone, which takes minutes. */
export function benchQualityOfLabels(models: readonly string[]): Promise<void> {
  return withEncoders(models, benchLabels)
}

async function benchLabels([encoder]: readonly Encoder[]): Promise<void> {
  await benchCalibration(encoder!)
  await benchClassification(encoder!)
  await benchClusters(encoder!)
}

/** As `benchQuality`, on the judged sets alone, which takes a minute. */
export function benchQualityOfJudged(models: readonly string[]): Promise<void> {
  return withEncoders(models, benchJudged)
}

async function withEncoders(
  models: readonly string[],
  work: (encoders: readonly Encoder[]) => Promise<void>,
): Promise<void> {
  const opened = await Promise.all(
    [BUILTIN_MODEL, STATIC_MODEL, ...models].map(model => openEncoder(loadConfig(), model)),
  )
  const encoders = opened.filter(
    ({ spec }, i) => opened.findIndex(other => other.spec.fingerprint === spec.fingerprint) === i,
  )
  try {
    await work(encoders)
  } finally {
    for (const encoder of opened) await encoder.close()
  }
}

async function benchSearches(encoders: readonly Encoder[]): Promise<void> {
  const columns: string[] = []
  // Sets the order of the table, which differs from that of the searcher's modes.
  const rows = new Map<string, string[]>([RAW, LEXICAL].map(way => [way, []]))
  const add = async (way: string, task: Task, retrieve: Retrieve): Promise<void> => {
    const { metrics, intervals } = await evaluateRetrieval(task, retrieve)
    rows.set(way, [...(rows.get(way) ?? []), withInterval(metrics['ndcg@10']!, intervals['ndcg@10'])])
  }
  for (const task of retrievalTasks()) {
    columns.push(`${task.name} (${task.queries.length} in ${task.corpus.length})`)
    await add(RAW, task, rawRetriever(task))
    for (const encoder of encoders) await benchModes(encoder, task, add)
  }
  table(
    'Search: nDCG@10 (queries in texts)',
    ['', ...columns],
    [...rows].map(([way, values]) => [way, ...values]),
  )
}

async function benchModes(
  encoder: Encoder,
  task: Task,
  add: (way: string, task: Task, retrieve: Retrieve) => Promise<void>,
): Promise<void> {
  await withSearcher(encoder, task.corpus, async searcher => {
    for (const mode of MODES) {
      if (mode === 'lexical' && encoder.spec.model !== BUILTIN_MODEL) continue
      const way = mode === 'lexical' ? LEXICAL : `${mode}, ${basename(encoder.spec.model)}`
      await add(way, task, async (query, k) => {
        // A query may be a text of the corpus; it does not count as a hit.
        const { hits } = await searcher.search({ query, mode, k: k + 1 })
        return hits.filter(({ text }) => text !== query).map(({ id }) => id)
      })
    }
  })
}

/** SQLite's own full-text search: any of the words, ranked by BM25. */
function rawRetriever({ corpus }: Task): Retrieve {
  const database = new Sqlite(':memory:')
  database.exec("CREATE VIRTUAL TABLE t USING fts5(text, tokenize='unicode61')")
  const add = database.prepare('INSERT INTO t (rowid, text) VALUES (?, ?)')
  database.transaction(() => {
    for (const [row, { text }] of corpus.entries()) add.run(row + 1, text)
  })()
  const search = database.prepare<[string, number], { rowid: number }>(
    'SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT ?',
  )
  return async (query, k) => {
    const words = query.match(/[\p{L}\p{N}]+/gu) ?? []
    const found = search.all(words.map(word => `"${word}"`).join(' OR '), k + 1)
    return found
      .map(({ rowid }) => corpus[rowid - 1]!)
      .filter(({ text }) => text !== query)
      .slice(0, k)
      .map(({ id }) => id)
  }
}

async function benchPairs(encoders: readonly Encoder[]): Promise<void> {
  const sets = ['stsb_tr_dev', 'turkqp_dev'].map(name => shared(`data/dev/${name}.jsonl`)).filter(existsSync)
  if (sets.length === 0) return
  const rows: string[][] = []
  const measure = async (way: string, score: (pairs: readonly PairRow[]) => Promise<number[]>) => {
    const cells: string[] = []
    for (const path of sets) {
      const pairs = readRows<PairRow>(path)
      const scores = await score(pairs)
      const value = (drawn: readonly number[]): { value: number } => ({
        value:
          pairs[0]!.score === undefined
            ? auc(
                drawn.map(i => scores[i]!),
                drawn.map(i => pairs[i]!.label === 1),
              )
            : spearman(
                drawn.map(i => scores[i]!),
                drawn.map(i => pairs[i]!.score!),
              ),
      })
      cells.push(withInterval(value([...pairs.keys()]).value, bootstrap(pairs.length, value).value))
    }
    rows.push([way, ...cells])
  }
  await measure('first five letters, Dice', async pairs => pairs.map(({ a, b }) => dice(a, b)))
  for (const encoder of encoders)
    for (const width of widths(encoder))
      await measure(`${basename(encoder.spec.model)}, ${width} numbers`, async pairs => {
        const a = await encoder.encode(pairs.map(pair => pair.a))
        const b = await encoder.encode(pairs.map(pair => pair.b))
        return pairs.map((_, row) =>
          cosine(rowOf(a, row).subarray(0, width), rowOf(b, row).subarray(0, width)),
        )
      })
  table(
    "Pairs: Spearman's correlation where people gave scores, else AUC",
    ['', ...sets.map(path => basename(path, '.jsonl'))],
    rows,
  )
}

/** The vectors of the bundled encoders can be shortened. */
function widths({ spec: { model, dimension } }: Encoder): number[] {
  const shorter = model === BUILTIN_MODEL || model === STATIC_MODEL
  return shorter ? [dimension, dimension / 2, dimension / 4] : [dimension]
}

function cosine(u: Float32Array, v: Float32Array): number {
  return dot(u, v) / (Math.sqrt(dot(u, u) * dot(v, v)) || 1)
}

function dice(a: string, b: string): number {
  const [left, right] = [a, b].map(text => new Set(tokenize(text).map(({ plain }) => plain.slice(0, 5))))
  const both = [...left!].filter(word => right!.has(word)).length
  return (2 * both) / (left!.size + right!.size || 1)
}
