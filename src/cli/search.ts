import { type Command, InvalidArgumentError, Option } from 'commander'
import { openSearcher } from '../compose.js'
import { AnlamError } from '../errors.js'
import type { Filter } from '../index/types.js'
import type { Searcher, SearchRequest, SearchResult } from '../search/searcher.js'
import { type CommonFlags, command, withContext, withIndex, withModel } from './context.js'
import { inGroups, stdinTexts } from './input.js'
import type { Output } from './output.js'

interface Flags extends CommonFlags {
  k: number
  minScore?: number
  filter?: Filter
}

/** Queries from stdin that are answered at a time. */
const GROUP = 32
const SNIPPET_CHARACTERS = 300

export function searchCommand(): Command {
  return withModel(withIndex(command('search', 'search an index by meaning')))
    .argument('<query>', 'what to look for; `-` reads one query a line from stdin and prints NDJSON')
    .option('-k, --k <n>', 'hits wanted, 1 to 10000', parseNumber, 10)
    .addOption(new Option('--mode <mode>', 'how to search').choices(['semantic']).default('semantic'))
    .option('--min-score <score>', 'leave out hits below this cosine', parseNumber)
    .option('--filter <key=value>', 'only documents with this metadata; may be repeated', parseFilter)
    .action((query: string, flags: Flags) =>
      withContext(flags, async ({ config, out, signal }) => {
        const opened = await openSearcher(config, config.index, out)
        try {
          const { k, minScore, filter } = flags
          const request = {
            k,
            ...(minScore === undefined ? {} : { minScore }),
            ...(filter ? { filter } : {}),
            signal,
          }
          if (query === '-') await searchLines(opened.searcher, request, out)
          else print(await opened.searcher.search({ query, ...request }), out)
        } finally {
          await opened.close()
        }
      }),
    )
}

/** One line of output for each line of input: a result, or an error that names the line. */
async function searchLines(
  searcher: Searcher,
  request: Omit<SearchRequest, 'query'>,
  out: Output,
): Promise<void> {
  for await (const group of inGroups(stdinTexts('query'), GROUP)) {
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
    for (const result of results) out.json(toJson(result))
  }
}

function toJson({ query, mode, hits, timings }: SearchResult): object {
  return {
    query,
    mode,
    hits: hits.map(({ rank, id, documentId, score, text, metadata, source, title }) => ({
      rank,
      id,
      documentId,
      score,
      text,
      metadata,
      source,
      ...(title === undefined ? {} : { title }),
    })),
    timings,
  }
}

export function print(result: SearchResult, out: Output): void {
  if (out.options.json) {
    out.json(toJson(result))
    return
  }
  if (result.truncated) out.warn('the query is longer than the model takes; its end was not searched for')
  if (result.hits.length === 0) out.line('nothing found')
  for (const { rank, score, text, id, source } of result.hits) {
    const line = text.replaceAll(/\s+/g, ' ')
    const snippet = line.length > SNIPPET_CHARACTERS ? `${line.slice(0, SNIPPET_CHARACTERS)}…` : line
    out.line(`${String(rank).padStart(3)}  ${out.bold(score.toFixed(4))}  ${snippet}`)
    out.line(`             ${out.dim(`${id}  ${source}`)}`)
  }
  out.note(`${result.timings.total.toFixed(1)} ms`)
}

function parseNumber(value: string): number {
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('it must be a number')
  return number
}

function parseFilter(value: string, previous: Filter | undefined): Filter {
  const equals = value.indexOf('=')
  if (equals < 1) throw new InvalidArgumentError('it must be key=value')
  return { ...previous, [value.slice(0, equals)]: value.slice(equals + 1) }
}
