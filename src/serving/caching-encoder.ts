import { LRUCache } from 'lru-cache'
import type { EncodedBatch, EncodeOptions, Encoder, EncoderSpec } from '../encoder/types.js'

/** Bytes that remembered queries may take. */
const BYTES = 32 << 20
/** What an entry takes besides its vector and its text. */
const OVERHEAD = 200

/** Remembers the vectors of queries: people search for the same things, and a page asks again at every key. */
export class CachingEncoder implements Encoder {
  private readonly cache = new LRUCache<string, EncodedBatch>({
    maxSize: BYTES,
    sizeCalculation: (batch, key) => batch.values.byteLength + 2 * key.length + OVERHEAD,
  })

  /** @param onLookup told of each query whether it was known */
  constructor(
    private readonly inner: Encoder,
    private readonly onLookup?: (hit: boolean) => void,
  ) {}

  get spec(): EncoderSpec {
    return this.inner.spec
  }

  async encode(texts: readonly string[], options: EncodeOptions = {}): Promise<EncodedBatch> {
    const [text] = texts
    if (texts.length !== 1 || options.kind !== 'query' || options.normalize === false)
      return this.inner.encode(texts, options)
    const known = this.cache.get(text!)
    this.onLookup?.(known !== undefined)
    if (known) return known
    const batch = await this.inner.encode(texts, options)
    this.cache.set(text!, batch)
    return batch
  }

  close(): Promise<void> {
    return this.inner.close()
  }
}
