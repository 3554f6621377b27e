import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RetrievalTask } from '../../src/evaluation/retrieval.js'
import { PROJECT_ROOT, shared } from '../support/shared.js'

export interface PairRow {
  a: string
  b: string
  label?: 0 | 1
  score?: number
}

interface TextRow {
  id: string
  text: string
}

export interface Task extends RetrievalTask {
  name: string
  corpus: TextRow[]
}

/** Number of irrelevant texts added to each corpus. */
const NOISE = 8000
const STS_POSITIVE = 4
const QUESTIONS = join(PROJECT_ROOT, 'test', 'bench', 'questions.jsonl')

export function readRows<T>(path: string): T[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as T)
}

/** Every labelled set that is found, as a search. */
export function retrievalTasks(): Task[] {
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
