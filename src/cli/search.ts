import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Explanation } from '../analysis/explain.js'
import { AnlamError } from '../errors.js'
import type { Filter, Range } from '../index/types.js'
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
import { inGroups, stdinTexts } from './input.js'
import type { Output } from './output.js'

interface Flags extends CommonFlags {
  k: number
  mode?: Mode
  minScore?: number | 'auto'
  filter?: Filter
  collapse?: boolean
  explain?: boolean
}

/** Queries of stdin answered concurrently: one if they share a re-ranker, whose budget counts while they wait. */
const GROUP = 32

export function searchCommand(): Command {
  const search = withIndex(command('search', 'search an index by meaning, wording, or both'))
  return withRerank(withEffort(withModel(search)))
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
    .option(
      '--filter <condition>',
      'only documents with this metadata: key=value, or >, >=, <, <= (year>=2020); may be repeated',
      parseFilter,
    )
    .option('--collapse', 'leave out hits that say nothing that a better one does not')
    .option('--explain', 'show which words contribute to the similarity of each hit')
    .action((query: string, flags: Flags) => withContext(flags, context => run(query, flags, context)))
}

async function run(query: string, flags: Flags, { config, out, signal }: Context): Promise<void> {
  const { withOwnSignal } = await import('../basics/cancellation.js')
  const { openSearcher } = await import('../search/searcher-pool.js')
  const { openReranker } = await import('../compose.js')
  const { printHits } = await import('./hits.js')
  const { k, mode, minScore, filter, collapse = false } = flags
  if (minScore === 'auto') {
    const { learnRelevance } = await import('../search/learn-relevance.js')
    await learnRelevance(config, config.index, { reporter: out, signal })
  }
  const opened = await openSearcher(config, config.index, out)
  const reranker = config.rerank === undefined ? undefined : openReranker(config, config.rerank, out)
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
    if (query === '-')
      await withOwnSignal(signal, own =>
        searchLines(searcher, { ...request, signal: own }, out, explanationsOf),
      )
    else {
      const result = await searcher.search({ query, ...request, signal })
      if (mode === undefined && result.mode === 'semantic')
        out.warn(
          'searched by meaning alone: the query has too many words to look for, or the index keeps none of this version ' +
            '(the next `anlam index` makes them)',
        )
      printHits(result, out, await explanationsOf(result))
    }
  } finally {
    await opened.close()
    await reranker?.then(loaded => loaded.close()).catch(() => undefined)
  }
}

/**
 * Prints one result for each line of stdin.
 * @throws AnlamError `invalid-input` naming the line
 */
async function searchLines(
  searcher: Searcher,
  request: Omit<SearchRequest, 'query'>,
  out: Output,
  explanationsOf: (result: SearchResult) => Promise<Explanation[]>,
): Promise<void> {
  const { hitsAsJson } = await import('./hits.js')
  for await (const group of inGroups(stdinTexts('query'), request.rerank ? 1 : GROUP)) {
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
    for (const result of results) out.json(hitsAsJson(result, await explanationsOf(result)))
  }
}

function parseNumber(value: string): number {
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('it must be a number')
  return number
}

const OPERATORS: Record<string, keyof Range> = { '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' }

function parseFilter(text: string, previous: Filter | undefined): Filter {
  const [, key, operator, value] = /^([^=<>]+)([<>]=?|=)(.*)$/s.exec(text) ?? []
  if (key === undefined || operator === undefined || value === undefined)
    throw new InvalidArgumentError('it must be key=value, or with >, >=, <, <= in place of =')
  const bound = OPERATORS[operator]
  if (!bound) return { ...previous, [key]: value }
  const known = previous && Object.hasOwn(previous, key) ? previous[key] : undefined
  return { ...previous, [key]: { ...(typeof known === 'object' ? known : {}), [bound]: value } }
}
