import { type Command, Option } from 'commander'
import { KNOWN_EXTENSIONS } from '../basics/file-formats.js'
import { AnlamError } from '../errors.js'
import type { IndexReport } from '../ingest/index-files.js'
import type { Stage } from '../ingest/stage-times.js'
import { fixed, type Said, say } from '../messages/said.js'
import { UNITS, type Unit } from '../types.js'
import {
  type CommonFlags,
  type Context,
  command,
  withContext,
  withModel,
  withWrittenIndex,
} from './context.js'
import { printFiles, printGone } from './files-read.js'
import { ChangeLog } from './index-changes.js'
import { printComparison } from './index-preview.js'
import type { Output } from './output.js'
import { ReadingNotes } from './reading-notes.js'

/** What the others wait for, while files are indexed. */
const SLOWEST: Record<Stage, Said> = {
  reading: say`mostly reading`,
  encoding: say`mostly encoding`,
  writing: say`mostly writing`,
  publishing: say`mostly building the graph`,
}

interface Flags extends CommonFlags {
  unit?: Unit
  textField: string
  idField: string
  onError: 'fail' | 'skip'
  repair: boolean
  ocr?: boolean
  prune?: boolean
  watch?: boolean
  dryRun?: boolean
}

export function indexCommand(): Command {
  return withModel(
    withWrittenIndex(command('index', 'index files and folders of text, or `-` for JSON lines on stdin')),
  )
    .argument('<path...>', `files and folders: ${KNOWN_EXTENSIONS.join(' ')}, .gz of these, .zip`)
    .addOption(
      new Option('--unit <unit>', 'unit of a hit (default: document for rows, paragraph for prose)').choices(
        UNITS,
      ),
    )
    .option(
      '--text-field <field>',
      'field of a row that holds its text; several: `a,b`, or `"{a}. {b}"`',
      'text',
    )
    .option('--id-field <field>', 'field of a row that identifies it', 'id')
    .addOption(
      new Option('--on-error <how>', 'on a bad row: fail before anything is written, or skip and count it')
        .choices(['fail', 'skip'])
        .default('fail'),
    )
    .option('--no-repair', 'leave wrongly decoded texts (Ã¶ for ö) unchanged')
    .option(
      '--ocr',
      'recognise the text of scanned pages of PDFs: ten seconds a page; needs `npm i tesseract.js @tesseract.js-data/tur`',
    )
    .option('--prune', 'remove documents that came from these files and folders and are not there any more')
    .option('--watch', 'go on with files that change, until Ctrl-C')
    .option('--dry-run', 'say what would be new, changed and gone, and write nothing')
    .action((paths: string[], flags: Flags) => withContext(flags, context => run(paths, flags, context)))
}

async function run(paths: string[], flags: Flags, context: Context): Promise<void> {
  const { config, out, signal } = context
  const notes = new ReadingNotes(out)
  const { onSkip, onRepair } = notes
  const {
    unit,
    textField,
    idField,
    onError,
    repair,
    ocr,
    prune = false,
    watch = false,
    dryRun = false,
  } = flags
  if (watch && dryRun) throw new AnlamError('invalid-input', '--watch and --dry-run exclude each other')
  const request = {
    paths,
    index: config.index,
    ...(unit ? { unit } : {}),
    read: { textField, idField, onError, repair, onSkip, onRepair },
    ...(ocr ? { ocr: { onPage: (where: string) => out.note(say`${where}: text recognised`) } } : {}),
    prune,
    signal,
  }
  if (dryRun) {
    const { compareFiles } = await import('../ingest/compare-files.js')
    printComparison(await compareFiles(config, request), notes, out)
    return
  }
  let progress = out.progress(say`indexing`, say`documents`, 0)
  let kept = 0
  context.ifStopped(() =>
    kept === 0
      ? 'nothing was written'
      : `${kept} documents are in index ${config.index}; the same command goes on with the others`,
  )
  const indexing = {
    ...request,
    reporter: out,
    onCounted: (documents: number) => {
      progress = out.progress(say`indexing`, say`documents`, documents)
    },
    onCommitted: ({ documents }: { documents: number }, slowest: Stage) => {
      kept = documents
      progress.update(documents, SLOWEST[slowest])
    },
  }
  const onIndexed = async (report: IndexReport): Promise<void> => {
    progress.stop()
    const { ENOUGH, learnRelevance } = await import('../search/learn-relevance.js')
    if (report.passages >= ENOUGH) await learnRelevance(config, report.index, { reporter: out, signal })
    printReport(report, notes, out)
  }
  try {
    if (watch) {
      const { watchIndex } = await import('../ingest/watch/watch-index.js')
      const log = new ChangeLog(out)
      await watchIndex(config, { ...indexing, onIndexed, onWatching: log.begin, onChange: log.add })
      log.end()
    } else {
      const { indexFiles } = await import('../ingest/index-files.js')
      await onIndexed(await indexFiles(config, { ...indexing, alone: true }))
    }
  } finally {
    progress.stop()
  }
}

function printReport(report: IndexReport, notes: ReadingNotes, out: Output): void {
  const {
    index,
    documents,
    passages,
    unchanged,
    repaired,
    truncated,
    seconds,
    provider,
    precision,
    files,
    gone,
    pruned,
    cut,
  } = report
  const passagesPerSecond = passages / seconds
  if (out.options.json) {
    out.json({
      index,
      documents,
      passages,
      skipped: notes.skipped,
      repaired,
      truncated,
      seconds,
      passagesPerSecond,
      provider,
      precision,
      unchanged,
      repairs: notes.repairs,
      skips: notes.skips,
      files,
      gone,
      pruned,
      ...(cut ? { cut } : {}),
    })
    return
  }
  out.line(
    say`${out.bold(index)}: ${documents} documents, ${passages} passages in ${fixed(seconds, 1)} s `,
    say`(${Math.round(passagesPerSecond)}/s, ${provider}, ${precision})`,
  )
  if (cut)
    out.line(
      say`cut to ${cut.dimension} of ${cut.of} dimensions: of the ten nearest passages ${fixed(100 * cut.recall, 1)} % stay (${cut.passages} passages)`,
    )
  printFiles(files, out)
  printGone(gone, pruned, out)
  out.line(
    say`unchanged ${unchanged}, skipped ${notes.skipped}, repaired ${repaired}, truncated ${truncated}`,
  )
}
