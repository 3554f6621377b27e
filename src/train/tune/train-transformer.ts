import { basename, join } from 'node:path'
import { replaceFile } from '../../basics/files.js'
import { VERSION } from '../../basics/version.js'
import type { Config } from '../../config.js'
import { readCheckpoint } from '../../model/checkpoint/read.js'
import type { Checkpoint } from '../../model/checkpoint/types.js'
import type { Provider, Reporter } from '../../types.js'
import { sha256OfFile } from '../file-hash.js'
import type { LoraOptions } from '../graph/adapted-weights.js'
import { transformerOf } from '../graph/encoder.js'
import { trainingPage } from '../report/training-page.js'
import type { TrainingRecord } from '../report/training-record.js'
import { transformerCard } from '../report/transformer-card.js'
import type { Metrics } from '../run/run-state.js'
import { type RunProgress, type RunSettings, runTraining } from '../run/run-training.js'
import { createTrainableModel } from '../trainable-transformer.js'
import type { TrainableModel } from '../types.js'
import type { Recipe, WeightType } from './choices.js'
import { mergedMatrices } from './lora.js'
import { planMemory } from './memory.js'
import { OutFolder } from './out-folder.js'
import { hashOf, prepareData, readTrainingFiles, textsOf } from './prepare.js'
import { pretrain } from './pretrain.js'
import { teach } from './teach.js'
import { weightCount, writeModel } from './write-model.js'

export interface TransformerTraining extends RunSettings {
  /** Files or folders, each with `@N` for N passes an epoch. */
  pairs: readonly string[]
  /** Files whose single texts are for the vocabulary, and for the teacher. */
  texts: readonly string[]
  /** Files for evaluation; without any, a share of the pairs is held out. */
  evaluate: readonly string[]
  out: string
  recipe: Recipe
  /** Passes over all texts by masked-language modelling, before pairs are learnt from; default none. */
  pretrainEpochs?: number
  /** Examples of a batch. */
  batchSize: number
  /** Groups of a batch, for the recipe `all-texts`. */
  groupsPerBatch: number
  /** Tokens that a text keeps at most. */
  maxTokens: number
  dropout: number
  /** Share of tokens that steps leave out. */
  tokenDropout: number
  /** Train low-rank adapters instead of all weights. */
  lora?: LoraOptions
  teacher?: string
  /** Folder of a teacher's vectors; default within the run's own. */
  teacherCache?: string
  provider: Provider
  /** Bytes that the run may take. */
  memory: number
  dtype: WeightType
  /** Forget a run that was cut off. */
  fresh: boolean
  /** Take no further step: write the best weights of a run that was cut off. */
  finish: boolean
  /** Seconds between saves. */
  saveSeconds: number
  /** Markdown for the end of the model card. */
  notes: string
  reporter?: Reporter
  signal?: AbortSignal
  onProgress?: (progress: RunProgress) => void
  onTaught?: (texts: number) => void
  /** Called with what people may want to know. */
  note?: (text: string) => void
}

/** Where the weights begin. */
export interface Beginning {
  /** For people: a model's name, or how it was made. */
  name: string
  /**
   * @param texts of the training
   * @param folder for what is made
   * @returns a checkpoint's directory
   */
  directory: (texts: readonly string[], folder: string) => Promise<string>
}

export interface TransformerReport {
  out: string
  base: string
  dimension: number
  steps: number
  stepsRun: number
  bestStep: number
  /** Over all parts of the run. */
  seconds: number
  textsPerSecond: number
  heldOut: Metrics
  /** Hex SHA-256 of the weights. */
  sha256: string
}

/**
 * Trains a transformer on files, from a checkpoint to one beside which stand its curve and a card. A run that was cut
 * off goes on if its files and settings are the same.
 *
 * @throws AnlamError `not-found`, `invalid-input`, `already-exists`, `corrupt-checkpoint`, `cancelled`
 */
export async function trainTransformer(
  beginning: Beginning,
  request: TransformerTraining,
  config: Config,
): Promise<TransformerReport> {
  const { note = () => {} } = request
  const out = OutFolder.open(request.out, request.fresh)
  const files = await readTrainingFiles(
    [...request.pairs, ...request.texts],
    request.evaluate,
    request.seed,
    note,
  )
  const texts = textsOf(files.materials)
  const initial = await readCheckpoint(await beginning.directory(texts, out.training))
  const { pretrainEpochs = 0 } = request
  const pretrained =
    pretrainEpochs > 0
      ? await pretrain(initial, texts, pretrainEpochs, out.training, request, config)
      : undefined
  const checkpoint = pretrained ? await readCheckpoint(pretrained.directory) : initial
  const data = await prepareData(checkpoint, files, {
    ...request,
    taught: request.teacher !== undefined,
    pretrained: pretrained !== undefined,
  })
  if (data.truncated > 0)
    note(`${data.truncated} of ${data.texts.length} texts are cut at ${request.maxTokens} tokens`)
  const teacher = await teach(
    checkpoint,
    data,
    { ...request, teacherCache: request.teacherCache ?? join(out.training, 'teacher') },
    config,
  )
  const { lora } = request
  const memory = planMemory(
    {
      module: transformerOf(checkpoint),
      weights: weightCount(checkpoint),
      lora,
      tokens: data.tokens,
      teacherValues: teacher?.values ?? 0,
      onGpu: request.provider !== 'cpu',
    },
    request.memory,
  )
  note(`it takes ${memory.least} of memory or more`)
  const model = await createTrainableModel(checkpoint, {
    ...{
      dropout: request.dropout,
      tokenDropout: request.tokenDropout,
      seed: request.seed,
      memoryBytes: memory.step,
    },
    ...{ provider: request.provider, deviceId: config.deviceId },
    ...(lora ? { lora } : {}),
    ...(config.threads === undefined ? {} : { threads: config.threads }),
  })
  try {
    const settings = settingsOf(request)
    const started = performance.now()
    const outcome = await runTraining({
      ...request,
      model,
      sources: data.sources,
      tokens: data.tokens,
      ...(teacher ? { vectorOf: teacher.vectorOf } : {}),
      evaluate: data.evaluate,
      folder: join(out.training, 'run'),
      onStart: (step, steps) =>
        note(step === 0 ? `${steps} steps` : `the run goes on from step ${step} of ${steps}`),
      identity: {
        base: checkpoint.fingerprint,
        data: hashOf(files.materials),
        evaluation: hashOf(files.heldOut),
        teacher: teacher?.fingerprint ?? 'none',
        ...settings,
      },
    })
    const { state } = outcome
    const record: TrainingRecord = {
      model: basename(out.path),
      anlam: VERSION,
      options: {
        base: beginning.name,
        ...settings,
        provider: request.provider,
        dtype: request.dtype,
      },
      sources: data.sources.map(({ name, loss, size, weight, batchSize }) => ({
        name,
        loss,
        examples: size,
        weight,
        batch: Math.min(size, batchSize),
      })),
      steps: outcome.steps,
      stepsRun: state.step,
      stoppedEarly: outcome.stoppedEarly,
      bestStep: state.best?.step ?? state.step,
      seconds: state.seconds,
      texts: state.texts,
      losses: state.losses,
      heldOut: state.heldOut,
      ...(pretrained ? { pretraining: pretrained.record } : {}),
    }
    note(`trained in ${((performance.now() - started) / 1000).toFixed(0)} s; writing the model`)
    await out.publish(folder => writeResult(folder, checkpoint, model, record, request))
    return reportOf(record, checkpoint, out, beginning)
  } finally {
    await model.close()
  }
}

/** Everything that decides what comes out, beside model and data. */
function settingsOf(request: TransformerTraining): Record<string, string | number> {
  const {
    recipe,
    batchSize: batch,
    groupsPerBatch,
    maxTokens,
    dropout,
    epochs,
    accumulate,
    rate,
    warmup,
    lora,
  } = request
  const { weightDecay, maxNorm, seed, evaluations, patience, tokenDropout } = request
  return {
    ...{
      recipe,
      epochs,
      batch,
      groupsPerBatch,
      accumulate,
      rate,
      warmup,
      weightDecay,
      maxNorm,
      dropout,
      maxTokens,
      seed,
    },
    ...{ evaluations, patience: Number.isFinite(patience) ? patience : 'none' },
    tokenDropout,
    lora: lora ? `rank ${lora.rank}, alpha ${lora.alpha}` : 'none',
  }
}

async function writeResult(
  folder: string,
  checkpoint: Checkpoint,
  model: TrainableModel,
  record: TrainingRecord,
  { dtype, notes, lora }: TransformerTraining,
): Promise<void> {
  const byName = new Map(model.parameters.map(({ name, values }) => [name, values]))
  const merged = lora && mergedMatrices(checkpoint, model.parameters, lora)
  writeModel(checkpoint, folder, dtype, name => merged?.(name) ?? byName.get(name))
  replaceFile(join(folder, 'training.json'), `${JSON.stringify(record, null, 2)}\n`)
  replaceFile(join(folder, 'training.html'), trainingPage(record))
  replaceFile(join(folder, 'README.md'), transformerCard(checkpoint, record, notes))
}

async function reportOf(
  record: TrainingRecord,
  { dimension, directory, tokenizerFile }: Checkpoint,
  out: OutFolder,
  { name }: Beginning,
): Promise<TransformerReport> {
  const { steps, stepsRun, bestStep, seconds, texts, heldOut } = record
  const weights = join(out.path, tokenizerFile.slice(directory.length + 1).replace(/tokenizer\.json$/, ''))
  return {
    ...{ out: out.path, base: name, dimension, steps, stepsRun, bestStep, seconds },
    textsPerSecond: texts / Math.max(seconds, 1e-9),
    heldOut: heldOut.find(({ step }) => step === bestStep)?.metrics ?? {},
    sha256: await sha256OfFile(join(weights, 'model.safetensors')),
  }
}
