import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { AnlamError } from '../errors.js'

/** Characters of all answers that are remembered, and of a single one: a longer one is not. */
const MOST = 32 << 20
const MOST_OF_ONE = 8 << 20
/** Milliseconds that an answer is remembered: clients that try again do so sooner. */
const KEPT = 24 * 3_600_000

interface Remembered {
  /** Of the request's body. */
  digest: string
  lines: string[]
  /** Characters. */
  size: number
}

/**
 * What long writes were answered, by keys that their clients chose. A client that did not hear the answer sends the same
 * again under the same key, and is told what it would have been told: nothing is written twice.
 */
export class RememberedAnswers {
  private readonly running = new Set<string>()
  private readonly finished = new LRUCache<string, Remembered>({
    maxSize: MOST,
    ttl: KEPT,
    // An answer may be empty, a size may not.
    sizeCalculation: ({ size }) => size + 1,
  })

  /**
   * @param work turns the body into lines of an answer; what it did not finish is not remembered
   * @throws AnlamError `unavailable` while a write with this key runs, `invalid-input` if its body was another
   */
  async *answer(
    key: string,
    body: AsyncIterable<string>,
    work: (body: AsyncIterable<string>) => AsyncIterable<string>,
  ): AsyncGenerator<string> {
    const hash = createHash('sha256')
    const known = this.finished.get(key)
    if (known) {
      for await (const chunk of body) hash.update(chunk)
      if (hash.digest('hex') !== known.digest)
        throw new AnlamError(
          'invalid-input',
          'this key was used for another body; a new write needs a new key',
        )
      yield* known.lines
      return
    }
    if (this.running.has(key))
      throw new AnlamError('unavailable', 'a write with this key is still running; try again later')
    this.running.add(key)
    try {
      const lines: string[] = []
      let size = 0
      for await (const line of work(hashed(body, hash))) {
        yield line
        size += line.length
        if (size <= MOST_OF_ONE) lines.push(line)
      }
      if (size <= MOST_OF_ONE) this.finished.set(key, { digest: hash.digest('hex'), lines, size })
    } finally {
      this.running.delete(key)
    }
  }

  /** Forgets the answers of all keys that begin so: what they say is no longer true. */
  forget(prefix: string): void {
    for (const key of this.finished.keys()) if (key.startsWith(prefix)) this.finished.delete(key)
  }
}

async function* hashed(
  chunks: AsyncIterable<string>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<string> {
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
}
