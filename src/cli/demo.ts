import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import type { Config } from '../config.js'
import { AnlamError } from '../errors.js'
import { fixed, say } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext } from './context.js'
import type { Output } from './output.js'
import { ReadingNotes } from './reading-notes.js'
import { serve } from './serve.js'

const CORPUS = fileURLToPath(new URL('../../../corpus/documents', import.meta.url))
const DEMO_INDEX = 'demo'
const QUERIES = ['overfitting nasıl engellenir', 'öğrenme hızı çok büyük seçilirse ne olur', 'speech to text']
const HITS = 3

export function demoCommand(): Command {
  return command(
    'demo',
    'index the bundled corpus with the built-in encoder, show three searches, and serve it',
  )
    .option('--host <address>', 'address to bind to (default: 127.0.0.1)')
    .option('--port <n>', 'port to bind to, 0 for a free one (default: 7700)')
    .option('--no-serve', 'stop after the searches')
    .action(({ serve: serving, ...flags }: CommonFlags & { serve: boolean }) =>
      withContext(flags, context => run(serving, context)),
    )
}

async function run(serving: boolean, context: Context): Promise<void> {
  const { BUILTIN_MODEL } = await import('../model/models.js')
  const { openSearcher } = await import('../search/searcher-pool.js')
  const { printHits } = await import('./hits.js')
  const { out } = context
  const config: Config = {
    ...context.config,
    model: BUILTIN_MODEL,
    precision: 'auto',
    provider: 'auto',
  }
  await indexCorpus(config, out)
  const { searcher, close } = await openSearcher(config, DEMO_INDEX, out)
  try {
    // Warm-up, so that the first query shown has a typical time.
    await searcher.search({ query: QUERIES[0]!, k: 1 })
    for (const query of QUERIES) {
      out.line(`\n${out.bold(query)}`)
      printHits(await searcher.search({ query, k: HITS }), out)
    }
  } finally {
    await close()
  }
  if (!serving) return
  out.line(
    say`\nTry: ${`curl -s http://${config.host}:${config.port}/v1/search -d '{"query": "aşırı öğrenme", "k": 3}'`}`,
  )
  out.line(say`Paraphrases: anlam mine --index ${DEMO_INDEX} --out rapor`)
  out.line(say`Ctrl-C stops.`)
  await serve({ ...context, config: { ...config, logLevel: 'warn' } }, [DEMO_INDEX])
}

async function indexCorpus(config: Config, out: Output): Promise<void> {
  const { indexEngine } = await import('../compose.js')
  const { indexFiles } = await import('../ingest/index-files.js')
  const index = () =>
    indexFiles(config, {
      paths: [CORPUS],
      index: DEMO_INDEX,
      read: {
        textField: 'text',
        idField: 'id',
        onError: 'fail',
        onSkip: new ReadingNotes(out).onSkip,
      },
    })
  const report = await index().catch(async error => {
    if (!(error instanceof AnlamError) || error.code !== 'incompatible-index') throw error
    out.note(say`${out.message(error.message)}; building the demo index again`)
    await indexEngine(config).delete(DEMO_INDEX)
    return index()
  })
  const { documents, passages, unchanged, seconds } = report
  out.line(
    unchanged === documents
      ? say`index ${DEMO_INDEX}: ${passages} passages, nothing to do`
      : say`index ${DEMO_INDEX}: ${passages} passages in ${fixed(seconds, 1)} s`,
  )
}
