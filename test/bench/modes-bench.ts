import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../src/config.js'
import { indexFiles } from '../../src/ingest/index-files.js'
import { MODES } from '../../src/search/modes.js'
import { openSearcher } from '../../src/search/searcher-pool.js'
import { PROJECT_ROOT, shared } from '../support/shared.js'
import { median, percentile, table } from './report.js'

const PASSAGES = 100_000
const PROSE = ['data/more/prose_indomain', 'data/corpus/ml_tr_sentences', 'data/more/prose_tech']
const QUESTIONS = ['data/dev/retrieval_indomain_dev', 'data/dev/retrieval_tech_dev']
const ROUNDS = ['first', 'again']

/** Milliseconds of each search mode among 100,000 sentences, through worker threads, as serve runs them. */
export async function benchModes(corpus: string): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'anlam-bench-'))
  try {
    const config = loadConfig({ flags: { indexes: join(root, 'indexes') } })
    const path = join(root, 'texts.jsonl')
    const texts = textsOf([...PROSE.map(name => shared(`${name}.jsonl`)), corpus]).slice(0, PASSAGES)
    writeFileSync(path, texts.map((text, i) => `${JSON.stringify({ id: `${i}`, text })}\n`).join(''))
    const read = { textField: 'text', idField: 'id', onError: 'fail' as const }
    await indexFiles(config, { paths: [path], index: 'n', read })
    const { searcher, close } = await openSearcher(config, 'n')
    const rows: (string | number)[][] = []
    const queries = questions()
    for (const round of ROUNDS)
      for (const mode of MODES) {
        const times: number[] = []
        for (const query of queries) times.push((await searcher.search({ query, mode })).timings.total)
        rows.push([`${mode}, ${round}`, ...[median(times), percentile(times, 0.95)].map(ms => ms.toFixed(2))])
      }
    table(
      `Search modes, k 10, ${texts.length} passages, ${queries.length} queries`,
      ['', 'p50 ms', 'p95 ms'],
      rows,
    )
    await close()
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function rowsOf(path: string): Record<string, string>[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  return lines.map(line => JSON.parse(line) as Record<string, string>)
}

function textsOf(paths: readonly string[]): string[] {
  return [
    ...new Set(
      paths
        .filter(existsSync)
        .flatMap(rowsOf)
        .map(({ text }) => text!),
    ),
  ]
}

function questions(): string[] {
  const asked = QUESTIONS.map(name => shared(`${name}.jsonl`)).filter(existsSync)
  const own = join(PROJECT_ROOT, 'test', 'bench', 'questions.jsonl')
  return [...asked.flatMap(rowsOf).map(({ q }) => q!), ...rowsOf(own).map(({ question }) => question!)]
}
