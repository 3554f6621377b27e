import { availableParallelism } from 'node:os'
import { planBatches } from '../model/batches.js'
import { readFloats } from '../model/checkpoint/floats.js'
import type { Checkpoint, TransformerModule } from '../model/checkpoint/types.js'
import { type Feeds, free } from '../onnx/session.js'
import type { Provider } from '../types.js'
import type { LoraOptions } from './graph/adapted-weights.js'
import { checkBatch } from './graph/check-batch.js'
import { Dropout } from './graph/dropout.js'
import { transformerOf } from './graph/encoder.js'
import { GradientSums } from './graph/gradient-sums.js'
import { gridFeeds, type PlacedText, packTokens, placeTexts, poolFeeds, tokenFeeds } from './graph/inputs.js'
import { tablesOf } from './graph/layer-weights.js'
import { lossFeeds, shapeOf } from './graph/losses.js'
import { activationBytes } from './graph/memory.js'
import { buildProgram, type Recipe, VECTORS } from './graph/program.js'
import { type LoadedProgram, Programs } from './graph/programs.js'
import { gatherRows, wordFeeds } from './graph/tables.js'
import { dropTokens } from './graph/token-dropout.js'
import type { LossBatch, Parameter, StepResult, TokenIds, TrainableModel } from './types.js'

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
/** Tokens of a chunk, padding included. On a CPU larger ones leave the caches; a GPU is not fully used below. */
const CHUNK_TOKENS = { cpu: 1024, gpu: 16_384 }

/** Its name in sentence-transformers, which stores it in `config.json`. */
export const WORD_WEIGHTS = 'emb_layer.weight'

/** Texts that go through the encoder at once. */
interface Chunk {
  /** Their rows in the batch. */
  rows: readonly number[]
  texts: readonly PlacedText[]
  /** Masks of their tokens; see `Dropout.draw`. */
  drawn: readonly Int32Array[]
}

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
  private readonly byName: ReadonlyMap<string, Parameter>
  private readonly programs: Programs
  private readonly wordWeights: Parameter | undefined
  private readonly memoryBytes: number
  private readonly tokenDropout: number
  private readonly chunkTokens: number

  constructor(
    private readonly recipe: Recipe,
    options: TrainableOptions,
  ) {
    const { provider = 'cpu', deviceId = 0, threads = availableParallelism() } = options
    this.dimension = recipe.checkpoint.dimension
    this.module = transformerOf(recipe.checkpoint)
    this.parameters = parametersOf(recipe, this.module)
    this.byName = new Map(this.parameters.map(parameter => [parameter.name, parameter]))
    // Each loss has a graph of its own; with arenas each would keep the memory of its largest batch.
    this.programs = new Programs(recipe, { provider, deviceId, threads, prepack: false, arena: false })
    this.wordWeights = this.parameters.find(({ name }) => name.endsWith(WORD_WEIGHTS))
    this.tokenDropout = options.tokenDropout ?? 0
    this.memoryBytes = options.memoryBytes ?? DEFAULT_MEMORY
    this.chunkTokens = CHUNK_TOKENS[provider === 'cpu' ? 'cpu' : 'gpu']
  }

  async step(batch: LossBatch, dropoutSeed: number): Promise<StepResult> {
    checkBatch(batch, this.dimension)
    const all = [...batch.anchors, ...(batch.positives ?? []), ...(batch.negatives ?? [])]
    const placed = placeTexts(all, this.module)
    const texts = this.tokenDropout > 0 ? dropTokens(placed, this.tokenDropout, ~dropoutSeed) : placed
    const drawn = this.recipe.dropout?.draw(texts, dropoutSeed) ?? []
    const sums = new GradientSums(this.module, all.flat(), this.wordWeights?.name)
    const fits = activationBytes(lengthsOf(texts), this.module) <= this.memoryBytes
    const whole = { rows: [...texts.keys()], texts, drawn }
    const loss = fits ? await this.fused(batch, whole, sums) : await this.cached(batch, whole, sums)
    return { loss, gradients: sums.of(this.parameters) }
  }

  async embed(texts: TokenIds): Promise<Float32Array> {
    return this.encode(
      'embed',
      this.chunks({ rows: [], texts: placeTexts(texts, this.module), drawn: [] }),
      texts.length,
    )
  }

  async close(): Promise<void> {
    await this.programs.close()
  }

  /** One graph for everything. */
  private async fused(batch: LossBatch, whole: Chunk, sums: GradientSums): Promise<number> {
    const { loss, anchors } = batch
    const program = await this.programs.get({
      kind: 'step',
      loss,
      roles: whole.texts.length / anchors.length,
    })
    const outputs = await this.run(program, whole, lossFeeds(batch, this.dimension))
    sums.add(program, outputs, packTokens(whole.texts))
    return outputs[program.outputs.loss!]![0]!
  }

  /**
   * The same in memory that does not grow with the batch (Gao et al. 2021): all vectors, then the loss and its gradient
   * with respect to them, and then each chunk once more, forward and backward.
   */
  private async cached(batch: LossBatch, whole: Chunk, sums: GradientSums): Promise<number> {
    const { dimension } = this
    const count = whole.texts.length
    const dims = [count, dimension]
    const chunks = this.chunks(whole)
    const vectors = await this.encode(this.recipe.dropout ? 'forward' : 'embed', chunks, count)
    const lossProgram = await this.programs.get({ kind: 'loss', ...shapeOf(batch) })
    const { loss: value, slope } = lossProgram.outputs as { loss: string; slope: string }
    const result = await lossProgram.session.runAll<string, Float32Array>(
      { [VECTORS]: { data: vectors, dims }, ...lossFeeds(batch, dimension) },
      [value, slope],
    )
    const backward = await this.programs.get({ kind: 'backward' })
    for (const chunk of chunks) {
      const part = new Float32Array(chunk.rows.length * dimension)
      chunk.rows.forEach((row, i) => {
        part.set(result[slope]!.subarray(row * dimension, (row + 1) * dimension), i * dimension)
      })
      const feeds = { [VECTORS]: { data: part, dims: [chunk.rows.length, dimension] } }
      sums.add(backward, await this.run(backward, chunk, feeds), packTokens(chunk.texts))
    }
    return result[value]![0]!
  }

  /** Vectors of all texts of the chunks, by row. */
  private async encode(
    kind: 'embed' | 'forward',
    chunks: Iterable<Chunk>,
    rows: number,
  ): Promise<Float32Array> {
    const { dimension } = this
    const program = await this.programs.get({ kind })
    const { vectors } = program.outputs as { vectors: string }
    const out = new Float32Array(rows * dimension)
    for (const chunk of chunks) {
      const outputs = await this.run(program, chunk)
      chunk.rows.forEach((row, i) => {
        out.set(outputs[vectors]!.subarray(i * dimension, (i + 1) * dimension), row * dimension)
      })
      free(outputs[vectors]!)
    }
    return out
  }

  /** Cuts a batch into chunks of texts of similar length. Each fits the memory, or is a single text. */
  private chunks({ texts, drawn }: Chunk): Chunk[] {
    const cut = (rows: readonly number[], tokens: number): Chunk[] => {
      const lengths = rows.map(row => texts[row]!.ids.length)
      return planBatches(lengths, tokens).flatMap(planned => {
        const chosen = planned.map(i => rows[i]!)
        const of = chosen.map(row => texts[row]!)
        const tooLarge = chosen.length > 1 && activationBytes(lengthsOf(of), this.module) > this.memoryBytes
        if (tooLarge) return cut(chosen, tokens / 2)
        return [{ rows: chosen, texts: of, drawn: chosen.flatMap(row => drawn[row] ?? []) }]
      })
    }
    return cut([...texts.keys()], this.chunkTokens)
  }

  /** Runs a program over texts, and returns all of its outputs. */
  private run(
    program: LoadedProgram,
    { texts, drawn }: Chunk,
    feeds: Feeds = {},
  ): Promise<Record<string, Float32Array>> {
    const names = [...Object.values(program.outputs), ...program.gradients.values()]
    return program.session.runAll({ ...this.feeds(program, texts, drawn), ...feeds }, names)
  }

  private feeds(
    { leaves, drops }: LoadedProgram,
    texts: readonly PlacedText[],
    drawn: readonly Int32Array[],
  ): Feeds {
    const { checkpoint, dropout } = this.recipe
    const { words, positions, types } = tablesOf(this.module)
    const tokens = packTokens(texts)
    const count = tokens.ids.length
    const table = this.byName.get(words.name)
    const weights = this.wordWeights?.values
    const feeds: Feeds = {
      ...gridFeeds(texts, this.module.heads),
      ...poolFeeds(texts, checkpoint),
      ...tokenFeeds(tokens),
      ...(table ? wordFeeds(tokens.ids, table.values, this.module.hidden) : {}),
      ...(weights ? { token_weights: { data: gatherRows(weights, tokens.ids, 1), dims: [count, 1] } } : {}),
      ...(drops ? { dropout_rows: dropout!.feed(drawn) } : {}),
    }
    const whole = table ? [positions.name, types.name] : []
    for (const name of [...whole, ...leaves.map(leaf => leaf.name)]) {
      const { values, shape } = this.byName.get(name)!
      feeds[name] = { data: values, dims: [...shape] }
    }
    return feeds
  }
}

function lengthsOf(texts: readonly PlacedText[]): number[] {
  return texts.map(({ ids }) => ids.length)
}

/** The parameters of a recipe with the values that they start with. */
function parametersOf(recipe: Recipe, module: TransformerModule): Parameter[] {
  const { words, ...small } = tablesOf(module)
  const tables = recipe.lora ? [] : [words, ...Object.values(small)]
  const { leaves } = buildProgram(recipe, { kind: 'embed' })
  const weights = recipe.checkpoint.modules.flatMap(of => (of.kind === 'word-weights' ? [of] : []))
  return [
    ...tables.map(table => ({
      name: table.name,
      shape: table.shape,
      values: readFloats(table),
      decay: true,
      sparse: table === words,
    })),
    ...leaves.map(({ name, shape, decay, initial }) => ({
      name,
      shape,
      values: initial(),
      decay,
      sparse: false,
    })),
    ...weights.map(({ folder, tokenWeights }) => ({
      name: `${folder}/${WORD_WEIGHTS}`,
      shape: [tokenWeights.length, 1],
      values: Float32Array.from(tokenWeights),
      decay: false,
      sparse: true,
    })),
  ]
}
