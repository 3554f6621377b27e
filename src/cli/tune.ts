import type { Command } from 'commander'
import { type Context, command, withContext, withoutMemory } from './context.js'
import { number, whole } from './numbers.js'
import { printReport, requestOf, type TrainingFlags, withTraining } from './training-options.js'

interface Flags extends TrainingFlags {
  lora?: true | number
  full?: boolean
}

/** Rank of `--lora` without a number. */
const RANK = 16

export function tuneCommand(): Command {
  const target = command('tune', 'fine-tune a transformer on pairs, groups or scores')
    .argument('<model>', 'the directory of a checkpoint, or a pulled hub id')
    .argument(
      '<pairs...>',
      'JSON lines or tables of {"a","b"} (also with "label", "score" or "negative"), {"texts"}, {"q","p"}, {"tr","en"} or ' +
        '{"text"}; FILE@3 is passed over three times per epoch',
    )
    .requiredOption('--out <dir>', 'folder for the model; a run that was cut off goes on there')
    .option('--eval <file...>', 'held-out files; default: a share of the pairs', [])
    .option('--teacher <model>', 'a model whose vectors single texts are to get')
    .option('--notes <file>', 'Markdown for the end of the model card: origin and licences of the data')
    .option('--seed <n>', 'the same seed and data give the same bytes', whole(0), 1)
    .option('--epochs <n>', 'passes over the data', number(0.001, 1000), 3)
    .option('--batch <n>', 'examples of a batch', whole(2), 64)
    .option(
      '--lora [rank]',
      'train low-rank adapters, 16 if no rank is given (default: above 150 million weights)',
      whole(1),
    )
    .option('--full', 'train all weights, however many they are')
    .option('--rate <x>', 'highest learning rate (default: 5e-5; with adapters 2e-4)', number(0, 1))
  return withTraining(target).action((model: string, pairs: string[], flags: Flags) =>
    withContext(withoutMemory(flags), context => run(model, pairs, flags, context)),
  )
}

async function run(model: string, pairs: string[], flags: Flags, context: Context): Promise<void> {
  const { tune } = await import('../train/tune/tune.js')
  const { request, stop } = await requestOf(pairs, flags, { epochs: 3, batch: 64 }, context)
  const rank = flags.full ? 0 : flags.lora === true ? RANK : flags.lora
  const report = await tune(
    {
      ...{ ...request, model },
      ...(rank === undefined ? {} : { rank }),
      ...(flags.rate === undefined ? {} : { rate: flags.rate }),
    },
    context.config,
  ).finally(stop)
  printReport(report, context.out)
}
