import { readFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { type Command, Option } from 'commander'
import { asAnlamError } from '../errors.js'
import { fixed, say } from '../messages/said.js'
import type { RunProgress } from '../train/run/run-training.js'
import { RECIPES, type Recipe, WEIGHT_TYPES, type WeightType } from '../train/tune/choices.js'
import type { TransformerReport, TransformerTraining } from '../train/tune/train-transformer.js'
import { PROVIDERS, type Provider } from '../types.js'
import type { CommonFlags, Context } from './context.js'
import { bytes, number, whole } from './numbers.js'
import type { Output, Progress } from './output.js'

/** Share of the machine's memory that a training may take if nothing is said. */
const MEMORY_SHARE = 0.8
/** Seconds between two updates of the bar. */
const BAR_SECONDS = 0.5

export interface TrainingFlags extends CommonFlags {
  out: string
  eval: string[]
  notes?: string
  seed: number
  teacher?: string
  teacherCache?: string
  recipe: Recipe
  groups: number
  epochs?: number
  batch?: number
  accumulate: number
  rate?: number
  warmup: number
  decay: number
  dropout: number
  tokenDropout: number
  maxTokens: number
  evaluations: number
  patience?: number
  device: Provider
  memory?: number
  dtype: WeightType
  saveEvery: number
  fresh?: boolean
  finish?: boolean
}

/** Options of commands that train a transformer. */
export function withTraining(target: Command): Command {
  return target
    .option('--accumulate <n>', 'batches of a step', whole(1), 1)
    .option('--warmup <x>', 'share of the steps over which the rate rises', number(0, 1), 0.1)
    .option('--decay <x>', 'weight decay of AdamW', number(0, 1), 0.01)
    .option('--dropout <x>', 'share of values dropped', number(0, 0.9), 0.1)
    .option('--token-dropout <x>', 'share of whole tokens left out', number(0, 0.9), 0)
    .option('--max-tokens <n>', 'tokens that a text keeps in training', whole(4), 128)
    .option('--evaluations <n>', 'evaluations over the run; the best weights are kept', whole(1), 10)
    .option('--patience <n>', 'evaluations without improvement that end the run (default: none do)', whole(1))
    .addOption(
      new Option(
        '--recipe <recipe>',
        'default: losses by the rows; all-texts: of groups all texts at once; cosine-similarity: regression on 0 to 1',
      )
        .choices(RECIPES)
        .default('default'),
    )
    .addOption(
      new Option('--device <device>', 'where steps are computed').choices([...PROVIDERS]).default('cpu'),
    )
    .option('--groups <n>', 'groups of a batch, with the recipe all-texts', whole(2), 160)
    .option('--teacher-cache <dir>', "folder of the teacher's vectors, for several runs")
    .option('--memory <size>', 'most memory, such as 8g (default: four fifths of the machine)', bytes)
    .addOption(
      new Option('--dtype <type>', 'type of the written weights').choices(WEIGHT_TYPES).default('f32'),
    )
    .option('--save-every <minutes>', 'minutes between saves; evaluations save too', number(0.01, 1440), 5)
    .option('--finish', 'take no further step: write the best weights of a run that was cut off')
    .option('--fresh', 'forget a run that was cut off, instead of going on with it')
}

/** What decides a run where no flag does. */
export interface TrainingDefaults {
  epochs: number
  batch: number
}

export async function requestOf(
  pairs: readonly string[],
  flags: TrainingFlags,
  defaults: TrainingDefaults,
  { out, signal, ifStopped }: Context,
): Promise<{ request: Omit<TransformerTraining, 'texts' | 'rate'>; stop: () => void }> {
  ifStopped(
    () =>
      `${flags.out} keeps what was saved last; the same command goes on, and --finish writes the best weights so far`,
  )
  const bars = new Bars(out)
  const request = {
    pairs,
    evaluate: flags.eval,
    out: flags.out,
    recipe: flags.recipe,
    epochs: flags.epochs ?? defaults.epochs,
    batchSize: flags.batch ?? defaults.batch,
    groupsPerBatch: flags.groups,
    accumulate: flags.accumulate,
    warmup: flags.warmup,
    weightDecay: flags.decay,
    maxNorm: 1,
    seed: flags.seed,
    evaluations: flags.evaluations,
    patience: flags.patience ?? Number.POSITIVE_INFINITY,
    maxTokens: flags.maxTokens,
    dropout: flags.dropout,
    tokenDropout: flags.tokenDropout,
    ...(flags.teacher === undefined ? {} : { teacher: flags.teacher }),
    ...(flags.teacherCache === undefined ? {} : { teacherCache: flags.teacherCache }),
    provider: flags.device,
    memory: flags.memory ?? MEMORY_SHARE * totalmem(),
    dtype: flags.dtype,
    fresh: flags.fresh ?? false,
    finish: flags.finish ?? false,
    saveSeconds: flags.saveEvery * 60,
    notes: flags.notes === undefined ? '' : await readText(flags.notes),
    reporter: out,
    signal,
    note: (text: string) => bars.note(text),
    onTaught: (texts: number) => bars.taught(texts),
    onProgress: (progress: RunProgress) => bars.progress(progress),
  }
  return { request, stop: () => bars.stop() }
}

export function printReport(report: TransformerReport, out: Output): void {
  const { seconds, dimension, stepsRun, bestStep, sha256, textsPerSecond } = report
  if (out.options.json) out.json(report)
  else
    out.line(
      say`${out.bold(report.out)}: ${dimension} dimensions, ${stepsRun} steps in ${fixed(seconds, 0)} s `,
      say`(${fixed(textsPerSecond, 0)} texts/s), weights of step ${bestStep}, ${sha256}`,
    )
}

export async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw asAnlamError(error)
  })
}

/** The progress bar of a run, and the lines between. */
class Bars {
  private bar: Progress | undefined
  private shown = 0

  constructor(private readonly out: Output) {}

  note(text: string): void {
    this.stop()
    this.out.note(text)
  }

  taught(texts: number): void {
    if (this.isEarly()) return
    this.stop()
    this.out.note(say`the teacher has encoded ${texts} texts`)
  }

  progress({ step, steps, loss, rate, textsPerSecond, etaSeconds, heldOut }: RunProgress): void {
    if (heldOut) {
      const { out } = this
      const metrics = Object.entries(heldOut).map(([name, value]) => `${name} ${out.number(fixed(value, 4))}`)
      const speed = say`${fixed(textsPerSecond, 0)} texts/s, ${fixed(etaSeconds, 0)} s left`
      const now =
        step === 0
          ? say`before the first step`
          : say`step ${step}/${steps}  loss ${fixed(loss, 4)}  rate ${rate.toExponential(1)}  ${speed}`
      this.note(`${out.said(now)}  ${metrics.join('  ')}`)
    } else if (this.isEarly()) return
    this.bar ??= this.out.progress(say`training`, say`steps`, steps)
    this.bar.update(step)
  }

  stop(): void {
    this.bar?.stop()
    this.bar = undefined
  }

  /** Steps may be much shorter than what one can see. */
  private isEarly(): boolean {
    const now = performance.now()
    if (now - this.shown < BAR_SECONDS * 1000) return true
    this.shown = now
    return false
  }
}
