import { join } from 'node:path'
import { replaceFile } from '../../basics/files.js'
import { VERSION } from '../../basics/version.js'
import type { Config } from '../../config.js'
import { AnlamError } from '../../errors.js'
import { readCheckpoint } from '../../model/checkpoint/read.js'
import type { Checkpoint } from '../../model/checkpoint/types.js'
import { type Provider, type Reporter, SILENT } from '../../types.js'
import { sha256OfFile } from '../file-hash.js'
import type { Recipe } from '../material/sources.js'
import { teacherVectors } from '../material/teacher.js'
import { trainingPage } from '../report/training-page.js'
import type { TrainingRecord } from '../report/training-record.js'
import { transformerCard } from '../report/transformer-card.js'
import type { Metrics } from '../run/run-state.js'
import { type RunProgress, type RunSettings, runTraining } from '../run/run-training.js'
import { createTrainableModel } from '../trainable-transformer.js'
import type { TrainableModel } from '../types.js'
import { checkMemory, predictMemory } from './memory.js'
import { OutFolder } from './out-folder.js'
import { hashOf, type PreparedData, prepareData, readTrainingFiles, textsOf } from './prepare.js'
import { type WeightType, writeModel } from './write-model.js'

export interface TransformerTraining extends RunSettings {
  /** Files or folders, each with `@N` for N passes an epoch. */
  pairs: readonly string[]
  /** Files whose single texts are for the vocabulary, and for the teacher. */
  texts: readonly string[]
  /** Files for evaluation; without any, a share of the pairs is held out. */
  evaluate: readonly string[]
  out: string
  recipe: Recipe
  /** Examples of a batch. */
  batchSize: number
  /** Tokens that a text keeps at most. */
  maxTokens: number
  dropout: number
  teacher?: string
  /** Folder of a teacher's vectors; default within the run's own. */
  teacherCache?: string
  provider: Provider
  /** Bytes that the run may take. */
  memory: number
  dtype: WeightType
  /** Forget a run that was cut off. */
  fresh: boolean
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
  const checkpoint = await readCheckpoint(await beginning.directory(texts, out.training))
  const data = await prepareData(checkpoint, files, { ...request, taught: request.teacher !== undefined })
  if (data.truncated > 0)
    note(`${data.truncated} of ${data.texts.length} texts are cut at ${request.maxTokens} tokens`)
  const teacher = await teach(checkpoint, data, out, request, config)
  const model = await createTrainableModel(checkpoint, {
    provider: request.provider,
    deviceId: config.deviceId,
    ...(config.threads === undefined ? {} : { threads: config.threads }),
  })
  try {
    const predicted = predictMemory({
      parameters: model.parameters,
      frozenBytes: 0,
      stepBytes: 0,
      tokens: data.tokens.reduce((sum, { length }) => sum + length, 0),
      teacherValues: teacher?.values ?? 0,
    })
    checkMemory(predicted, request.memory, false)
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
        ...settingsOf(request),
      },
    })
    const { state } = outcome
    const record: TrainingRecord = {
      model: request.out,
      anlam: VERSION,
      options: {
        base: beginning.name,
        ...settingsOf(request),
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
    batchSize,
    maxTokens,
    dropout,
    epochs,
    accumulate,
    rate,
    warmup,
    weightDecay,
    maxNorm,
    seed,
  } = request
  const { evaluations, patience } = request
  return {
    ...{
      recipe,
      epochs,
      batch: batchSize,
      accumulate,
      rate,
      warmup,
      weightDecay,
      maxNorm,
      dropout,
      maxTokens,
    },
    ...{ seed, evaluations, patience: Number.isFinite(patience) ? patience : 'none' },
  }
}

interface Teaching {
  vectorOf: (text: number) => Float32Array
  fingerprint: string
  /** Number of values in memory. */
  values: number
}

/** The teacher's vectors of the texts that it is asked about. */
async function teach(
  checkpoint: Checkpoint,
  { sources, texts }: PreparedData,
  out: OutFolder,
  request: TransformerTraining,
  config: Config,
): Promise<Teaching | undefined> {
  const { teacher: model, teacherCache, seed, signal, onTaught, note, reporter = SILENT } = request
  if (model === undefined) return undefined
  const taught = sources.flatMap(source =>
    source.loss === 'distillation' ? source.examples.map(({ a }) => a) : [],
  )
  const numbers = [...new Set(taught)]
  if (numbers.length === 0)
    throw new AnlamError(
      'invalid-input',
      'a teacher needs files with single texts, {"text"}: --texts names them',
    )
  const { dimension } = checkpoint
  const {
    values,
    fingerprint,
    dimension: own,
  } = await teacherVectors(
    numbers.map(number => texts[number]!),
    config,
    {
      ...{ model, dimension, seed, reporter },
      cache: teacherCache ?? join(out.training, 'teacher'),
      ...(signal ? { signal } : {}),
      ...(onTaught ? { onTaught } : {}),
    },
  )
  if (own !== dimension)
    note?.(
      `the teacher's ${own} dimensions become ${dimension} by ${own > dimension ? 'principal directions' : 'orthonormal columns'}`,
    )
  const rows = new Map(numbers.map((number, row) => [number, row]))
  const vectorOf = (text: number): Float32Array => {
    const at = rows.get(text)! * dimension
    return values.subarray(at, at + dimension)
  }
  return { vectorOf, fingerprint, values: values.length }
}

async function writeResult(
  folder: string,
  checkpoint: Checkpoint,
  model: TrainableModel,
  record: TrainingRecord,
  { dtype, notes }: TransformerTraining,
): Promise<void> {
  const byName = new Map(model.parameters.map(({ name, values }) => [name, values]))
  writeModel(checkpoint, folder, dtype, name => byName.get(name))
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
