import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import type { Evaluation } from '../evaluation/pairs.js'
import type { Subject } from '../evaluation/subject.js'
import { fixed, say } from '../messages/said.js'
import { MODES, type Mode } from '../search/modes.js'
import { type CommonFlags, type Context, command, withContext, withIndex, withModel } from './context.js'
import { number, whole } from './numbers.js'

interface Flags extends CommonFlags {
  index?: string
}

interface RetrievalFlags extends Flags {
  corpus?: string
  queries: string
  qrels: string
  mode: Mode
}

interface MiningFlags extends Flags {
  threshold: number
  topK: number
}

export function evalCommand(): Command {
  const parent = new Command('eval').description('measure a model, or an index, on labelled data')
  parent.addCommand(
    subcommand('sts', 'correlation of cosines with human scores')
      .argument('<file>', 'JSON lines of {"a","b","score"}, or a table')
      .action((file: string, flags: Flags) =>
        evaluate('sts', flags, async ({ config, ...request }) => {
          const { evaluateStsFile } = await import('../evaluation/evaluate-files.js')
          return evaluateStsFile(config, file, request)
        }),
      ),
  )
  parent.addCommand(
    subcommand('pairs', 'how well cosines distinguish paraphrases from other pairs')
      .argument('<file>', 'JSON lines of {"a","b","label":0|1}, or a table')
      .action((file: string, flags: Flags) =>
        evaluate('pairs', flags, async ({ config, ...request }) => {
          const { evaluatePairsFile } = await import('../evaluation/evaluate-files.js')
          return evaluatePairsFile(config, file, request)
        }),
      ),
  )
  parent.addCommand(
    subcommand('groups', 'how well texts that say one thing in other words are found, and told from others')
      .argument('<files...>', 'JSON lines of {"id","topic","subtopic","texts":[…],"negative","query"}')
      .action((files: string[], flags: Flags) =>
        evaluate('groups', flags, async ({ config, ...request }) => {
          const { evaluateGroupFiles } = await import('../evaluation/evaluate-files.js')
          return evaluateGroupFiles(config, files, request)
        }),
      ),
  )
  parent.addCommand(
    subcommand('retrieval', 'how well queries find the passages relevant to them')
      .option('--corpus <file>', 'JSON lines of {"id","text"}; without it, the index is searched')
      .requiredOption('--queries <file>', 'JSON lines of {"id","text"}')
      .requiredOption('--qrels <file>', 'JSON lines of {"queryId","corpusId","relevance"}')
      .addOption(
        new Option('--mode <mode>', 'by meaning, by wording, or by both').choices(MODES).default('semantic'),
      )
      .action(({ corpus, queries, qrels, mode, ...flags }: RetrievalFlags) =>
        evaluate('retrieval', flags, async ({ config, ...request }) => {
          const { evaluateRetrievalFiles } = await import('../search/evaluate-retrieval.js')
          return evaluateRetrievalFiles(config, {
            ...request,
            queries,
            qrels,
            mode,
            ...(corpus === undefined ? { index: config.index } : { corpus }),
          })
        }),
      ),
  )
  parent.addCommand(
    subcommand('mining', 'how many known paraphrases mining finds in an index')
      .argument('<file>', 'JSON lines of {"aId","bId"}, with "label" 0 for pairs that are no paraphrases')
      .option('--threshold <score>', 'least cosine of the ranked pairs', number(-1, 1), 0.3)
      .option('--top-k <n>', 'most neighbours considered per passage', whole(1), 100)
      .action((file: string, { threshold, topK, ...flags }: MiningFlags) =>
        evaluate('mining', flags, async ({ config, ...request }) => {
          const { evaluateMiningFile } = await import('../mining/evaluate-mining.js')
          const folder = mkdtempSync(join(tmpdir(), 'anlam-eval-'))
          try {
            return await evaluateMiningFile(config, file, {
              ...request,
              index: config.index,
              threshold,
              topK,
              folder,
            })
          } finally {
            rmSync(folder, { recursive: true, force: true })
          }
        }),
      ),
  )
  return parent
}

function subcommand(name: string, description: string): Command {
  return withModel(withIndex(command(name, description)))
}

type Measured = Pick<Evaluation, 'metrics' | 'intervals'> & Subject

interface Request {
  config: Context['config']
  index?: string
  signal: AbortSignal
  reporter: Context['out']
  onProgress: (done: number, total: number) => void
}

async function evaluate(
  task: string,
  flags: Flags,
  measure: (request: Request) => Promise<Measured>,
): Promise<void> {
  await withContext(flags, async ({ config, out, signal }) => {
    let bar = out.progress('', '', 0)
    let counted = 0
    const onProgress = (done: number, total: number): void => {
      if (counted !== total) {
        bar.stop()
        bar = out.progress(say`evaluating ${task}`, say`rows`, total)
        counted = total
      }
      bar.update(done)
    }
    const { index } = flags
    const result = await measure({
      config,
      ...(index === undefined ? {} : { index }),
      signal,
      reporter: out,
      onProgress,
    }).finally(() => bar.stop())
    const { metrics, intervals, ...rest } = result
    if (out.options.json) {
      out.json({ task, ...rest, ...metrics, intervals })
      return
    }
    const width = Math.max(10, ...Object.keys(metrics).map(name => name.length))
    for (const [name, value] of Object.entries(metrics)) {
      const [low, high] = intervals[name] ?? [value, value]
      const interval = say`95 %: ${fixed(low, 4)} to ${fixed(high, 4)}`
      out.line(`${name.padEnd(width)} ${out.bold(out.number(fixed(value, 4)))}  ${out.dim(interval)}`)
    }
    out.note(`${task}, ${result.model}`)
  })
}
