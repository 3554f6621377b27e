import { type Command, Option } from 'commander'
import { KNOWN_EXTENSIONS } from '../basics/file-formats.js'
import { UNITS, type Unit } from '../types.js'
import { type CommonFlags, type Context, command, withContext, withIndex, withModel } from './context.js'
import { printFiles, printGone } from './files-read.js'
import { ReadingNotes } from './reading-notes.js'

/**
 * Passages from which on it is measured what the scores of a model say, so that searches can tell whether they answer: that
 * takes as long as indexing so many short ones.
 */
const ENOUGH = 840

interface Flags extends CommonFlags {
  unit?: Unit
  textField: string
  idField: string
  onError: 'fail' | 'skip'
  repair: boolean
  prune?: boolean
}

export function indexCommand(): Command {
  return withModel(
    withIndex(command('index', 'index files and folders of text, or `-` for JSON lines on stdin')),
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
    .option('--prune', 'remove documents that came from these files and folders and are not there any more')
    .action((paths: string[], flags: Flags) => withContext(flags, context => run(paths, flags, context)))
}

async function run(paths: string[], flags: Flags, { config, out, signal }: Context): Promise<void> {
  const { indexFiles } = await import('../ingest/index-files.js')
  const notes = new ReadingNotes(out)
  const { onSkip, onRepair } = notes
  const { unit, textField, idField, onError, repair, prune = false } = flags
  let progress = out.progress('indexing', 'documents', 0)
  const report = await indexFiles(config, {
    paths,
    index: config.index,
    ...(unit ? { unit } : {}),
    read: { textField, idField, onError, repair, onSkip, onRepair },
    prune,
    signal,
    reporter: out,
    onCounted: documents => {
      progress = out.progress('indexing', 'documents', documents)
    },
    onCommitted: ({ documents }) => progress.update(documents),
  }).finally(() => progress.stop())
  if (report.passages >= ENOUGH) {
    const { learnRelevance } = await import('../search/learn-relevance.js')
    await learnRelevance(config, report.index, { reporter: out, signal })
  }
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
      files,
      gone,
      pruned,
    })
    return
  }
  out.line(
    `${out.bold(index)}: ${documents} documents, ${passages} passages in ${seconds.toFixed(1)} s ` +
      `(${Math.round(passagesPerSecond)}/s, ${provider}, ${precision})`,
  )
  printFiles(files, out)
  printGone(gone, pruned, out)
  out.line(`unchanged ${unchanged}, skipped ${notes.skipped}, repaired ${repaired}, truncated ${truncated}`)
}
