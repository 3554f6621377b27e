import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { dot, rowOf } from '../../src/basics/vectors.js'
import { openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { bootstrap } from '../../src/evaluation/bootstrap.js'
import { auc, spearman } from '../../src/evaluation/metrics.js'
import { evaluateRetrieval, type RetrievalTask, type Retrieve } from '../../src/evaluation/retrieval.js'
import { BUILTIN_MODEL, STATIC_MODEL } from '../../src/model/models.js'
import type { Encoder } from '../../src/model/types.js'
import { MODES } from '../../src/search/modes.js'
import { tokenize } from '../../src/turkish/tokens.js'
import { PROJECT_ROOT, shared } from '../support/shared.js'
import { benchCalibration } from './calibration-bench.js'
import { benchGroups } from './groups-bench.js'
import { withSearcher } from './quality-index.js'
import { table, withInterval } from './report.js'

interface PairRow {
  a: string
  b: string
  label?: 0 | 1
  score?: number
}

interface TextRow {
  id: string
  text: string
}

interface Task extends RetrievalTask {
  name: string
  corpus: TextRow[]
}

/** Number of irrelevant texts added to each corpus. */
const NOISE = 8000
const STS_POSITIVE = 4
const RAW = 'lexical, FTS5 unicode61'
const LEXICAL = 'lexical, Turkish'
const QUESTIONS = join(PROJECT_ROOT, 'test', 'bench', 'questions.jsonl')

function readRows<T>(path: string): T[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as T)
}

/**
 * Quality of each search mode, and of the bundled and the given models, on every labelled set found, with 95 % bootstrap
 * intervals.
 */
export async function benchQuality(models: readonly string[]): Promise<void> {
  await withEncoders(models, async encoders => {
    await benchGroups(encoders)
    await benchPairs(encoders)
    await benchSearches(encoders)
    await benchLabels(encoders)
  })
}

/** As `benchQuality`, on the held-out paraphrase groups alone, which takes a minute. */
export function benchQualityOfGroups(models: readonly string[]): Promise<void> {
  return withEncoders(models, benchGroups)
}

/** As `benchQuality`, on what is decided by labels alone, which takes a minute. */
export function benchQualityOfLabels(models: readonly string[]): Promise<void> {
  return withEncoders(models, benchLabels)
}

async function benchLabels([encoder]: readonly Encoder[]): Promise<void> {
  await benchCalibration(encoder!)
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
  for (const task of tasks()) {
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

/**
 * Pairs as a retrieval task: one side is the query; the other has to be found among all pairs' other sides and noise.
 */
function pairTask(
  name: string,
  pairs: readonly PairRow[],
  isPositive: (pair: PairRow) => boolean,
  noise: readonly string[],
): Task {
  const ids = new Map<string, string>()
  for (const { b } of pairs) if (!ids.has(b)) ids.set(b, `c${ids.size}`)
  const queries = new Map<string, string>()
  const qrels: Task['qrels'] = new Map()
  for (const pair of pairs.filter(isPositive)) {
    if (!queries.has(pair.a)) queries.set(pair.a, `q${queries.size}`)
    const id = queries.get(pair.a)!
    const relevant = qrels.get(id) ?? new Map<string, number>()
    if (pair.a !== pair.b) qrels.set(id, relevant.set(ids.get(pair.b)!, 1))
  }
  const corpus = [...ids].map(([text, id]) => ({ id, text }))
  return {
    name,
    corpus: [...corpus, ...noise.map((text, i) => ({ id: `n${i}`, text }))],
    queries: [...queries].map(([text, id]) => ({ id, text })),
    qrels,
  }
}

function tasks(): Task[] {
  const found: Task[] = []
  const noise = existsSync(shared('data/corpus/ml_tr_sentences.jsonl'))
    ? readRows<TextRow>(shared('data/corpus/ml_tr_sentences.jsonl'))
        .slice(0, NOISE)
        .map(({ text }) => text)
    : []
  const dev = (name: string): string => shared(`data/dev/${name}.jsonl`)
  const add = (name: string, isPositive: (pair: PairRow) => boolean): void => {
    if (existsSync(dev(name))) found.push(pairTask(name, readRows<PairRow>(dev(name)), isPositive, noise))
  }
  add('tqp_dev', () => true)
  add('turkqp_dev', ({ label }) => label === 1)
  add('stsb_tr_dev', ({ score }) => score! >= STS_POSITIVE)
  for (const name of ['indomain', 'tech']) {
    const rows = [shared(`data/dev/retrieval_${name}_dev.jsonl`), shared(`data/more/retrieval_${name}.jsonl`)]
    if (rows.every(existsSync)) found.push(passageTask(`retrieval_${name}_dev`, rows[0]!, rows[1]!))
  }
  found.push(bundledTask(noise))
  const prose = shared('data/corpus/ml_tr.jsonl')
  if (existsSync(prose)) found.push(questionTask(readRows<TextRow>(prose)))
  return found
}

/** Questions written for this project, each about one paragraph of the shared prose. */
function questionTask(corpus: TextRow[]): Task {
  const rows = readRows<{ question: string; answer: string }>(QUESTIONS)
  return {
    name: 'questions to prose, seen in training',
    corpus,
    queries: rows.map(({ question }, i) => ({ id: `q${i}`, text: question })),
    qrels: new Map(rows.map(({ answer }, i) => [`q${i}`, new Map([[answer, 1]])])),
  }
}

interface PassageRow {
  q: string
  p: string
  kind: 'question' | 'heading'
  parent?: string
}

/** Questions and headings to their passages, among those of the training part. */
function passageTask(name: string, dev: string, others: string): Task {
  const rows = readRows<PassageRow>(dev)
  const texts = [...new Set([...rows, ...readRows<PassageRow>(others)].map(({ p }) => p))]
  const ids = new Map(texts.map((text, i) => [text, `p${i}`]))
  return {
    name,
    corpus: texts.map(text => ({ id: ids.get(text)!, text })),
    queries: rows.map(({ q, kind, parent }, i) => ({
      id: `q${i}`,
      text: kind === 'heading' && parent ? `${parent}: ${q}` : q,
    })),
    qrels: new Map(rows.map(({ p }, i) => [`q${i}`, new Map([[ids.get(p)!, 1]])])),
  }
}

/** Each bundled sentence is a query for the others of its group. The built-in encoder was trained on them. */
function bundledTask(noise: readonly string[]): Task {
  const folder = join(PROJECT_ROOT, 'corpus', 'documents')
  const rows = readdirSync(folder).flatMap(name => readRows<TextRow & { group: string }>(join(folder, name)))
  const groups = new Map<string, string[]>()
  for (const { id, group } of rows) groups.set(group, [...(groups.get(group) ?? []), id])
  const qrels: Task['qrels'] = new Map()
  for (const { id, group } of rows)
    qrels.set(
      id,
      new Map(
        groups
          .get(group)!
          .filter(other => other !== id)
          .map(other => [other, 1]),
      ),
    )
  return {
    name: 'bundled, seen in training',
    corpus: [...rows, ...noise.map((text, i) => ({ id: `n${i}`, text }))],
    queries: rows,
    qrels,
  }
}
