import type { Command } from 'commander'
import { AnlamError } from '../errors.js'
import type { StoredCalibration } from '../evaluation/calibrations.js'
import { fixed, say } from '../messages/said.js'
import { type CommonFlags, type Context, command, withContext, withIndex, withModel } from './context.js'
import { whole } from './numbers.js'
import type { Output } from './output.js'

interface Flags extends CommonFlags {
  next?: string
  nextCount: number
}

export function calibrateCommand(): Command {
  return withModel(
    withIndex(
      command('calibrate', 'map cosines to probabilities of a paraphrase, from labelled pairs, for an index'),
    ),
  )
    .argument('[files...]', 'JSON lines of {"a","b","label":0|1}; pairs whose label is null are left out')
    .option(
      '--next <file>',
      'write the pairs to label next, most telling first: JSON lines of {"a","b","score","label":null} to fill in and ' +
        'give back',
    )
    .option('--next-count <n>', 'number of pairs to label next', whole(1), 50)
    .action((files: string[], flags: Flags) => withContext(flags, context => run(files, flags, context)))
}

async function run(files: readonly string[], { next, nextCount }: Flags, context: Context): Promise<void> {
  if (files.length === 0 && next === undefined)
    throw new AnlamError('invalid-input', 'give files of labelled pairs, or --next FILE for pairs to label')
  if (next !== undefined && files.includes(next))
    throw new AnlamError('invalid-input', `--next would overwrite the labels in ${next}; give another file`)
  const { calibrateIndex } = await import('../evaluation/calibrate-index.js')
  const { config, out, signal } = context
  if (files.length === 0) {
    const written = await writeNext(next!, nextCount, files, context)
    if (out.options.json) out.json({ index: config.index, next: written })
    return
  }
  const stored = await calibrateIndex(config, config.index, files, { signal, reporter: out }).catch(
    async (error: unknown) => {
      // What to label next matters most where the labels do not suffice.
      const isShort = error instanceof AnlamError && error.code === 'invalid-input'
      if (isShort && next !== undefined) await writeNext(next, nextCount, files, context)
      throw error
    },
  )
  const written = next === undefined ? undefined : await writeNext(next, nextCount, files, context)
  print(stored, written, context)
}

async function writeNext(
  path: string,
  count: number,
  labelled: readonly string[],
  { config, out, signal }: Context,
): Promise<number> {
  const { nextPairs } = await import('../evaluation/calibrate-index.js')
  const { replaceFile } = await import('../basics/files.js')
  const pairs = await nextPairs(config, config.index, { count, labelled, signal })
  replaceFile(path, pairs.map(pair => `${JSON.stringify(pair)}\n`).join(''))
  out.note(
    say`${path}: ${pairs.length} pairs to label, most telling first; put 1 or 0 for null, and give the file back`,
  )
  return pairs.length
}

function print(stored: StoredCalibration, next: number | undefined, { config, out }: Context): void {
  const { model, fingerprint, method, pairs, positives, brier, logLoss, base, curve, operatingPoints } =
    stored
  const { thresholds = [], sha256 } = stored
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
      base,
      thresholds,
      curve,
      operatingPoints,
      sha256,
      ...(next === undefined ? {} : { next }),
    })
    return
  }
  out.line(
    say`${out.bold(config.index)}: ${method} on ${pairs} pairs, ${positives} of them paraphrases; `,
    say`Brier ${fixed(brier, 4)}, log loss ${fixed(logLoss, 4)} on held-out texts `,
    say`(${fixed(base!.brier, 4)} and ${fixed(base!.logLoss, 4)} by their share alone)`,
  )
  printThresholds(thresholds, out)
  const reached = thresholds.flatMap(({ wanted }) => (wanted === 'f1' ? [] : wanted))
  const hint =
    reached.length > 0
      ? say`; \`anlam mine --target-precision ${String(Math.max(...reached))}\` uses them`
      : ''
  out.line(say`reports of this index now show probabilities, and searches with --json${hint}`)
}

function printThresholds(thresholds: NonNullable<StoredCalibration['thresholds']>, out: Output): void {
  const range = ([low, high]: readonly [number, number]) => say`${fixed(low, 3)} to ${fixed(high, 3)}`
  for (const {
    wanted,
    threshold,
    accepted,
    precision,
    precisionInterval,
    recall,
    recallInterval,
  } of thresholds)
    out.line(
      say`  ${wanted === 'f1' ? say`best F1` : `≥ ${out.number(fixed(wanted, 2))}`.padEnd(7)}  from ${fixed(threshold, 4)}: `,
      say`precision ${fixed(precision, 3)} (${range(precisionInterval)}), recall ${fixed(recall, 3)} `,
      say`(${range(recallInterval)}), ${accepted} pairs`,
    )
}
