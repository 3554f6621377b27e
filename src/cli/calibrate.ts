import type { Command } from 'commander'
import { type CommonFlags, type Context, command, withContext, withIndex, withModel } from './context.js'

export function calibrateCommand(): Command {
  return withModel(
    withIndex(
      command('calibrate', 'map cosines to probabilities of a paraphrase, from labelled pairs, for an index'),
    ),
  )
    .argument('<file>', 'JSON lines of {"a","b","label":0|1}')
    .action((file: string, flags: CommonFlags) => withContext(flags, context => run(file, context)))
}

async function run(file: string, { config, out, signal }: Context): Promise<void> {
  const { calibrateIndex } = await import('../evaluation/evaluate-files.js')
  const stored = await calibrateIndex(config, config.index, file, { signal, reporter: out })
  const { model, fingerprint, method, pairs, positives, brier, logLoss, curve, operatingPoints, sha256 } =
    stored
  if (out.options.json) {
    out.json({
      index: config.index,
      model,
      fingerprint,
      method,
      pairs,
      positives,
      brier,
      logLoss,
      curve,
      operatingPoints,
      sha256,
    })
    return
  }
  out.line(
    `${out.bold(config.index)}: ${method} on ${pairs} pairs, ${positives} of them paraphrases; ` +
      `Brier ${brier.toFixed(4)}, log loss ${logLoss.toFixed(4)} (held out)`,
  )
  out.line(
    'searches and reports of this index now show probabilities; `anlam mine --precision 0.95` uses them',
  )
}
