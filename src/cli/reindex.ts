import type { Command } from 'commander'
import { AnlamError } from '../errors.js'
import { fixed, say } from '../messages/said.js'
import {
  type CommonFlags,
  type Context,
  command,
  withContext,
  withModel,
  withWrittenIndex,
} from './context.js'
import type { Progress } from './output.js'

export function reindexCommand(): Command {
  return withModel(
    withWrittenIndex(command('reindex', 'embed all passages of an index by another model; needs no files')),
  ).action((flags: CommonFlags) => withContext(flags, run))
}

async function run({ config, out, signal, ifStopped }: Context): Promise<void> {
  const { reindex } = await import('../ingest/reindex.js')
  const { CALIBRATION } = await import('../evaluation/calibrations.js')
  const { GLOSSARY } = await import('../search/glossaries.js')
  const { model } = config
  if (model === undefined)
    throw new AnlamError('invalid-input', '--model says which model is to embed the passages')
  ifStopped(
    () =>
      `index ${config.index} is as it was, and what was embedded is kept beside it; the same command goes on`,
  )
  let progress: Progress | undefined
  const report = await reindex(config, {
    index: config.index,
    model,
    metadata: { kept: [GLOSSARY], dropped: [CALIBRATION] },
    signal,
    reporter: out,
    onEmbedded: (passages, of) => {
      progress ??= out.progress(say`embedding`, say`passages`, of)
      progress.update(passages)
    },
  }).finally(() => progress?.stop())
  const { ENOUGH, learnRelevance } = await import('../search/learn-relevance.js')
  if (report.passages >= ENOUGH) await learnRelevance(config, report.index, { reporter: out, signal })
  const { index, from, documents, passages, resumed, dropped, truncated, seconds, provider, precision } =
    report
  if (dropped.metadata.length > 0)
    out.warn(say`the ${dropped.metadata.join(', ')} of index ${index} held for ${from} only, and is gone`)
  if (dropped.passages > 0)
    out.warn(say`${dropped.passages} passages are left out: ${report.model} knows no word of them`)
  const passagesPerSecond = (passages - resumed) / seconds
  if (out.options.json) {
    out.json({ ...report, passagesPerSecond })
    return
  }
  const before = resumed > 0 ? say`, ${resumed} of them by an earlier run` : ''
  out.line(
    say`${out.bold(index)}: ${documents} documents, ${passages} passages${before}, now by ${report.model}, before by ${from}; `,
    say`${fixed(seconds, 1)} s (${Math.round(passagesPerSecond)}/s, ${provider}, ${precision}), truncated ${truncated}`,
  )
}
