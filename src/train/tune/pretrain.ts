import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { publishFolder, replaceFile } from '../../basics/files.js'
import { Random } from '../../basics/random.js'
import type { Config } from '../../config.js'
import type { Checkpoint } from '../../model/checkpoint/types.js'
import { transformerOf } from '../graph/encoder.js'
import { createMaskedLanguageModel, type MaskedLanguageModel } from '../masked-language-model.js'
import { maskPieceOf } from '../material/mask-piece.js'
import type { Source } from '../material/source.js'
import { tokenizeTexts } from '../material/tokens.js'
import type { PretrainingRecord } from '../report/training-record.js'
import { type RunSettings, runTraining } from '../run/run-training.js'
import type { TokenIds } from '../types.js'
import { planMemory } from './memory.js'
import type { TransformerTraining } from './train-transformer.js'
import { weightCount, writeModel } from './write-model.js'

const HELD_OUT_SHARE = 0.02
const MOST_HELD_OUT = 500
const SOURCE = 'hidden pieces of texts'
const METRIC = 'log-likelihood of hidden pieces'
const RECORD = 'pretraining.json'

export interface Pretrained {
  /** Of a checkpoint like the one before, with other weights. */
  directory: string
  record: PretrainingRecord
}

/**
 * Trains a transformer on texts alone, before it learns from pairs: it guesses hidden pieces. A run that was cut off goes
 * on; a finished one is found again.
 *
 * @param texts each once; some are held out, by which the best weights are chosen
 * @param folder of the training; the new checkpoint is written there
 * @param epochs passes over the texts
 * @throws AnlamError `invalid-input` if it would take too much memory; `corrupt-checkpoint`, `cancelled`
 */
export async function pretrain(
  checkpoint: Checkpoint,
  texts: readonly string[],
  epochs: number,
  folder: string,
  request: TransformerTraining,
  config: Config,
): Promise<Pretrained> {
  const { seed, dropout, provider, batchSize, maxTokens, note = () => {} } = request
  const identity = {
    base: checkpoint.fingerprint,
    texts: hash(JSON.stringify(texts)),
    ...{ epochs, batchSize, maxTokens, dropout, seed, rate: request.rate, warmup: request.warmup },
    ...{ weightDecay: request.weightDecay, maxNorm: request.maxNorm, evaluations: request.evaluations },
  }
  const directory = join(folder, `pretrained-${hash(JSON.stringify(identity))}`)
  if (existsSync(directory)) return { directory, record: readRecord(directory) }
  note(`pre-training on ${texts.length} texts`)
  const { ids } = await tokenizeTexts(checkpoint, texts, maxTokens)
  const { heldOut, source } = split(ids, batchSize, seed)
  const transformer = transformerOf(checkpoint)
  const needs = { module: transformer, weights: weightCount(checkpoint), lora: undefined, tokens: ids }
  const memory = planMemory(
    { ...needs, guesses: transformer.vocabulary, teacherValues: 0, onGpu: provider !== 'cpu' },
    request.memory,
  )
  const model = await createMaskedLanguageModel(checkpoint, {
    ...{ mask: maskPieceOf(checkpoint.tokenizerFile), dropout, seed, memoryBytes: memory.step },
    ...{ provider, deviceId: config.deviceId },
    ...(config.threads === undefined ? {} : { threads: config.threads }),
  })
  try {
    const { state } = await runTraining({
      ...runOf(request),
      ...(request.onProgress ? { onProgress: request.onProgress } : {}),
      ...{ epochs, model, sources: [source], tokens: ids, identity },
      folder: join(folder, 'pretraining'),
      evaluate: async () => ({ [METRIC]: -(await model.lossOf(heldOut, seed)) }),
      onStart: (step, steps) =>
        note(
          step === 0
            ? `${steps} steps of pre-training`
            : `pre-training goes on from step ${step} of ${steps}`,
        ),
    })
    const { step: steps, seconds, losses, heldOut: points } = state
    const record = { texts: texts.length, epochs, steps, bestStep: state.best?.step ?? steps, seconds }
    return {
      directory,
      record: publish(directory, checkpoint, model, { ...record, losses, heldOut: points }),
    }
  } finally {
    await model.close()
  }
}

type Run = Parameters<typeof runTraining>[0]

/** What a run takes from the request as it is. */
function runOf(request: TransformerTraining): RunSettings & Pick<Run, 'saveSeconds' | 'finish' | 'signal'> {
  const { rate, warmup, weightDecay, maxNorm, seed, evaluations, patience, epochs } = request
  const { saveSeconds, finish, signal } = request
  return {
    ...{ epochs, accumulate: 1, rate, warmup, weightDecay, maxNorm, seed, evaluations, patience },
    ...{ saveSeconds, finish, ...(signal ? { signal } : {}) },
  }
}

/** Sets texts aside that are not learnt from. */
function split(ids: TokenIds, batchSize: number, seed: number): { heldOut: TokenIds; source: Source } {
  const order = new Random(seed).shuffle([...ids.keys()])
  const few = Math.min(MOST_HELD_OUT, Math.ceil(HELD_OUT_SHARE * ids.length))
  const examples = order.slice(few).map(a => ({ a, b: a }))
  const source: Source = {
    ...{ name: SOURCE, loss: 'masked-language-model', weight: 1, batchSize, examples, size: examples.length },
    ...{ distinct: false, strength: 1, draw: () => [...examples] },
  }
  return { heldOut: order.slice(0, few).map(text => ids[text]!), source }
}

function publish(
  directory: string,
  checkpoint: Checkpoint,
  model: MaskedLanguageModel,
  record: PretrainingRecord,
): PretrainingRecord {
  const half = `${directory}.tmp`
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half)
  const byName = new Map(model.parameters.map(({ name, values }) => [name, values]))
  writeModel(checkpoint, half, 'f32', name => byName.get(name))
  replaceFile(join(half, RECORD), JSON.stringify(record))
  publishFolder(half, directory)
  return record
}

function readRecord(directory: string): PretrainingRecord {
  return JSON.parse(readFileSync(join(directory, RECORD), 'utf8')) as PretrainingRecord
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
