import { AnlamError } from '../errors.js'
import type { SearchIndex } from '../index/types.js'
import { type Choice, chooseMethod } from './choose.js'
import { collectGroups } from './collect-groups.js'
import { settleCrowds } from './crowds.js'
import { describePairs, duplicatePairs, type Probability, rowsShown } from './describe.js'
import { FLAGS } from './flags/names.js'
import { KINDS } from './kinds.js'
import type { NeighbourFinder, NeighbourOptions } from './neighbours/types.js'
import { type EncodeWords, judgeOtherWords } from './other-words.js'
import { selectPairs } from './pairs.js'
import { estimateRecall, type RecallEstimate, type RowReader } from './recall.js'
import { settleRivals } from './rivals.js'
import { collectRows, type RowSinks, type Rows } from './rows.js'
import { lookAgain, type SecondLook, type SecondLookSummary } from './second-look.js'
import type { TextFile } from './text-file.js'
import type { Group, MineSettings, Pair } from './types.js'

/** Milliseconds between two progress reports. */
const TICK = 250

/** Storage for vectors and texts, and finders of neighbours. */
export interface MiningTools {
  /** Threads for exact search. */
  threads: number
  openSink(): RowSinks['vectors'] & { close(): void }
  /** An empty file; the caller closes it. */
  texts: TextFile
  openRows(rows: number, dimension: number): RowReader & { close(): void }
  /** @param key of everything the result depends on; an earlier run with the same key is resumed */
  exact(rows: number, dimension: number, options: NeighbourOptions, key: string): Promise<NeighbourFinder>
  approximate(rows: Rows, dimension: number, options: NeighbourOptions): NeighbourFinder
  /** Tells pairs that say the same from those that say it of other things; absent where only cosines are wanted. */
  encodeWords?: EncodeWords
}

export type Stage = 'reading' | 'comparing'

export interface MineRequest {
  /** One index, or two whose passages are compared with each other. */
  indexes: readonly [SearchIndex, SearchIndex?]
  settings: MineSettings
  /** Cosine from which a pair is called a paraphrase; below it, it is related. */
  paraphrase: number
  probability?: Probability
  /** Look at uncertain pairs again. */
  look?: SecondLook
  tools: MiningTools
  signal?: AbortSignal
  /** Called with the chosen method and the time estimates before the work starts. */
  onChosen?: (choice: Choice) => void
  onProgress?: (stage: Stage, done: number, total: number) => void
}

/** Summary of the result. Equal for two runs over the same corpus. */
export interface MineSummary extends MineSettings {
  method: Choice['method']
  /** Number of passages read. */
  passages: number
  /** How many of them have the text of another. They are not compared. */
  duplicates: number
  pairs: number
  /** Number of pairs before truncation to `maxPairs`. */
  pairsFound: number
  groups: number
  /** Number of passages in groups. */
  grouped: number
  kinds: Record<string, number>
  flags: Record<string, number>
  /** Estimated recall of an approximate search; null if the search was exact. */
  recall: RecallEstimate | null
  /** Hex SHA-256 of the ids and texts read. */
  corpusSha256: string
  /** What a second look at uncertain pairs did. */
  look?: SecondLookSummary
}

export interface MineResult {
  pairs: Pair[]
  groups: Group[]
  summary: MineSummary
  rows: Rows
  dimension: number
}

/**
 * Finds all pairs of passages with the same meaning, and groups of them.
 * @throws AnlamError `invalid-input` for an empty index or a field that no passage has; `incompatible-index` for
 * indexes of different models; `cancelled`; `storage-full`
 */
export async function mine(request: MineRequest): Promise<MineResult> {
  const { indexes, settings, tools, signal } = request
  const [first, second] = indexes
  const { dimension, fingerprint } = first.identity
  if (second && second.identity.fingerprint !== fingerprint) {
    throw new AnlamError(
      'incompatible-index',
      `index ${first.name} was built by ${first.identity.model}, index ${second.name} by ${second.identity.model}; ` +
        'only vectors of one model can be compared',
    )
  }
  const sink = tools.openSink()
  const rows = await collectRows(indexes, settings, { vectors: sink, texts: tools.texts }, signal).finally(
    () => sink.close(),
  )
  request.onProgress?.('reading', rows.passages, rows.passages)
  if (rows.passages === 0) throw new AnlamError('invalid-input', `index ${first.name} is empty`)
  const k = Math.max(1, Math.min(settings.topK, rows.ids.length - 1))
  const options: NeighbourOptions = {
    threshold: settings.threshold,
    k,
    ranks: rows.ranks,
    constraint: rows.constraint,
    memory: settings.memory,
  }
  const choice = chooseMethod(rows.ids.length, dimension, tools.threads, settings.method)
  request.onChosen?.(choice)
  const key = JSON.stringify([
    fingerprint,
    rows.sha256,
    settings.threshold,
    k,
    rows.constraint.kind,
    settings.memory,
  ])
  const finder =
    choice.method === 'exact'
      ? await tools.exact(rows.ids.length, dimension, options, key)
      : tools.approximate(rows, dimension, options)
  try {
    for (let done = -1, total = 0; done < total; ) {
      ;({ done, total } = await finder.advance(TICK, signal))
      request.onProgress?.('comparing', done, total)
    }
    const found = await selectPairs(finder, {
      ranks: rows.ranks,
      topK: k,
      mutual: settings.mutual,
      maxPairs: settings.maxPairs,
    })
    const texts = await tools.texts.read(rowsShown(rows, found))
    const described = describePairs(rows, texts, found, request.paraphrase, request.probability)
    const judged = tools.encodeWords ? await judgeOtherWords(described, tools.encodeWords) : described
    const first = settleRivals(found, judged)
    const look = request.look && (await lookAgain(first, request.paraphrase, request.look))
    const settled = settleCrowds(found, look?.pairs ?? first)
    const copies = duplicatePairs(rows, texts, request.probability)
    const pairs = [...copies, ...settled].slice(0, settings.maxPairs)
    const groups = collectGroups(rows, texts, found, settled)
    const recall = choice.method === 'exact' ? null : await recallOf(finder, request, rows, dimension)
    const summary: MineSummary = {
      ...settings,
      method: choice.method,
      passages: rows.passages,
      duplicates: rows.duplicates.length,
      pairs: pairs.length,
      pairsFound: found.found + copies.length,
      groups: groups.length,
      grouped: groups.reduce((sum, { members }) => sum + members.length, 0),
      kinds: countBy(
        KINDS,
        pairs.map(({ kind }) => [kind]),
      ),
      flags: countBy(
        FLAGS,
        pairs.map(({ flags }) => flags),
      ),
      recall,
      corpusSha256: rows.sha256,
      ...(look ? { look: look.summary } : {}),
    }
    return { pairs, groups, summary, rows, dimension }
  } finally {
    await finder.close()
  }
}

async function recallOf(
  finder: NeighbourFinder,
  { settings, tools, signal }: MineRequest,
  rows: Rows,
  dimension: number,
): Promise<RecallEstimate> {
  const vectors = tools.openRows(rows.ids.length, dimension)
  const { threshold, topK } = settings
  return estimateRecall(vectors, finder, {
    threshold,
    topK,
    constraint: rows.constraint,
    ...(signal ? { signal } : {}),
  }).finally(() => vectors.close())
}

function countBy(names: readonly string[], values: readonly (readonly string[])[]): Record<string, number> {
  const counts = Object.fromEntries(names.map(name => [name, 0]))
  for (const value of values.flat()) counts[value]!++
  return counts
}
