import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import type { Config } from '../config.js'
import { TRAINING_SHAPES, type TrainingShape } from '../curation/training-shapes.js'
import { AnlamError } from '../errors.js'
import { say } from '../messages/said.js'
import type { MineSource } from '../mining/mine-corpus.js'
import { METHODS, type Method } from '../mining/types.js'
import { formatOf } from '../tables/table.js'
import { UNITS, type Unit } from '../types.js'
import {
  type CommonFlags,
  type Context,
  command,
  withContext,
  withIndex,
  withModel,
  withoutMemory,
  withRerank,
} from './context.js'
import { writeNegatives, writePairs } from './mined-files.js'
import { printMined } from './mined-output.js'
import { bytes, number, whole } from './numbers.js'
import { ReadingNotes } from './reading-notes.js'
import { type TableFlags, tableOptions, withExcel } from './table-options.js'
import { modelFlags, type PrecisionFlags, withPresentName, withTargetPrecision } from './target-precision.js'

interface Flags extends CommonFlags, TableFlags, PrecisionFlags {
  threshold?: number
  topK: number
  maxPairs: number
  method: Method
  mutual?: boolean
  between?: string[]
  within?: string
  across?: string
  memory: number
  explain?: number
  out?: string
  negatives?: string
  negativesAs: TrainingShape
  unit?: Unit
  textField: string
  idField: string
}

export function mineCommand(): Command {
  const mine = withIndex(
    command('mine', 'find paraphrases, near copies and groups of them, and write a report'),
  )
  const target = withExcel(withTargetPrecision(withModel(mine, { precision: false })))
  return withRerank(target, 'reads uncertain paraphrases again; those it rejects are only related')
    .argument('[file...]', 'files and folders to mine; without any, the index')
    .option(
      '--out <path>',
      'folder for report.html, pairs.jsonl, pairs.csv, groups.jsonl and summary.json; or a file for the pairs alone, ending in ' +
        '.csv, .jsonl or .parquet',
    )
    .option(
      '--negatives <file>',
      'write hard negatives for training: flagged pairs, and those decided to be wrong',
    )
    .addOption(
      new Option(
        '--negatives-as <shape>',
        'columns of hard negatives: sentence1, sentence2, label; or anchor, positive, negative',
      )
        .choices(TRAINING_SHAPES)
        .default('pairs'),
    )
    .option(
      '--threshold <score>',
      'least cosine of a pair (default: calibrated, otherwise as measured for the model)',
      number(-1, 1),
    )
    .option('--top-k <n>', 'most neighbours considered per passage', whole(1), 100)
    .option('--max-pairs <n>', 'most pairs; the best ones are kept', whole(1), 1_000_000)
    .option('--mutual', 'only pairs of passages that are among each other’s neighbours')
    .addOption(
      new Option('--method <method>', 'compare all passages exactly, or search the index for each')
        .choices(METHODS)
        .default('auto'),
    )
    .option('--between <corpus...>', 'two indexes or files: only pairs with one passage of each')
    .addOption(
      new Option(
        '--within <field>',
        'only pairs with the same value of this field (metadata, source, document)',
      ).conflicts('across'),
    )
    .option('--across <field>', 'only pairs with different values of this field')
    .option('--memory <size>', 'memory limit, such as 512m or 2g', bytes, bytes('2g'))
    .option(
      '--explain <n>',
      'number of best pairs explained in the report, fewer if they are long (default: 500, for transformers 20)',
      whole(0),
    )
    .addOption(new Option('--unit <unit>', 'for files: the unit that is compared').choices(UNITS))
    .option(
      '--text-field <field>',
      'field of a row that holds its text; several: `a,b`, or `"{a}. {b}"`',
      'text',
    )
    .option('--id-field <field>', 'field of a row that identifies it', 'id')
    .action((files: string[], flags: Flags) =>
      withContext(withoutMemory(modelFlags(flags)), context =>
        run(files, withPresentName(flags, context.out), context),
      ),
    )
}

async function run(files: string[], flags: Flags, context: Context): Promise<void> {
  const { config, out, signal } = context
  const { mineCorpus } = await import('../mining/mine-corpus.js')
  const { writeMiningReport } = await import('../pages/report/mining-report.js')
  const started = performance.now()
  // Found out before anything is mined.
  if (flags.negatives !== undefined) tableOptions(flags.negatives, {})
  const sources = chooseSources(files, flags, config)
  const names = sources.flatMap(source => (source ? [nameOf(source)] : []))
  const notes = new ReadingNotes(out)
  const { threshold, topK, mutual = false, maxPairs, method, memory, within, across } = flags
  const isFile = flags.out !== undefined && formatOf(flags.out) !== undefined
  const reportFolder = isFile ? undefined : flags.out
  const folder =
    reportFolder === undefined ? mkdtempSync(join(tmpdir(), 'anlam-mine-')) : join(reportFolder, '.anlam')
  context.ifStopped(() =>
    reportFolder === undefined
      ? 'nothing is kept; with --out DIR, the same command goes on where it was'
      : `what was compared is kept in ${reportFolder}; the same command goes on`,
  )
  let bar = out.progress('', '', 0)
  let stage = ''
  const progress = (what: string, unit: string, done: number, total: number): void => {
    if (stage !== what) {
      bar.stop()
      bar = out.progress(what, unit, total)
      stage = what
    }
    bar.update(done)
  }
  try {
    await mineCorpus(
      config,
      {
        sources,
        ...(threshold === undefined ? {} : { threshold }),
        ...(flags.targetPrecision === undefined ? {} : { precision: flags.targetPrecision }),
        ...(config.rerank === undefined ? {} : { rerank: config.rerank }),
        settings: {
          topK,
          mutual,
          maxPairs,
          method,
          memory,
          ...(within === undefined ? {} : { within }),
          ...(across === undefined ? {} : { across }),
        },
        folder,
        read: {
          textField: flags.textField,
          idField: flags.idField,
          onError: 'fail',
          onSkip: notes.onSkip,
          onRepair: notes.onRepair,
        },
        ...(flags.unit ? { unit: flags.unit } : {}),
        signal,
        reporter: out,
        onIndexed: (done, total) => progress('indexing', 'documents', done, total),
        onChosen: ({ method: chosen }) =>
          out.note(
            chosen === 'exact'
              ? say`exact search: all pairs are compared`
              : say`approximate search: through the graph`,
          ),
        onProgress: (what, done, total) =>
          progress(what, what === 'reading' ? 'passages' : 'blocks', done, total),
      },
      async mined => {
        if (isFile) await writePairs(flags.out!, mined.result, names, flags)
        if (flags.negatives !== undefined) {
          const written = await writeNegatives(flags.negatives, mined, flags.negativesAs, flags)
          out.note(say`${flags.negatives}: ${written ?? 0} rows`)
        }
        if (reportFolder !== undefined) {
          await writeMiningReport(config, mined, {
            folder: reportFolder,
            corpora: names,
            ...(flags.explain === undefined ? {} : { explained: flags.explain }),
            reporter: out,
            signal,
            onProgress: (what, done, total) => progress(what, 'pairs', done, total),
          })
        }
        bar.stop()
        await printMined(mined.result, names, (performance.now() - started) / 1000, flags.out, out)
      },
    )
  } finally {
    bar.stop()
    if (reportFolder === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

function nameOf(source: MineSource): string {
  return 'index' in source ? source.index : source.paths.join(', ')
}

/** With `--between`, each corpus is an index or a path. Otherwise there is one: the files, or the index without any. */
function chooseSources(
  files: string[],
  { between, within, across }: Flags,
  config: Config,
): readonly [MineSource, MineSource?] {
  if (!between) return [files.length > 0 ? { paths: files } : { index: config.index }]
  if (between.length !== 2 || files.length > 0) {
    throw new AnlamError('invalid-input', '--between takes exactly two indexes or files, and no other files')
  }
  if (within !== undefined || across !== undefined)
    throw new AnlamError('invalid-input', '--within and --across are for one corpus, not for --between')
  const [first, second] = between.map(name => (existsSync(name) ? { paths: [name] } : { index: name }))
  return [first!, second!]
}
