import { Command, CommanderError } from 'commander'
import { environment } from '../basics/environment.js'
import { VERSION } from '../basics/version.js'
import { asAnlamError } from '../errors.js'
import { languageOf } from '../messages/language.js'
import { say } from '../messages/said.js'
import { Speech, speechOf } from '../messages/speech.js'
import { backupCommand } from './backup.js'
import { benchCommand } from './bench.js'
import { calibrateCommand } from './calibrate.js'
import { classifyCommand } from './classify.js'
import { clusterCommand } from './cluster.js'
import { completionCommand } from './completion-command.js'
import { copyCommand } from './copy.js'
import { dedupeCommand } from './dedupe.js'
import { deleteCommand } from './delete.js'
import { demoCommand } from './demo.js'
import { doctorCommand } from './doctor.js'
import { embedCommand } from './embed.js'
import { evalCommand } from './eval.js'
import { EXIT_CODES } from './exit.js'
import { exportCommand } from './export.js'
import { glossaryCommand } from './glossary.js'
import { prepare } from './help.js'
import { importCommand } from './import.js'
import { indexCommand } from './index-command.js'
import { keyCommand } from './key.js'
import { listCommand } from './list.js'
import { mineCommand } from './mine.js'
import { modelCommand } from './model.js'
import { negativesCommand } from './negatives.js'
import { reindexCommand } from './reindex.js'
import { removeCommand } from './remove.js'
import { renameCommand } from './rename.js'
import { repairCommand } from './repair.js'
import { restoreCommand } from './restore.js'
import { reviewCommand } from './review.js'
import { searchCommand } from './search.js'
import { serveCommand } from './serve.js'
import { similarCommand } from './similar.js'
import { similarityCommand } from './similarity.js'
import { statsCommand } from './stats.js'
import { tagCommand } from './tag.js'
import { trainCommand } from './train.js'
import { tuneCommand } from './tune.js'
import { undoCommand } from './undo.js'
import { verifyCommand } from './verify.js'

/** All commands, with help in a language. */
export function createProgram(speech: Speech = new Speech('en')): Command {
  const program = new Command('anlam')
    .description('Semantic search and paraphrase mining for Turkish machine-learning text')
    .version(VERSION)
  for (const make of [
    indexCommand,
    searchCommand,
    embedCommand,
    similarCommand,
    similarityCommand,
    mineCommand,
    evalCommand,
    calibrateCommand,
    glossaryCommand,
    classifyCommand,
    clusterCommand,
    trainCommand,
    tuneCommand,
    negativesCommand,
    listCommand,
    statsCommand,
    reindexCommand,
    removeCommand,
    exportCommand,
    importCommand,
    dedupeCommand,
    tagCommand,
    undoCommand,
    reviewCommand,
    renameCommand,
    deleteCommand,
    verifyCommand,
    repairCommand,
    backupCommand,
    restoreCommand,
    copyCommand,
    modelCommand,
    serveCommand,
    keyCommand,
    completionCommand,
    doctorCommand,
    benchCommand,
    demoCommand,
  ])
    program.addCommand(make())
  prepare(program, speech)
  return program
}

/**
 * Runs one command line.
 * @param argv as `process.argv`
 * @returns the exit code
 */
export async function main(argv: readonly string[]): Promise<number> {
  // Not added twice if this is called again.
  process.stdout.off('error', unlessClosed).on('error', unlessClosed)
  const speech = await speechOf(languageOf(argv, environment))
  try {
    await createProgram(speech).parseAsync([...argv])
    return 0
  } catch (error) {
    // Commander has printed its message, which suggests the right name for a misspelt one.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODES['invalid-input']
    const { code, message, stack } = asAnlamError(error)
    if (argv.includes('--json')) process.stderr.write(`${JSON.stringify({ error: { code, message } })}\n`)
    else process.stderr.write(`${speech.text(say`error: ${speech.error(code, message)}`)} (${code})\n`)
    if (argv.includes('--verbose')) {
      const { causesOf } = await import('./verbose.js')
      process.stderr.write(`${causesOf(error)}\n`)
    } else if (code === 'internal' && !argv.includes('--json')) process.stderr.write(`${stack}\n`)
    return EXIT_CODES[code]
  }
}

/** A closed pipe (`| head`) is not an error. */
function unlessClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
