import { availableParallelism } from 'node:os'
import { throwIfAborted } from '../errors.js'
import type { OnnxModel } from '../onnx/graph.js'
import { type Feeds, Session } from '../onnx/session.js'
import type { Precision, Provider } from '../types.js'
import { planBatches } from './batches.js'
import { architectureOf, type Checkpoint } from './checkpoint/types.js'
import type { Encoding } from './encoding.js'
import { GivenSession } from './given-session.js'
import { buildFeeds, prepareRow, type Row } from './inputs.js'
import { type TokenizedText, Tokenizer } from './tokenizer.js'
import type { EncodedBatch, EncodeOptions, Encoder, EncoderSpec, Parity } from './types.js'

/**
 * Default token budget of a batch, padding included. On a CPU larger batches are slower, because activations no
 * longer fit the caches.
 */
const TRANSFORMER_BATCH_TOKENS = 1024
/** A GPU is not fully used below some thousands of tokens. */
const GPU_BATCH_TOKENS = 16_384
/** Larger batches leave the CPU caches: 17,400 sentences/s with 32,768 tokens, 23,200 with 4,096. */
const STATIC_BATCH_TOKENS = 4096
/** Texts tokenised at a time. Bounds the memory of token lists. */
const TOKENIZE_CHUNK = 2048

/**
 * Layers up to this size are copied once into the layout that products want: multilingual-e5-small then encodes one text 1.2 times
 * as fast. Larger ones stay where they are mapped, or they would be in memory twice.
 */
const PREPACKED_BYTES = 1 << 29

export interface OnnxEncoderOptions {
  /** The model's name as the user gave it. */
  model: string
  /** Threads for onnxruntime; default all. */
  threads?: number
  batchTokens?: number
  /** Precision of the graph; default fp32. */
  precision?: Precision
  parity?: Parity
  /** Execution provider; default cpu. */
  provider?: Provider
  /** Index of the GPU; default 0. */
  deviceId?: number
}

/** Runs a checkpoint with onnxruntime on the calling thread, and blocks it while computing. */
export class OnnxEncoder implements Encoder {
  private constructor(
    readonly spec: EncoderSpec,
    private readonly checkpoint: Checkpoint,
    private readonly tokenizer: Tokenizer,
    private readonly session: Session,
    /** Runs before `session`, if the checkpoint came with a graph. */
    private readonly given: GivenSession | undefined,
    private readonly batchTokens: number,
  ) {}

  /** @throws AnlamError `corrupt-checkpoint`; `unavailable` if the GPU cannot run the model */
  static async load(
    checkpoint: Checkpoint,
    graph: OnnxModel,
    encoding: Encoding,
    options: OnnxEncoderOptions,
  ): Promise<OnnxEncoder> {
    const threads = options.threads ?? availableParallelism()
    const { provider = 'cpu', deviceId = 0, precision = 'fp32' } = options
    const [first] = checkpoint.modules
    const prepack = precision === 'int8' || (provider === 'cpu' && layerBytes(first) <= PREPACKED_BYTES)
    const settings = { provider, deviceId, threads, prepack, arena: false }
    const [tokenizer, session, given] = await Promise.all([
      Tokenizer.load(checkpoint),
      Session.create(graph, settings),
      first.kind === 'given-graph' ? GivenSession.open(first, { ...settings, prepack: true }) : undefined,
    ])
    const spec: EncoderSpec = {
      model: options.model,
      architecture: architectureOf(checkpoint),
      maxTokens: checkpoint.maxTokens,
      ...encoding,
      provider,
      precision,
      parity: options.parity ?? null,
      threads,
    }
    const transformer = provider === 'cpu' ? TRANSFORMER_BATCH_TOKENS : GPU_BATCH_TOKENS
    const budget = options.batchTokens ?? (first.kind === 'static' ? STATIC_BATCH_TOKENS : transformer)
    const encoder = new OnnxEncoder(spec, checkpoint, tokenizer, session, given, budget)
    // Some missing GPU features only show at run time. Two lengths exercise padding.
    if (provider !== 'cpu') await encoder.encode(['a', 'a b c'])
    return encoder
  }

  async encode(texts: readonly string[], options: EncodeOptions = {}): Promise<EncodedBatch> {
    const dimension = options.whole ? this.spec.fullDimension : this.spec.dimension
    const out: EncodedBatch = {
      values: new Float32Array(texts.length * dimension),
      rows: texts.length,
      dimension,
      tokens: new Uint32Array(texts.length),
      truncated: new Uint8Array(texts.length),
    }
    const prompt = this.spec.prompts[options.kind ?? 'symmetric']
    const unpooled = await this.unpooledTokens(prompt)
    const tokenize = (start: number): Promise<TokenizedText[]> =>
      this.tokenizer.tokenize(texts.slice(start, start + TOKENIZE_CHUNK), prompt)
    throwIfAborted(options.signal)
    let next = tokenize(0)
    for (let start = 0; start < texts.length; start += TOKENIZE_CHUNK) {
      const tokenized = await next
      // The tokenizer has its own threads: it prepares the next chunk while this one is computed.
      next = tokenize(start + TOKENIZE_CHUNK)
      next.catch(() => undefined) // Awaited in the next iteration, if any.
      await this.encodeChunk(tokenized, start, out, unpooled, options.signal)
    }
    if (options.normalize ?? true) normalizeRows(out.values, dimension)
    return out
  }

  /** Number of tokens at the beginning of every text that pooling leaves out: those of the prompt, if it does so. */
  private async unpooledTokens(prompt: string): Promise<number> {
    const pooling = this.checkpoint.modules.find(module => module.kind === 'pooling')
    return pooling?.withoutPrompt && prompt !== '' ? this.tokenizer.countPrompt(prompt) : 0
  }

  private async encodeChunk(
    tokenized: readonly TokenizedText[],
    start: number,
    out: EncodedBatch,
    unpooled: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const rows = tokenized.map(({ ids }) => ({ ...prepareRow(ids, this.checkpoint), unpooled }))
    // A transformer cannot take a row without tokens; its vector stays zero.
    const isStatic = this.checkpoint.modules[0].kind === 'static'
    const usable = rows.flatMap(({ ids }, row) => (isStatic || ids.length > 0 ? [row] : []))
    const lengths = usable.map(row => rows[row]!.ids.length)
    for (const planned of planBatches(lengths, this.batchTokens)) {
      throwIfAborted(signal)
      const batch = planned.map(i => usable[i]!)
      const vectors = await this.session.run(await this.feeds(batch.map(i => rows[i]!)), 'embedding')
      batch.forEach((row, i) => {
        const from = i * this.checkpoint.dimension
        out.values.set(vectors.subarray(from, from + out.dimension), (start + row) * out.dimension)
        out.tokens[start + row] = rows[row]!.tokens
        out.truncated[start + row] = tokenized[row]!.truncated ? 1 : 0
      })
    }
  }

  private async feeds(rows: readonly Row[]): Promise<Feeds> {
    const feeds = buildFeeds(rows, this.checkpoint)
    if (!this.given) return feeds
    const length = Math.max(...rows.map(({ ids }) => ids.length))
    return { ...feeds, ...(await this.given.run(rows, length)) }
  }

  async close(): Promise<void> {
    await this.given?.close()
    await this.session.close()
  }
}

/** Bytes of the matrices of a transformer's layers in float32, about; without layers, nothing is worth a copy. */
function layerBytes(module: Checkpoint['modules'][0]): number {
  if (module.kind !== 'transformer') return Number.POSITIVE_INFINITY
  const { layers, hidden, intermediate } = module
  return 4 * layers * hidden * (4 * hidden + 2 * intermediate)
}

/** Scales each row to unit length. Zero rows stay zero. */
function normalizeRows(values: Float32Array, dimension: number): void {
  for (let start = 0; start < values.length; start += dimension) {
    const row = values.subarray(start, start + dimension)
    let sum = 0
    for (const x of row) sum += x * x
    if (sum === 0) continue
    const scale = 1 / Math.sqrt(sum)
    for (let i = 0; i < row.length; i++) row[i]! *= scale
  }
}
