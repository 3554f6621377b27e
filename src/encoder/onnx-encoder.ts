import { availableParallelism } from 'node:os'
import type { Checkpoint } from '../checkpoint/types.js'
import { throwIfAborted } from '../errors.js'
import type { OnnxModel } from '../graph/onnx.js'
import { planBatches } from './batches.js'
import { buildFeeds, prepareRow } from './inputs.js'
import { Session } from './session.js'
import { Tokenizer } from './tokenizer.js'
import type { EncodedBatch, EncodeOptions, Encoder, EncoderSpec, Parity, Precision } from './types.js'

/**
 * Most tokens of a batch, padding included. On a CPU larger ones are slower: what flows between the operators no
 * longer fits the caches.
 */
const TRANSFORMER_BATCH_TOKENS = 1024
const STATIC_BATCH_TOKENS = 32_768
/** Texts tokenised at a time: bounds the memory that token lists take. */
const TOKENIZE_CHUNK = 2048

export interface OnnxEncoderOptions {
  /** The name the user knows the model by. */
  model: string
  /** Threads onnxruntime may use; default: all. */
  threads?: number
  batchTokens?: number
  /** What the graph computes in; default fp32. */
  precision?: Precision
  parity?: Parity
}

/** A checkpoint run by onnxruntime on the calling thread, which it blocks while it computes. */
export class OnnxEncoder implements Encoder {
  private constructor(
    readonly spec: EncoderSpec,
    private readonly checkpoint: Checkpoint,
    private readonly tokenizer: Tokenizer,
    private readonly session: Session,
    private readonly batchTokens: number,
  ) {}

  /** @throws AnlamError `corrupt-checkpoint` */
  static async load(
    checkpoint: Checkpoint,
    graph: OnnxModel,
    options: OnnxEncoderOptions,
  ): Promise<OnnxEncoder> {
    const threads = options.threads ?? availableParallelism()
    const [first] = checkpoint.modules
    const [tokenizer, session] = await Promise.all([
      Tokenizer.load(checkpoint),
      Session.create(graph, { threads, prepack: options.precision === 'int8' }),
    ])
    const spec: EncoderSpec = {
      model: options.model,
      architecture: first.kind === 'transformer' ? first.architecture : 'StaticEmbedding',
      dimension: checkpoint.dimension,
      maxTokens: checkpoint.maxTokens,
      fingerprint: checkpoint.fingerprint,
      provider: 'cpu',
      precision: options.precision ?? 'fp32',
      parity: options.parity ?? null,
      threads,
    }
    const budget = first.kind === 'transformer' ? TRANSFORMER_BATCH_TOKENS : STATIC_BATCH_TOKENS
    return new OnnxEncoder(spec, checkpoint, tokenizer, session, options.batchTokens ?? budget)
  }

  async encode(texts: readonly string[], options: EncodeOptions = {}): Promise<EncodedBatch> {
    const { dimension } = this.spec
    const out: EncodedBatch = {
      values: new Float32Array(texts.length * dimension),
      rows: texts.length,
      dimension,
      tokens: new Uint32Array(texts.length),
      truncated: new Uint8Array(texts.length),
    }
    for (let start = 0; start < texts.length; start += TOKENIZE_CHUNK) {
      await this.encodeChunk(texts.slice(start, start + TOKENIZE_CHUNK), start, out, options)
    }
    if (options.normalize ?? true) normalizeRows(out.values, dimension)
    return out
  }

  private async encodeChunk(
    texts: readonly string[],
    start: number,
    out: EncodedBatch,
    options: EncodeOptions,
  ): Promise<void> {
    throwIfAborted(options.signal)
    const { prompts, defaultPrompt } = this.checkpoint
    const prompt = options.kind ? (prompts[options.kind] ?? '') : defaultPrompt
    const tokenized = await this.tokenizer.tokenize(texts, prompt)
    const rows = tokenized.map(({ ids }) => prepareRow(ids, this.checkpoint))
    // A transformer has no answer to no tokens at all: such rows stay zero.
    const isStatic = this.checkpoint.modules[0].kind === 'static'
    const usable = rows.flatMap(({ ids }, row) => (isStatic || ids.length > 0 ? [row] : []))
    const lengths = usable.map(row => rows[row]!.ids.length)
    for (const planned of planBatches(lengths, this.batchTokens)) {
      throwIfAborted(options.signal)
      const batch = planned.map(i => usable[i]!)
      const vectors = await this.session.run(
        buildFeeds(
          batch.map(i => rows[i]!),
          this.checkpoint,
        ),
      )
      batch.forEach((row, i) => {
        const from = i * out.dimension
        out.values.set(vectors.subarray(from, from + out.dimension), (start + row) * out.dimension)
        out.tokens[start + row] = rows[row]!.tokens
        out.truncated[start + row] = tokenized[row]!.truncated ? 1 : 0
      })
    }
  }

  async close(): Promise<void> {
    await this.session.close()
  }
}

/** Scales each row to unit length; zero rows stay. */
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
