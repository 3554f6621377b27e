import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Explanation } from '../analysis/explain.js'
import { inGroups } from '../basics/in-groups.js'
import { AnlamError } from '../errors.js'
import type { Filter } from '../index/types.js'
import { say } from '../messages/said.js'
import { MODES, type Mode } from '../search/modes.js'
import type { Searcher, SearchRequest, SearchResult } from '../search/searcher.js'
import {
  type CommonFlags,
  type Context,
  command,
  withContext,
  withEffort,
  withIndex,
  withModel,
  withRerank,
} from './context.js'
import { withFilter } from './filter-option.js'
import { lineTexts } from './input.js'
import type { Output } from './output.js'
import { putTable, type TableFlags, tableOptions, withExcel } from './table-options.js'

interface Flags extends CommonFlags, TableFlags {
  k: number
  mode?: Mode
  minScore?: number | 'auto'
  filter?: Filter
  collapse?: boolean
  explain?: boolean
  out?: string
  facet?: string[]
}

/** What `--rerank` does. */
const LOOKS_AGAIN = 'looks at the best hits again and puts them in its order'
/** Values of a facet that are shown. */
const FACET_VALUES = 20
/** Queries of stdin answered concurrently: one if they share a re-ranker, whose budget counts while they wait. */
const GROUP = 32

export function searchCommand(): Command {
  const search = withIndex(command('search', 'search an index by meaning, wording, or both'))
  return withExcel(withFilter(withRerank(withEffort(withModel(search)), LOOKS_AGAIN)))
    .option('--rerank-top <n>', 'hits that it looks at, 1 to 1000 (default: 50)')
    .argument('<query>', 'the query; `-` reads one query per line from stdin and prints NDJSON')
    .option('-k, --k <n>', 'number of hits, 1 to 10000', parseNumber, 10)
    .addOption(
      new Option('--mode <mode>', 'by meaning, by wording, or by both; default: hybrid').choices(MODES),
    )
    .option(
      '--min-score <score>',
      'leave out hits below this score; auto: those that probably do not answer',
      value => (value === 'auto' ? value : parseNumber(value)),
    )
    .option('--collapse', 'leave out hits that say nothing that a better one does not')
    .option('--facet <field>', 'count the values of this field of metadata; may be repeated', repeated)
    .option('--out <file>', 'write the hits as a table: a file ending in .csv, .jsonl or .parquet')
    .option('--explain', 'show which words contribute to the similarity of each hit')
    .action((query: string, flags: Flags) => withContext(flags, context => run(query, flags, context)))
}

async function run(query: string, flags: Flags, { config, out, signal }: Context): Promise<void> {
  const { withOwnSignal } = await import('../basics/cancellation.js')
  const { openSearcher } = await import('../search/searcher-pool.js')
  const { openCalibratedReranker } = await import('../evaluation/calibrated-reranker.js')
  const { hitsAsJson, printHits } = await import('./hits.js')
  const { k, mode, minScore, filter, collapse = false } = flags
  // Found out before anything is searched.
  if (flags.out !== undefined) tableOptions(flags.out, flags)
  if (flags.facet && (query === '-' || flags.out !== undefined))
    throw new AnlamError('invalid-input', '`--facet` is for one query whose hits are printed')
  if (flags.explain && flags.out !== undefined)
    throw new AnlamError('invalid-input', '`--explain` is for hits that are printed, not for `--out`')
  if (minScore === 'auto') {
    const { learnRelevance } = await import('../search/learn-relevance.js')
    await learnRelevance(config, config.index, { reporter: out, signal })
  }
  const opened = await openSearcher(config, config.index, out, { inCallingThread: query !== '-' })
  const reranker =
    config.rerank === undefined ? undefined : openCalibratedReranker(config, config.rerank, 'answers', out)
  try {
    const { rerankTop: top, rerankBudget: budget } = config
    const request = {
      ...(reranker ? { rerank: { reranker: await reranker, top, budget } } : {}),
      k,
      collapse,
      ...(mode ? { mode } : {}),
      ...(minScore === undefined ? {} : { minScore }),
      ...(filter ? { filter } : {}),
    }
    const { searcher } = opened
    const explanationsOf = (result: SearchResult): Promise<Explanation[]> =>
      flags.explain ? searcher.explain(result, signal) : Promise.resolve([])
    if (query === '-') {
      const found: SearchResult[] = []
      await withOwnSignal(signal, own =>
        searchLines(searcher, { ...request, signal: own }, out, async result => {
          if (flags.out === undefined) out.json(hitsAsJson(result, await explanationsOf(result)))
          else found.push(result)
        }),
      )
      if (flags.out !== undefined) await writeHits(flags.out, found, flags, out)
    } else {
      const result = await searcher.search({ query, ...request, signal })
      if (mode === undefined && result.mode === 'semantic')
        out.warn(
          say`searched by meaning alone: the query has too many words to look for, or the index keeps none of this version `,
          say`(the next \`anlam index\` makes them)`,
        )
      const facets =
        flags.facet &&
        (await searcher.index.facets(flags.facet, { limit: FACET_VALUES, ...filterOf(filter) }))
      if (flags.out === undefined) printHits(result, out, await explanationsOf(result), facets)
      else await writeHits(flags.out, [result], flags, out)
    }
  } finally {
    await opened.close()
    await reranker?.then(loaded => loaded.close()).catch(() => undefined)
  }
}

/**
 * Takes one result for each line of stdin, in order.
 * @throws AnlamError `invalid-input` naming the line
 */
async function searchLines(
  searcher: Searcher,
  request: Omit<SearchRequest, 'query'>,
  out: Output,
  take: (result: SearchResult) => Promise<void>,
): Promise<void> {
  for await (const group of inGroups(lineTexts('query', out), request.rerank ? 1 : GROUP)) {
    const results = await Promise.all(
      group.map(({ text, line }) =>
        searcher.search({ query: text, ...request }).catch((error: unknown) => {
          if (error instanceof AnlamError && error.code === 'invalid-input') {
            throw new AnlamError('invalid-input', `stdin, line ${line}: ${error.message}`)
          }
          throw error
        }),
      ),
    )
    for (const result of results) await take(result)
  }
}

async function writeHits(
  path: string,
  results: readonly SearchResult[],
  flags: TableFlags,
  out: Output,
): Promise<void> {
  const { hitTable } = await import('../curation/hit-table.js')
  const hits = await putTable(path, hitTable(results), flags)
  if (out.options.json) out.json({ out: path, queries: results.length, hits })
  else out.line(say`${out.bold(path)}: ${hits ?? 0} hits`)
}

function repeated(value: string, previous: string[] = []): string[] {
  return [...previous, value.normalize('NFC')]
}

function filterOf(filter: Filter | undefined): { filter?: Filter } {
  return filter ? { filter } : {}
}

function parseNumber(value: string): number {
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('it must be a number')
  return number
}
