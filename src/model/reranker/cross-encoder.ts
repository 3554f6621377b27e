import { availableParallelism } from 'node:os'
import { throwIfAborted } from '../../errors.js'
import { Session } from '../../onnx/session.js'
import type { Precision } from '../../types.js'
import { planBatches } from '../batches.js'
import { type CrossEncoder, readCrossEncoder } from '../checkpoint/cross-encoder.js'
import { readInt8 } from '../checkpoint/int8.js'
import { buildCrossEncoder } from '../graph/cross-encoder.js'
import { packedFeeds } from '../inputs.js'
import { type TextPair, type TokenizedPair, Tokenizer } from '../tokenizer.js'
import { Pace } from './pace.js'
import type { Reranker, RerankerSpec, ScoreOptions, ScoreParity, Scoring } from './types.js'

/** As for encoders on a CPU: activations of larger batches leave the caches. */
const BATCH_TOKENS = 1024
/** Pairs tokenised at a time. */
const CHUNK = 256

export interface CrossEncoderOptions {
  /** Checkpoint directory. */
  directory: string
  /** The model's name as the user gave it. */
  model: string
  /** Threads for onnxruntime; default all. */
  threads?: number
  /** Most tokens of a batch, padding included. */
  batchTokens?: number
  /** Path of int8 weights; fp32 without. */
  int8?: string
  parity?: ScoreParity
}

/** Runs a cross-encoder with onnxruntime on the calling thread, and blocks it while computing. */
export class OnnxReranker implements Reranker {
  private readonly pace = new Pace()

  private constructor(
    readonly spec: RerankerSpec,
    private readonly checkpoint: CrossEncoder,
    private readonly tokenizer: Tokenizer,
    private readonly session: Session,
    private readonly batchTokens: number,
  ) {}

  /** @throws AnlamError as `readCrossEncoder` */
  static async load(options: CrossEncoderOptions): Promise<OnnxReranker> {
    const checkpoint = await readCrossEncoder(options.directory)
    const { module, maxTokens, fingerprint, tokenizerFile } = checkpoint
    const { threads = availableParallelism(), int8, parity = null } = options
    const precision: Precision = int8 ? 'int8' : 'fp32'
    const quantized = int8 ? await readInt8(module, int8) : undefined
    const settings = {
      tokenizerFile,
      maxTokens,
      strip: false,
      lowerCase: false,
      modules: [module] as [typeof module],
    }
    const [tokenizer, session] = await Promise.all([
      Tokenizer.load(settings),
      Session.create(buildCrossEncoder(checkpoint, { quantized }), {
        provider: 'cpu',
        deviceId: 0,
        threads,
        prepack: int8 !== undefined,
        arena: false,
      }),
    ])
    const spec = {
      model: options.model,
      architecture: module.architecture,
      maxTokens,
      fingerprint,
      precision,
      parity,
      calibrated: false,
      threads,
    }
    return new OnnxReranker(spec, checkpoint, tokenizer, session, options.batchTokens ?? BATCH_TOKENS)
  }

  async score(
    given: readonly TextPair[],
    { deadline = Number.POSITIVE_INFINITY, signal }: ScoreOptions = {},
  ): Promise<Scoring> {
    const scores = new Float32Array(given.length)
    const done: Scoring = { scores, tokens: 0, truncated: 0 }
    let next = 0
    let waiting: TokenizedPair[] = []
    while (next < given.length) {
      throwIfAborted(signal)
      if (waiting.length === 0) waiting = await this.tokenizer.tokenizePairs(given.slice(next, next + CHUNK))
      const fit = this.pace.fit(
        waiting.map(({ ids }) => ids.length),
        deadline - Date.now(),
      )
      const part = waiting.splice(0, fit)
      await this.run(part, scores.subarray(next, next + fit), signal)
      for (const { ids, truncated } of part) {
        done.tokens += ids.length
        if (truncated) done.truncated++
      }
      next += fit
      if (fit === 0) break
    }
    return { ...done, scores: scores.subarray(0, next) }
  }

  private async run(
    pairs: readonly TokenizedPair[],
    scores: Float32Array,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const lengths = pairs.map(({ ids }) => ids.length)
    for (const batch of planBatches(lengths, this.batchTokens)) {
      throwIfAborted(signal)
      const rows = batch.map(i => pairs[i]!)
      const started = performance.now()
      const logits = await this.session.run(this.feeds(rows), 'logits')
      this.pace.saw(
        rows.reduce((sum, { ids }) => sum + ids.length, 0),
        performance.now() - started,
      )
      batch.forEach((pair, i) => {
        scores[pair] = 1 / (1 + Math.exp(-logits[i]!))
      })
    }
  }

  private feeds(rows: readonly TokenizedPair[]): Parameters<Session['run']>[0] {
    const { module } = this.checkpoint
    const feeds = packedFeeds(
      rows.map(({ ids }) => ({ ids, tokens: ids.length })),
      module,
    )
    if (module.typeVocabulary <= 1) return feeds
    const types = BigInt64Array.from(rows.flatMap(({ typeIds }) => typeIds.map(BigInt)))
    return { ...feeds, token_type_ids: { data: types, dims: [types.length] } }
  }

  async close(): Promise<void> {
    await this.session.close()
  }
}
