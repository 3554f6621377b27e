import { basename } from 'node:path'
import { bootstrap } from '../../src/evaluation/bootstrap.js'
import { auc, ndcg } from '../../src/evaluation/metrics.js'
import { flagsOf } from '../../src/mining/flags/flags.js'
import type { Encoder } from '../../src/model/types.js'
import { MODES, type Mode } from '../../src/search/modes.js'
import type { Searcher } from '../../src/search/searcher.js'
import {
  type JudgedQuery,
  judgedPairs,
  judgedPassages,
  judgedQueries,
  PAIR_KINDS,
  PAIR_LABELS,
  QUERY_KINDS,
} from '../quality/judged-sets.js'
import { benchMinedProse } from './mined-prose-bench.js'
import { withSearcher } from './quality-index.js'
import { table, withInterval } from './report.js'

const DEPTH = 10
const HIT_DEPTH = 3
/** Grade of a passage that answers the query. */
const ANSWERS = 2

/** Flags, searches and mining on the judged sets of `test/quality`. */
export async function benchJudged(encoders: readonly Encoder[]): Promise<void> {
  benchFlags()
  await benchJudgedSearches(encoders)
  for (const { spec } of encoders) await benchMinedProse(spec.model)
}

/** How many pairs of a label and kind are flagged: wanted where they differ, a mistake everywhere else. */
function benchFlags(): void {
  const flagged = judgedPairs().map(pair => ({ ...pair, flags: flagsOf(pair.a, pair.b) }))
  const rows: string[][] = []
  const add = (label: string, kind: string, pairs: typeof flagged): void => {
    const counts = new Map<string, number>()
    for (const flag of pairs.flatMap(({ flags }) => flags)) counts.set(flag, (counts.get(flag) ?? 0) + 1)
    const share = mean(pairs.map(({ flags }) => Number(flags.length > 0)))
    rows.push([label, kind, `${pairs.length}`, share, [...counts].map(count => count.join(' ')).join(', ')])
  }
  for (const label of PAIR_LABELS) {
    const pairs = flagged.filter(pair => pair.label === label)
    add(label, 'all', pairs)
    for (const kind of PAIR_KINDS[label])
      add(
        label,
        kind,
        pairs.filter(pair => pair.kind === kind),
      )
  }
  table('Judged pairs: share flagged', ['', 'kind', 'pairs', 'flagged', 'flags'], rows)
}

export interface Asked {
  kind: JudgedQuery['kind']
  /** 1 if a passage that answers is among the first hits, else 0. */
  hit: number
  ndcg: number
  /** Score of the first hit. */
  best: number
}

async function benchJudgedSearches(encoders: readonly Encoder[]): Promise<void> {
  const passages = judgedPassages()
  const answered = QUERY_KINDS.filter(kind => kind !== 'no-answer')
  const hits: string[][] = []
  const ndcgs: string[][] = []
  const tells: string[][] = []
  for (const [at, encoder] of encoders.entries())
    await withSearcher(encoder, passages, async searcher => {
      for (const mode of MODES) {
        if (mode === 'lexical' && at > 0) continue
        const way = mode === 'lexical' ? 'lexical, Turkish' : `${mode}, ${basename(encoder.spec.model)}`
        const asked = await ask(searcher, mode)
        const withAnswer = asked.filter(({ kind }) => kind !== 'no-answer')
        const cells = (metric: 'hit' | 'ndcg'): string[] =>
          [withAnswer, ...answered.map(kind => asked.filter(query => query.kind === kind))].map(queries =>
            mean(queries.map(query => query[metric])),
          )
        hits.push([way, ...cells('hit')])
        ndcgs.push([way, ...cells('ndcg')])
        tells.push([way, answerAuc(asked)])
      }
    })
  const queries = judgedQueries()
  const columns = ['', 'all', ...answered].map(name => {
    const count = queries.filter(
      ({ kind }) => kind === name || (name === 'all' && kind !== 'no-answer'),
    ).length
    return name && `${name} (${count})`
  })
  table(`Judged searches in ${passages.length} passages: hit@${HIT_DEPTH}`, columns, hits)
  table(`Judged searches in ${passages.length} passages: nDCG@${DEPTH}`, columns, ndcgs)
  table(
    'Judged searches: the best score of queries with an answer against that of those without',
    ['', 'AUC'],
    tells,
  )
}

/** Asks all judged queries. */
export async function ask(searcher: Searcher, mode: Mode): Promise<Asked[]> {
  const asked: Asked[] = []
  for (const { query, kind, relevant } of judgedQueries()) {
    const { hits } = await searcher.search({ query, mode, k: DEPTH })
    const grades = hits.map(({ id }) => relevant[id] ?? 0)
    asked.push({
      kind,
      hit: Number(grades.slice(0, HIT_DEPTH).includes(ANSWERS)),
      ndcg: kind === 'no-answer' ? 0 : ndcg(grades, Object.values(relevant), DEPTH),
      // A search by wording may find nothing at all.
      best: hits[0]?.score ?? Number.NEGATIVE_INFINITY,
    })
  }
  return asked
}

function answerAuc(asked: readonly Asked[]): string {
  const value = (drawn: readonly number[]): { value: number } => ({
    value: auc(
      drawn.map(i => asked[i]!.best),
      drawn.map(i => asked[i]!.kind !== 'no-answer'),
    ),
  })
  return withInterval(value([...asked.keys()]).value, bootstrap(asked.length, value).value)
}

/** The mean of values, with its interval, as a cell of a table. */
export function mean(values: readonly number[]): string {
  const value = (drawn: readonly number[]): { value: number } => ({
    value: drawn.reduce((sum, i) => sum + values[i]!, 0) / drawn.length,
  })
  return withInterval(value([...values.keys()]).value, bootstrap(values.length, value).value)
}
