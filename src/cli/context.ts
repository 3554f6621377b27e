import { Command, Option } from 'commander'
import { environment } from '../basics/environment.js'
import type { Config } from '../config.js'
import { AnlamError, asAnlamError } from '../errors.js'
import { LANGUAGES, languageOf } from '../messages/language.js'
import { say } from '../messages/said.js'
import { PRECISIONS, PROVIDERS } from '../types.js'
import type { Output } from './output.js'

/** Passed to the action of every command. */
export interface Context {
  config: Config
  out: Output
  /** Fires on SIGINT and SIGTERM. */
  signal: AbortSignal
  /** What is kept if the command is stopped now, and how to go on: added to the error that says so. The last one counts. */
  ifStopped(say: () => string): void
}

export interface CommonFlags {
  json?: boolean
  quiet?: boolean
  verbose?: boolean
  lang?: string
  config?: string
  [setting: string]: unknown
}

/** A command with the options common to all. */
export function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--json', 'print the result as JSON on stdout, everything else on stderr')
    .option('--quiet', 'print nothing but results and errors')
    .option('--verbose', 'also print settings and where they are from, what was loaded, and causes of errors')
    .addOption(
      new Option(
        '--lang <language>',
        'language of messages and help (default: by LC_ALL, LC_MESSAGES, LANG)',
      ).choices(LANGUAGES),
    )
    .option('--config <file>', 'settings file (default: anlam.config.json, if there is one)')
    .option('--indexes <dir>', 'folder of the indexes (default: indexes)')
    .addOption(
      new Option('--engine <engine>', 'where indexes are kept (default: embedded)').choices([
        'embedded',
        'opensearch',
      ]),
    )
    .option('--threads <n>', 'threads of onnxruntime (default: all)')
}

/** Options of commands that load a model, with or without `--precision`. */
export function withModel(target: Command, { precision = true } = {}): Command {
  target
    .option(
      '--model <model>',
      '`builtin`, `builtin-static`, the directory of a checkpoint, or a pulled hub id',
    )
    .option('--batch-tokens <n>', 'token budget of a batch, padding included')
    .addOption(
      new Option('--provider <provider>', 'execution provider (default: auto)').choices([
        'auto',
        ...PROVIDERS,
      ]),
    )
    .option('--device-id <n>', 'number of the CUDA GPU (default: 0)')
    .option('--query-prompt <text>', "prefix of queries (default: the index's, or the model's own)")
    .option('--document-prompt <text>', "prefix of passages (default: the index's, or the model's own)")
    .option('--dimension <n>', 'cut vectors to so many dimensions (default: all)')
  if (precision) target.addOption(precisionOption())
  return target
}

function precisionOption(): Option {
  return new Option('--precision <precision>', 'number format of the model (default: auto)').choices([
    'auto',
    ...PRECISIONS,
  ])
}

/** `--index`, for commands that use one. */
export function withIndex(target: Command): Command {
  return target.option('--index <name>', 'name of the index (default: default)')
}

/** `--index` and `--memory`, for commands that write an index, which may build its graph. */
export function withWrittenIndex(target: Command): Command {
  return withMemory(withIndex(target))
}

/** `--memory`, for commands that may build a graph. */
export function withMemory(target: Command): Command {
  return target.option(
    '--memory <size>',
    'memory of the process while it builds a graph, such as 4g; with less than it needs, more slowly (default: half of what is free, for the graph)',
  )
}

/** The flags that are settings of a command whose `--memory` is not that of graphs. */
export function withoutMemory({ memory: _, ...flags }: CommonFlags): CommonFlags {
  return flags
}

/** `--rerank` and what belongs to it, for commands whose results a cross-encoder can look at again. @param what it does */
export function withRerank(target: Command, what: string): Command {
  return target
    .option('--rerank <model>', `cross-encoder that ${what}`)
    .option('--rerank-budget <ms>', 'milliseconds that it may take (default: no limit)')
    .addOption(
      new Option('--rerank-precision <precision>', 'its number format (default: auto)').choices([
        'auto',
        'fp32',
        'int8',
      ]),
    )
}

/** `--repository`, for what a cluster saves. */
export function withRepository(target: Command): Command {
  return target.option(
    '--repository <name>',
    'repository of snapshots that the cluster knows (with --engine opensearch)',
  )
}

/** `--effort`, for commands that search an index. */
export function withEffort(target: Command): Command {
  return target.option('--effort <n>', 'candidate list of an approximate search, 1 to 10000 (default: 100)')
}

/**
 * Runs an action with its context. The first SIGINT or SIGTERM cancels it; a second one of either kind ends the
 * process.
 */
export async function withContext<T>(
  flags: CommonFlags,
  action: (context: Context) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const ignore = (): void => {
    process.off('SIGINT', cancel)
    process.off('SIGTERM', cancel)
  }
  let output: Output | undefined
  const cancel = (): void => {
    ignore()
    if (process.stderr.isTTY) output?.note(say`stopping; Ctrl-C again ends at once`)
    controller.abort()
  }
  process.on('SIGINT', cancel)
  process.on('SIGTERM', cancel)
  let kept: (() => string) | undefined
  try {
    const { loadConfig } = await import('../config.js')
    const { Output } = await import('./output.js')
    const { json = false, quiet = false, verbose = false, lang: _, config: file, ...settings } = flags
    const { speechOf } = await import('../messages/speech.js')
    const language = languageOf(flags.lang === undefined ? [] : ['--lang', flags.lang], environment)
    const out = new Output({ json, quiet, verbose }, await speechOf(language))
    output = out
    const sources = { flags: settings, ...(file === undefined ? {} : { file }) }
    const config = loadConfig({ ...sources, onDoubt: message => out.warn(message) })
    const context: Context = {
      config,
      out,
      signal: controller.signal,
      ifStopped: say => {
        kept = say
      },
    }
    if (!verbose) return await action(context)
    const { tellingWhatItUses } = await import('./verbose.js')
    return await tellingWhatItUses(sources, out, () => action(context))
  } catch (error) {
    if (!controller.signal.aborted || asAnlamError(error).code !== 'cancelled') throw error
    throw new AnlamError('cancelled', kept === undefined ? 'stopped' : `stopped: ${kept()}`)
  } finally {
    ignore()
  }
}
