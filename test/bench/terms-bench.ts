import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { evaluateRetrieval, type RetrievalTask } from '../../src/evaluation/retrieval.js'
import { MODES } from '../../src/search/modes.js'
import { fold, plain } from '../../src/turkish/fold.js'
import { stem } from '../../src/turkish/stem.js'
import { tokenize } from '../../src/turkish/tokens.js'
import { shared } from '../support/shared.js'
import { withSearcher } from './quality-index.js'
import { table, withInterval } from './report.js'

interface TermRow {
  tr: string[]
  en: string[]
  abbr: string[]
  kind: string
}

/** A query for a term by one of its names. */
interface Asked {
  query: string
  /** Other names, which a relevant sentence has while it lacks the query. */
  names: string[]
}

/** Most sentences of a term that is asked for; with more, whatever is found is relevant. */
const MOST_RELEVANT = 60

const WAYS: Record<string, (row: TermRow) => Asked[]> = {
  'abbreviation → name': ({ tr, en, abbr }) => abbr.map(query => ({ query, names: [...tr, ...en] })),
  'English → Turkish name': ({ tr, en }) => en.map(query => ({ query, names: tr })),
  'Turkish → other Turkish name': ({ tr }) =>
    tr.map(query => ({ query, names: tr.filter(name => name !== query) })),
  'the same without Turkish letters': ({ tr }) =>
    tr
      .filter(name => plain(fold(name)) !== fold(name))
      .map(query => ({ query: plain(fold(query)), names: tr.filter(name => name !== query) })),
}

/**
 * Searches for a term by one name, where only sentences count that have another one and not this. The terms are those of
 * `../shared/data/more/terms.jsonl`, collected apart from our glossary.
 */
export async function benchTerms(models: readonly string[]): Promise<void> {
  const corpusPath = shared('data/corpus/ml_tr_sentences.jsonl')
  const termsPath = shared('data/more/terms.jsonl')
  if (![corpusPath, termsPath].every(existsSync)) return
  const corpus = rowsOf<{ id: string; text: string }>(corpusPath)
  const terms = rowsOf<TermRow>(termsPath).filter(({ kind }) => kind === 'glossary')
  const stems = corpus.map(({ text }) => phrase(text))
  const tasks = Object.entries(WAYS).map(([way, ask]) => ({
    way,
    ...task(corpus, stems, terms.flatMap(ask)),
  }))
  const rows: string[][] = []
  for (const model of ['builtin', ...models]) {
    const encoder = await openEncoder(loadConfig(), model)
    await withSearcher(encoder, corpus, async searcher => {
      for (const mode of MODES) {
        const cells: string[] = []
        for (const asked of tasks) {
          const { metrics, intervals } = await evaluateRetrieval(asked, async (query, k) =>
            (await searcher.search({ query, mode, k })).hits.map(({ id }) => id),
          )
          cells.push(withInterval(metrics['ndcg@10']!, intervals['ndcg@10']))
        }
        rows.push([`${mode}, ${basename(model)}`, ...cells])
      }
    })
    await encoder.close()
  }
  table(
    `Terms by another name: nDCG@10 (queries in ${corpus.length} sentences)`,
    ['', ...tasks.map(({ way, queries }) => `${way} (${queries.length})`)],
    rows,
  )
}

function rowsOf<T>(path: string): T[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as T)
}

/** Stems between spaces, so that a phrase in any form is a part of it. */
function phrase(text: string): string {
  return ` ${tokenize(text)
    .map(token => stem(token.plain))
    .join(' ')} `
}

function task(
  corpus: readonly { id: string }[],
  stems: readonly string[],
  asked: readonly Asked[],
): RetrievalTask {
  const queries = new Map<string, string>()
  const qrels: RetrievalTask['qrels'] = new Map()
  for (const { query, names } of asked) {
    const own = phrase(query)
    const others = names.map(phrase).filter(name => name.trim() !== '' && !name.includes(own))
    const relevant = corpus.filter(
      (_, i) => !stems[i]!.includes(own) && others.some(name => stems[i]!.includes(name)),
    )
    if (relevant.length === 0 || relevant.length > MOST_RELEVANT || queries.has(query)) continue
    const id = `q${queries.size}`
    queries.set(query, id)
    qrels.set(id, new Map(relevant.map(row => [row.id, 1])))
  }
  return { queries: [...queries].map(([text, id]) => ({ id, text })), qrels }
}
