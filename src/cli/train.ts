import { type Command, InvalidArgumentError } from 'commander'
import { AnlamError } from '../errors.js'
import { fixed, say } from '../messages/said.js'
import type { TrainProgress } from '../train/train.js'
import type { TrainRequest } from '../train/train-encoder.js'
import type { Beginning } from '../train/tune/train-transformer.js'
import { type Context, command, withContext, withoutMemory } from './context.js'
import { number, whole } from './numbers.js'
import { printReport, readText, requestOf, type TrainingFlags, withTraining } from './training-options.js'

interface Flags extends TrainingFlags {
  texts: string[]
  dimension?: number
  vocabulary?: number
  learningRate?: number
  inOrder?: boolean
  taught?: string[]
  general?: string[]
  layers: number
  width?: number
  heads?: number
  feedForward?: number
  positions: number
  init?: string
  initLayers?: number[]
  pretrain: number
}

/** Options that only one of the two kinds of encoder has. */
const STATIC_ONLY = ['dimension', 'inOrder', 'taught', 'general']
const TRANSFORMER_ONLY = [
  ...[
    'width',
    'heads',
    'feedForward',
    'positions',
    'initLayers',
    'pretrain',
    'recipe',
    'groups',
    'accumulate',
    'warmup',
    'decay',
  ],
  ...[
    'dropout',
    'tokenDropout',
    'maxTokens',
    'evaluations',
    'patience',
    'device',
    'teacherCache',
    'memory',
    'dtype',
  ],
  ...['saveEvery', 'fresh', 'finish'],
]

export function trainCommand(): Command {
  const target = command(
    'train',
    'train an encoder on pairs of paraphrases: a static one, or with --layers a transformer',
  )
    .argument(
      '<pairs...>',
      'JSON lines or tables, or folders of them: {"a","b"} with "label", "score" or "negative"; {"texts":[…]} with "query" and ' +
        '"negative"; {"tr","en"}; {"q","p"}. FILE@8 is passed over eight times per epoch',
    )
    .requiredOption('--out <dir>', 'folder for the checkpoint')
    .option(
      '--texts <file...>',
      'JSON lines or tables with a "text" field: unlabelled text to learn from',
      [],
    )
    .option(
      '--in-order',
      'static: consecutive texts are from one document, so neighbours are on the same subject',
    )
    .option('--teacher <model>', 'a better encoder to learn from: a directory, or a hub id')
    .option(
      '--taught <file...>',
      'static: texts from which only how alike they are to --teacher is learnt; @N as of pairs',
    )
    .option(
      '--general <file...>',
      'static: pairs of everyday language, given as <pairs...>: a second table learns from them, and both become one',
    )
    .option('--eval <file...>', 'held-out files; default: a share of the pairs', [])
    .option('--notes <file>', 'Markdown for the end of the model card: origin and licences of the data')
    .option('--seed <n>', 'the same seed and data give the same bytes', whole(0), 1)
    .option('--epochs <n>', 'passes over the data (default: 5; transformers 10)', number(0.001, 10_000))
    .option(
      '--batch <n>',
      'pairs per step, the negatives of each other (default: 512; transformers 256)',
      whole(2),
    )
    .option('--dimension <n>', 'static: dimension of the vectors (default: 512)', whole(1))
    .option(
      '--vocabulary <n>',
      'most word pieces (default: 6000; transformers 12000, with --init 30000)',
      whole(100),
    )
    .option('--learning-rate <x>', 'step size (default: 0.05; transformers 5e-4, with --init 2e-4)', positive)
    .option('--layers <n>', 'layers of a transformer; 0 is a static encoder', whole(0), 0)
    .option('--width <n>', 'width of a transformer, and dimension of its vectors (default: 256)', whole(4))
    .option('--heads <n>', 'heads of its attention (default: one for 64 of the width)', whole(1))
    .option('--feed-forward <n>', 'width of its feed-forward part (default: four times the width)', whole(1))
    .option('--positions <n>', 'tokens that it can read', whole(8), 256)
    .option(
      '--init <model>',
      'begin with this encoder: with its vectors of words; with --layers over it, if it is static; with --init-layers as a part of it',
    )
    .option(
      '--pretrain <n>',
      'passes over all texts, --texts too, by masked-language modelling, before pairs are learnt from',
      number(0, 10_000),
      0,
    )
    .option('--init-layers <list>', 'begin with these layers of it, from 0, such as 0,5,11', layerList)
  return withTraining(target).action((pairs: string[], flags: Flags, self: Command) => {
    const isTransformer = flags.layers > 0 || flags.initLayers !== undefined
    const named = (names: readonly string[]) =>
      names.filter(name => self.getOptionValueSource(name) === 'cli')
    return withContext(withoutMemory(flags), context => {
      if (isTransformer) refuse(named(STATIC_ONLY), 'only static encoders have this')
      else refuse(named(TRANSFORMER_ONLY), 'only transformers have this: --layers makes one')
      if (flags.init !== undefined) refuse(named(['dimension']), `the vectors of ${flags.init} decide this`)
      return isTransformer
        ? trainTransformer(pairs, flags, context, named)
        : trainStatic(pairs, flags, context)
    })
  })
}

async function trainTransformer(
  pairs: string[],
  flags: Flags,
  context: Context,
  named: (names: readonly string[]) => string[],
): Promise<void> {
  const { trainTransformer: train } = await import('../train/tune/train-transformer.js')
  const beginning = await beginningOf(flags, context, named)
  const rate = flags.learningRate ?? (flags.init === undefined ? 5e-4 : 2e-4)
  const { request, stop } = await requestOf(pairs, flags, { epochs: 10, batch: 256 }, context)
  const report = await train(
    beginning,
    { ...request, rate, texts: flags.texts, pretrainEpochs: flags.pretrain },
    context.config,
  ).finally(stop)
  printReport(report, context.out)
}

/** Random weights, layers over a static encoder, or a part of a transformer. */
async function beginningOf(
  flags: Flags,
  { config }: Context,
  named: (names: readonly string[]) => string[],
): Promise<Beginning> {
  const { layeredBeginning, prunedBeginning, randomBeginning } = await import('../train/make/beginning.js')
  const { modelDirectory } = await import('../model/models.js')
  const { readCheckpoint } = await import('../model/checkpoint/read.js')
  const { init, initLayers, positions, seed } = flags
  const shapeOf = (width: number) => {
    const heads = flags.heads ?? Math.max(1, Math.round(width / 64))
    if (width % heads !== 0)
      throw new AnlamError('invalid-input', `a width of ${width} is not a multiple of ${heads} --heads`)
    return { layers: flags.layers, heads, feedForward: flags.feedForward ?? 4 * width, positions }
  }
  if (init === undefined) {
    refuse(named(['initLayers']), '--init says of which encoder')
    const { width = 256, vocabulary = 12_000 } = flags
    return randomBeginning({ ...shapeOf(width), width, vocabulary }, seed)
  }
  const directory = modelDirectory(config, init)
  const { modules, dimension } = await readCheckpoint(directory)
  if (modules[0].kind === 'static') {
    refuse(named(['width', 'vocabulary', 'initLayers']), `the table of ${init} decides this`)
    return layeredBeginning(init, directory, shapeOf(dimension), seed)
  }
  refuse(
    named(['layers', 'width', 'heads', 'feedForward']),
    `${init} decides the shape; --init-layers chooses layers`,
  )
  const layers = initLayers ? { layers: initLayers } : {}
  return prunedBeginning(init, { directory, ...layers, vocabulary: flags.vocabulary ?? 30_000, positions })
}

/** @throws AnlamError `invalid-input` if any options are named */
function refuse(names: readonly string[], why: string): void {
  if (names.length === 0) return
  const flags = names.map(name => `--${name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`)
  throw new AnlamError('invalid-input', `${flags.join(', ')}: ${why}`)
}

async function trainStatic(
  pairs: string[],
  flags: Flags,
  { config, out, signal, ifStopped }: Context,
): Promise<void> {
  const { trainEncoder } = await import('../train/train-encoder.js')
  const { inOrder = false, teacher, taught, general, init } = flags
  ifStopped(() => `nothing was written to ${flags.out}; a static encoder is trained in one go`)
  const other = teacher ?? init
  let bar =
    other === undefined
      ? out.progress(say`training`, say`steps`, 0)
      : out.progress(say`encoding with ${other}`, say`texts`, 0)
  const request = {
    pairs,
    texts: flags.texts,
    evaluate: flags.eval,
    out: flags.out,
    notes: flags.notes === undefined ? '' : await readText(flags.notes),
    seed: flags.seed,
    epochs: flags.epochs ?? 5,
    batchSize: flags.batch ?? 512,
    dimension: flags.dimension ?? 512,
    vocabulary: flags.vocabulary ?? 6000,
    ...(init === undefined ? {} : { init }),
    learningRate: flags.learningRate ?? 0.05,
    inOrder,
    ...(teacher === undefined ? {} : { teacher }),
    ...(taught === undefined ? {} : { taught }),
    ...(general === undefined ? {} : { general }),
    reporter: out,
    signal,
    onEncoded: (texts: number) => bar.update(texts),
    onProgress: ({ step, steps, ofGeneral, loss, heldOut }: TrainProgress) => {
      bar.stop()
      const metrics = Object.entries(heldOut).map(([name, value]) => `${name} ${out.number(fixed(value, 4))}`)
      const at = say`step ${step}/${steps}  loss ${fixed(loss, 3)}  ${metrics.join('  ')}`
      if (general === undefined) out.note(at)
      else out.note(ofGeneral ? say`general language: ${at}` : say`the field: ${at}`)
      bar = out.progress(say`training`, say`steps`, steps)
      bar.update(step)
    },
  } satisfies TrainRequest
  const report = await trainEncoder(request, config).finally(() => bar.stop())
  if (out.options.json) out.json(report)
  else {
    const { seconds, vocabulary, dimension, sha256 } = report
    out.line(
      say`${out.bold(report.out)}: ${vocabulary} pieces × ${dimension} in ${fixed(seconds, 0)} s, weights ${sha256}`,
    )
  }
}

function layerList(value: string): number[] {
  return value.split(',').map(whole(0))
}

function positive(value: string): number {
  const parsed = Number(value)
  if (!(parsed > 0)) throw new InvalidArgumentError('it must be a number above 0')
  return parsed
}
