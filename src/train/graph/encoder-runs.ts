import { planBatches } from '../../model/batches.js'
import type { TransformerModule } from '../../model/checkpoint/types.js'
import { type Feeds, free, type SessionOptions } from '../../onnx/session.js'
import type { Parameter, TokenIds } from '../types.js'
import { transformerOf } from './encoder.js'
import { gridFeeds, type PlacedText, packTokens, placeTexts, poolFeeds, tokenFeeds } from './inputs.js'
import { tablesOf } from './layer-weights.js'
import { activationBytes } from './memory.js'
import { WORD_WEIGHTS } from './parameters.js'
import type { Recipe } from './program.js'
import { type LoadedProgram, Programs } from './programs.js'
import { gatherRows, wordFeeds } from './tables.js'

/** Texts that go through the encoder at once. */
export interface Chunk {
  /** Their rows in the batch. */
  rows: readonly number[]
  texts: readonly PlacedText[]
  /** Masks of their tokens; see `Dropout.draw`. */
  drawn: readonly Int32Array[]
}

export interface RunOptions extends Pick<SessionOptions, 'provider' | 'deviceId' | 'threads'> {
  /** What a run may keep beside weights and gradients, in bytes. */
  memoryBytes: number
}

/** Tokens of a chunk, padding included. On a CPU larger ones leave the caches; a GPU is not fully used below. */
const CHUNK_TOKENS = { cpu: 1024, gpu: 16_384 }

/** Runs the graphs of a model over texts, in chunks that fit the memory. */
export class EncoderRuns {
  readonly programs: Programs
  private readonly module: TransformerModule
  private readonly byName: ReadonlyMap<string, Parameter>
  private readonly wordWeights: Parameter | undefined
  private readonly chunkTokens: number

  constructor(
    private readonly recipe: Recipe,
    parameters: readonly Parameter[],
    private readonly options: RunOptions,
  ) {
    const { provider, deviceId, threads } = options
    this.module = transformerOf(recipe.checkpoint)
    this.byName = new Map(parameters.map(parameter => [parameter.name, parameter]))
    this.wordWeights = parameters.find(({ name }) => name.endsWith(WORD_WEIGHTS))
    // Each loss has a graph of its own; with arenas each would keep the memory of its largest batch.
    this.programs = new Programs(recipe, { provider, deviceId, threads, prepack: false, arena: false })
    this.chunkTokens = CHUNK_TOKENS[provider === 'cpu' ? 'cpu' : 'gpu']
  }

  /** Whether all texts may go through at once. */
  fits(texts: readonly PlacedText[]): boolean {
    return activationBytes(lengthsOf(texts), this.module) <= this.options.memoryBytes
  }

  /** Cuts a batch into chunks of texts of similar length. Each fits the memory, or is a single text. */
  chunks({ texts, drawn }: Omit<Chunk, 'rows'>): Chunk[] {
    const cut = (rows: readonly number[], tokens: number): Chunk[] => {
      const lengths = rows.map(row => texts[row]!.ids.length)
      return planBatches(lengths, tokens).flatMap(planned => {
        const chosen = planned.map(i => rows[i]!)
        const of = chosen.map(row => texts[row]!)
        if (chosen.length > 1 && !this.fits(of)) return cut(chosen, tokens / 2)
        return [{ rows: chosen, texts: of, drawn: chosen.flatMap(row => drawn[row] ?? []) }]
      })
    }
    return cut([...texts.keys()], this.chunkTokens)
  }

  /** Vectors of all texts of the chunks, by row: row-major [rows, dimension]. */
  async encode(kind: 'embed' | 'forward', chunks: Iterable<Chunk>, rows: number): Promise<Float32Array> {
    const { dimension } = this.recipe.checkpoint
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

  /** Vectors without dropout, row-major [texts, dimension]. */
  embed(texts: TokenIds): Promise<Float32Array> {
    const chunks = this.chunks({ texts: placeTexts(texts, this.module), drawn: [] })
    return this.encode('embed', chunks, texts.length)
  }

  /** Runs a program over texts, and returns all of its outputs. */
  run(
    program: LoadedProgram,
    { texts, drawn }: Omit<Chunk, 'rows'>,
    feeds: Feeds = {},
  ): Promise<Record<string, Float32Array>> {
    const names = [...Object.values(program.outputs), ...program.gradients.values()]
    return program.session.runAll({ ...this.feeds(program, texts, drawn), ...feeds }, names)
  }

  async close(): Promise<void> {
    await this.programs.close()
  }

  private feeds(
    { leaves, drops, pools }: LoadedProgram,
    texts: readonly PlacedText[],
    drawn: readonly Int32Array[],
  ): Feeds {
    const { checkpoint, dropout } = this.recipe
    const { words, positions, types } = tablesOf(this.module)
    const tokens = packTokens(texts)
    const count = tokens.ids.length
    const table = this.byName.get(words.name)
    const weights = pools ? this.wordWeights?.values : undefined
    const feeds: Feeds = {
      ...gridFeeds(texts, this.module.heads),
      ...(pools ? poolFeeds(texts, checkpoint) : {}),
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
