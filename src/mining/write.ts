import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PAIR_COLUMNS } from '../basics/csv.js'
import { replaceFiles } from '../basics/files.js'
import { asAnlamError } from '../errors.js'
import { BYTE_ORDER_MARK, csvLine } from '../tables/csv.js'
import type { Rows } from './rows.js'
import type { Group, Pair } from './types.js'

/** Contents of report files by name, in pieces. */
export type ReportFiles = Record<string, Iterable<string>>

/**
 * Writes files into a folder, all or none: first under temporary names, renamed once all are on disk.
 * @throws AnlamError `storage-full`; an earlier report is then unchanged
 */
export function writeReport(folder: string, files: ReportFiles): void {
  try {
    mkdirSync(folder, { recursive: true })
    replaceFiles(Object.entries(files).map(([name, pieces]) => [join(folder, name), pieces] as const))
  } catch (error) {
    throw asAnlamError(error)
  }
}

/** Two corpora that were compared. Both may contain an id. */
export interface Corpora {
  names: readonly [string, string]
  /** First row of the second corpus. */
  split: number
}

/** @returns undefined if only one corpus was mined */
export function corporaOf(names: readonly string[], { split }: Pick<Rows, 'split'>): Corpora | undefined {
  const [first, second] = names
  return first === undefined || second === undefined ? undefined : { names: [first, second], split }
}

export function* jsonLines(rows: Iterable<unknown>): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`
}

/**
 * Pairs as CSV (RFC 4180), with a byte order mark so that spreadsheets detect UTF-8. Texts are guarded, so that they
 * do not run as formulas.
 */
export function* pairsCsv(pairs: Iterable<Pair>, corpora?: Corpora): Generator<string> {
  const named = corporaOfPair(corpora)
  yield BYTE_ORDER_MARK + csvLine([...PAIR_COLUMNS, ...Object.keys(named)])
  for (const pair of pairs) {
    yield csvLine([...PAIR_COLUMNS.map(column => pair[column]), ...Object.values(named)])
  }
}

/** What a row of `pairs.jsonl` has, in this order; what a pair has not is absent. */
const PAIR_KEYS = [
  'aId',
  'bId',
  'a',
  'b',
  'score',
  'kind',
  'flags',
  'overlap',
  'differs',
  'rival',
  'crowded',
  'probability',
  'rerank',
] as const satisfies (keyof Pair)[]

/** A row per pair, as in `pairs.jsonl`. */
export function* pairRows(pairs: Iterable<Pair>, corpora?: Corpora): Generator<object> {
  const named = corporaOfPair(corpora)
  for (const pair of pairs) {
    const known = PAIR_KEYS.filter(key => pair[key] !== undefined)
    yield { ...Object.fromEntries(known.map(key => [key, pair[key]])), ...named }
  }
}

/** The passage of the first corpus comes first. */
function corporaOfPair(corpora: Corpora | undefined): { aCorpus?: string; bCorpus?: string } {
  return corpora ? { aCorpus: corpora.names[0], bCorpus: corpora.names[1] } : {}
}

/** A row per group, as in `groups.jsonl`. */
export function* groupRows(groups: Iterable<Group>, corpora?: Corpora): Generator<object> {
  for (const { group, representative, text, members, scores, rows } of groups) {
    const named = corpora && rows.map(row => corpora.names[row < corpora.split ? 0 : 1])
    yield {
      group,
      representative,
      members,
      text,
      scores,
      ...(named ? { representativeCorpus: named[0], corpora: named } : {}),
    }
  }
}
