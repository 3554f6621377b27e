import type { Command } from 'commander'
import type { Config } from '../config.js'
import { AnlamError } from '../errors.js'
import { fixed, say } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext, withMemory } from './context.js'
import type { Progress } from './output.js'

/** `embedded:notlar`, or a name in the engine of the settings. */
const PLACE = /^(?:(embedded|opensearch):)?(.+)$/s

interface Flags extends CommonFlags {
  from: string
  to: string
}

export function copyCommand(): Command {
  return withMemory(
    command('copy', 'copy an index with its vectors, into another engine or under another name'),
  )
    .requiredOption(
      '--from <place>',
      '`embedded:NAME`, `opensearch:NAME`, or a name in the engine of the settings',
    )
    .requiredOption('--to <place>', 'the same; there must be no such index yet')
    .action((flags: Flags) => withContext(settingsOf(flags), context => run(flags, context)))
}

/** `from` and `to` are no settings. */
function settingsOf({ from: _, to: __, ...settings }: Flags): CommonFlags {
  return settings
}

async function run({ from, to }: Flags, { config, out, signal, ifStopped }: Context): Promise<void> {
  const { copyIndex } = await import('../ingest/copy-index.js')
  const { CALIBRATION } = await import('../evaluation/calibrations.js')
  const { GLOSSARY } = await import('../search/glossaries.js')
  const places = { from: placeOf(from, config), to: placeOf(to, config) }
  ifStopped(() => `there is no index ${to}; the same command copies it`)
  let progress: Progress | undefined
  const started = performance.now()
  const report = await copyIndex(config, {
    ...places,
    metadata: [CALIBRATION, GLOSSARY],
    signal,
    onCopied: (passages, of) => {
      progress ??= out.progress(say`copying`, say`passages`, of)
      progress.update(passages)
    },
  }).finally(() => progress?.stop())
  const seconds = (performance.now() - started) / 1000
  if (out.options.json) out.json({ ...places, ...report, seconds })
  else
    out.line(
      say`${out.bold(to)}: ${report.documents} documents, ${report.passages} passages of ${from} in ${fixed(seconds, 1)} s; `,
      say`compared ${report.compared.passages} passages and ${report.compared.searches} searches`,
    )
}

function placeOf(given: string, config: Config): { engine: Config['engine']; name: string } {
  const [, engine = config.engine, name] = PLACE.exec(given) ?? []
  if (name === undefined) throw new AnlamError('invalid-input', `${JSON.stringify(given)} names no index`)
  return { engine: engine as Config['engine'], name }
}
