import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { asAnlamError } from '../errors.js'
import type { TrainProgress } from '../train/train.js'
import type { TrainRequest } from '../train/train-encoder.js'
import { type CommonFlags, type Context, command, withContext } from './context.js'
import { whole } from './numbers.js'

interface Flags extends CommonFlags {
  out: string
  texts: string[]
  eval: string[]
  notes?: string
  seed: number
  epochs: number
  batch: number
  dimension: number
  vocabulary: number
  learningRate: number
  inOrder?: boolean
  teacher?: string
}

export function trainCommand(): Command {
  return command('train', 'train a static encoder on pairs of paraphrases, on the CPU')
    .argument(
      '<pairs...>',
      'JSON lines, or folders of them: {"a","b"} with "label" or "score"; {"texts":[…]} with "query" and "negative"; ' +
        '{"tr","en"}; {"q","p"}. FILE@8 is passed over eight times per epoch',
    )
    .requiredOption('--out <dir>', 'folder for the checkpoint')
    .option('--texts <file...>', 'JSON lines with a "text" field: unlabelled text to learn from', [])
    .option('--in-order', 'consecutive texts are from one document, so neighbours are on the same subject')
    .option('--teacher <model>', 'a better encoder to learn from: a directory, or a hub id')
    .option('--eval <file...>', 'held-out pairs with label or score; default: a share of the pairs', [])
    .option('--notes <file>', 'Markdown for the end of the model card: origin and licences of the data')
    .option('--seed <n>', 'the same seed and data give the same bytes', whole(0), 1)
    .option('--epochs <n>', 'passes over the data', whole(1), 5)
    .option('--batch <n>', 'pairs per step; the others are the negatives of each', whole(2), 512)
    .option('--dimension <n>', 'dimension of the vectors', whole(1), 512)
    .option('--vocabulary <n>', 'most word pieces', whole(100), 6000)
    .option('--learning-rate <x>', 'step size of Adam', positive, 0.05)
    .action((pairs: string[], flags: Flags) => withContext(flags, context => run(pairs, flags, context)))
}

async function run(pairs: string[], flags: Flags, { config, out, signal }: Context): Promise<void> {
  const { trainEncoder } = await import('../train/train-encoder.js')
  const { inOrder = false, teacher } = flags
  let bar =
    teacher === undefined
      ? out.progress('training', 'steps', 0)
      : out.progress('encoding with the teacher', 'texts', 0)
  const request = {
    pairs,
    texts: flags.texts,
    evaluate: flags.eval,
    out: flags.out,
    notes: flags.notes === undefined ? '' : await readText(flags.notes),
    seed: flags.seed,
    epochs: flags.epochs,
    batchSize: flags.batch,
    dimension: flags.dimension,
    vocabulary: flags.vocabulary,
    learningRate: flags.learningRate,
    inOrder,
    ...(teacher === undefined ? {} : { teacher }),
    reporter: out,
    signal,
    onTaught: (texts: number) => bar.update(texts),
    onProgress: ({ step, steps, loss, heldOut }: TrainProgress) => {
      bar.stop()
      const metrics = Object.entries(heldOut).map(([name, value]) => `${name} ${value.toFixed(4)}`)
      out.note(`step ${step}/${steps}  loss ${loss.toFixed(3)}  ${metrics.join('  ')}`)
      bar = out.progress('training', 'steps', steps)
      bar.update(step)
    },
  } satisfies TrainRequest
  const report = await trainEncoder(request, config).finally(() => bar.stop())
  if (out.options.json) out.json(report)
  else {
    const { seconds, vocabulary, dimension, sha256 } = report
    out.line(
      `${out.bold(report.out)}: ${vocabulary} pieces × ${dimension} in ${seconds.toFixed(0)} s, weights ${sha256}`,
    )
  }
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw asAnlamError(error)
  })
}

function positive(value: string): number {
  const number = Number(value)
  if (!(number > 0)) throw new InvalidArgumentError('it must be a number above 0')
  return number
}
