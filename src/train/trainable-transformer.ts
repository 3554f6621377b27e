import { availableParallelism } from 'node:os'
import type { Checkpoint, TransformerModule } from '../model/checkpoint/types.js'
import type { Provider } from '../types.js'
import type { LoraOptions } from './graph/adapted-weights.js'
import { checkBatch } from './graph/check-batch.js'
import { Dropout } from './graph/dropout.js'
import { transformerOf } from './graph/encoder.js'
import { type Chunk, EncoderRuns, type RunOptions } from './graph/encoder-runs.js'
import { GradientSums } from './graph/gradient-sums.js'
import { packTokens, placeTexts } from './graph/inputs.js'
import { lossFeeds, shapeOf } from './graph/losses.js'
import { parametersOf, WORD_WEIGHTS } from './graph/parameters.js'
import { type Recipe, VECTORS } from './graph/program.js'
import { dropTokens } from './graph/token-dropout.js'
import type { LossBatch, Parameter, StepResult, TokenIds, TrainableModel, VectorLossBatch } from './types.js'

export interface TrainableOptions {
  /** Train low-rank adapters of the layers' matrices instead of all weights. */
  lora?: LoraOptions
  /** Share of hidden values that steps drop; default 0. */
  dropout?: number
  /** Share of tokens that steps leave out of attention and pooling; default 0. */
  tokenDropout?: number
  /**
   * What a step may keep beside weights and gradients, in bytes; default 4 GiB. Larger batches are cut into chunks,
   * whose forward pass runs twice.
   */
  memoryBytes?: number
  /** Execution provider; default cpu. */
  provider?: Provider
  /** Index of the GPU; default 0. */
  deviceId?: number
  /** Threads for onnxruntime; default all. Other numbers round differently. */
  threads?: number
  /** Seed of adapters; default 1. */
  seed?: number
}

const DEFAULT_MEMORY = 4 * 2 ** 30
/**
 * Makes a transformer checkpoint trainable: losses and gradients are ONNX graphs, run by onnxruntime in float32. The
 * same batch and seed give the same bytes on the same machine with as many threads.
 *
 * All weights are held in memory as float32, or with `lora` only the adapters and Dense modules.
 *
 * @throws AnlamError `invalid-input` for a static embedding; `corrupt-checkpoint`
 */
export async function createTrainableModel(
  checkpoint: Checkpoint,
  options: TrainableOptions = {},
): Promise<TrainableModel> {
  const { layers, hidden } = transformerOf(checkpoint)
  const { lora, seed = 1, dropout = 0 } = options
  const drops = dropout > 0 ? new Dropout(dropout, layers, hidden) : undefined
  return new TrainableTransformer({ checkpoint, lora, seed, dropout: drops }, options)
}

class TrainableTransformer implements TrainableModel {
  readonly parameters: readonly Parameter[]
  readonly dimension: number
  private readonly module: TransformerModule
  private readonly runs: EncoderRuns
  private readonly wordWeights: string | undefined
  private readonly tokenDropout: number

  constructor(
    private readonly recipe: Recipe,
    options: TrainableOptions,
  ) {
    this.dimension = recipe.checkpoint.dimension
    this.module = transformerOf(recipe.checkpoint)
    this.parameters = parametersOf(recipe, 'embed')
    this.runs = new EncoderRuns(recipe, this.parameters, runOptions(options))
    this.wordWeights = this.parameters.find(({ name }) => name.endsWith(WORD_WEIGHTS))?.name
    this.tokenDropout = options.tokenDropout ?? 0
  }

  async step(batch: LossBatch, dropoutSeed: number): Promise<StepResult> {
    checkBatch(batch, this.dimension)
    const all = [...batch.anchors, ...(batch.positives ?? []), ...(batch.negatives ?? [])]
    const placed = placeTexts(all, this.module)
    const texts = this.tokenDropout > 0 ? dropTokens(placed, this.tokenDropout, ~dropoutSeed) : placed
    const drawn = this.recipe.dropout?.draw(texts, dropoutSeed) ?? []
    const sums = new GradientSums(this.module, all.flat(), this.wordWeights)
    const whole = { texts, drawn }
    const loss = this.runs.fits(texts)
      ? await this.fused(batch, whole, sums)
      : await this.cached(batch, whole, sums)
    return { loss, gradients: sums.of(this.parameters) }
  }

  embed(texts: TokenIds): Promise<Float32Array> {
    return this.runs.embed(texts)
  }

  close(): Promise<void> {
    return this.runs.close()
  }

  /** One graph for everything. */
  private async fused(
    batch: VectorLossBatch,
    whole: Omit<Chunk, 'rows'>,
    sums: GradientSums,
  ): Promise<number> {
    const { loss, anchors } = batch
    const roles = whole.texts.length / anchors.length
    const program = await this.runs.programs.get({ kind: 'step', loss, roles })
    const outputs = await this.runs.run(program, whole, lossFeeds(batch, this.dimension))
    sums.add(program, outputs, packTokens(whole.texts))
    return outputs[program.outputs.loss!]![0]!
  }

  /**
   * The same in memory that does not grow with the batch (Gao et al. 2021): all vectors, then the loss and its gradient
   * with respect to them, and then each chunk once more, forward and backward.
   */
  private async cached(
    batch: VectorLossBatch,
    whole: Omit<Chunk, 'rows'>,
    sums: GradientSums,
  ): Promise<number> {
    const { dimension, runs } = this
    const count = whole.texts.length
    const dims = [count, dimension]
    const chunks = runs.chunks(whole)
    const vectors = await runs.encode(this.recipe.dropout ? 'forward' : 'embed', chunks, count)
    const lossProgram = await runs.programs.get({ kind: 'loss', ...shapeOf(batch) })
    const { loss: value, slope } = lossProgram.outputs as { loss: string; slope: string }
    const result = await lossProgram.session.runAll<string, Float32Array>(
      { [VECTORS]: { data: vectors, dims }, ...lossFeeds(batch, dimension) },
      [value, slope],
    )
    const backward = await runs.programs.get({ kind: 'backward' })
    for (const chunk of chunks) {
      const part = new Float32Array(chunk.rows.length * dimension)
      chunk.rows.forEach((row, i) => {
        part.set(result[slope]!.subarray(row * dimension, (row + 1) * dimension), i * dimension)
      })
      const feeds = { [VECTORS]: { data: part, dims: [chunk.rows.length, dimension] } }
      sums.add(backward, await runs.run(backward, chunk, feeds), packTokens(chunk.texts))
    }
    return result[value]![0]!
  }
}

/** Options of a model's runs, as far as they are given. */
export function runOptions({
  provider = 'cpu',
  deviceId = 0,
  threads = availableParallelism(),
  memoryBytes = DEFAULT_MEMORY,
}: TrainableOptions): RunOptions {
  return { provider, deviceId, threads, memoryBytes }
}
