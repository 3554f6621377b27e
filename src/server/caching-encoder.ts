import { LRUCache } from 'lru-cache'
import type { EncodedBatch, EncodeOptions, Encoder, EncoderSpec } from '../model/types.js'

/** Most bytes of cached vectors. */
const BYTES = 32 << 20
/** Most characters of a cached query; longer ones are rarely repeated. */
const LONGEST = 1000

/** A cached query. */
interface Known {
  /** Row of its vector. */
  row: number
  tokens: number
  truncated: number
}

/**
 * Caches the vectors of queries (LRU): people search for the same things, and the page searches at every key press. All
 * vectors share one array: thousands of short-lived arrays would keep V8 collecting its old generation.
 */
export class CachingEncoder implements Encoder {
  private readonly dimension: number
  private readonly rows: number
  private readonly vectors: Float32Array
  /** Rows of evicted queries. */
  private readonly free: number[] = []
  private used = 0
  private readonly cache: LRUCache<string, Known>

  /** @param onLookup called for each query, with whether it was in the cache */
  constructor(
    private readonly inner: Encoder,
    private readonly onLookup?: (hit: boolean) => void,
  ) {
    this.dimension = inner.spec.dimension
    this.rows = Math.max(1, Math.floor(BYTES / Float32Array.BYTES_PER_ELEMENT / this.dimension))
    this.vectors = new Float32Array(this.rows * this.dimension)
    this.cache = new LRUCache({ max: this.rows, dispose: ({ row }) => this.free.push(row) })
  }

  get spec(): EncoderSpec {
    return this.inner.spec
  }

  async encode(texts: readonly string[], options: EncodeOptions = {}): Promise<EncodedBatch> {
    const [text] = texts
    const isQuery = texts.length === 1 && options.kind === 'query' && options.normalize !== false
    if (!isQuery || text!.length > LONGEST) return this.inner.encode(texts, options)
    const known = this.cache.get(text!)
    this.onLookup?.(known !== undefined)
    if (known) return this.recall(known)
    const batch = await this.inner.encode(texts, options)
    this.remember(text!, batch)
    return batch
  }

  private remember(text: string, { values, tokens, truncated }: EncodedBatch): void {
    // Two concurrent calls had the same query.
    if (this.cache.has(text)) return
    // Evicting first frees a row.
    if (this.cache.size === this.rows) this.cache.pop()
    const row = this.free.pop() ?? this.used++
    this.vectors.set(values, row * this.dimension)
    this.cache.set(text, { row, tokens: tokens[0]!, truncated: truncated[0]! })
  }

  private recall({ row, tokens, truncated }: Known): EncodedBatch {
    const { dimension } = this
    return {
      values: this.vectors.slice(row * dimension, (row + 1) * dimension),
      rows: 1,
      dimension,
      tokens: Uint32Array.of(tokens),
      truncated: Uint8Array.of(truncated),
    }
  }

  close(): Promise<void> {
    return this.inner.close()
  }
}
