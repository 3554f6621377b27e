import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { AnlamError } from '../errors.js'

/** Most characters of all remembered answers, and of a single one; longer answers are not remembered. */
const MAX_TOTAL = 32 << 20
const MAX_SINGLE = 8 << 20
/** Milliseconds an answer is remembered; clients retry sooner than that. */
const KEPT = 24 * 3_600_000

interface Remembered {
  /** SHA-256 of the request's body. */
  digest: string
  lines: string[]
  /** Characters. */
  size: number
}

/**
 * Answers of long writes by idempotency key. A client that missed the answer sends the same body with the same key, and
 * gets the same answer; nothing is written twice.
 */
export class RememberedAnswers {
  private readonly running = new Set<string>()
  private readonly finished = new LRUCache<string, Remembered>({
    maxSize: MAX_TOTAL,
    ttl: KEPT,
    // The cache does not allow a size of 0, but an answer may be empty.
    sizeCalculation: ({ size }) => size + 1,
  })

  /**
   * @param work turns the body into lines of an answer; if it does not finish, nothing is remembered
   * @throws AnlamError `unavailable` while a write with this key runs, `invalid-input` if the key had another body
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
          'this idempotency key was used for another body; a new write needs a new key',
        )
      yield* known.lines
      return
    }
    if (this.running.has(key))
      throw new AnlamError(
        'unavailable',
        'a write with this idempotency key is still running; try again later',
      )
    this.running.add(key)
    try {
      const lines: string[] = []
      let size = 0
      for await (const line of work(hashed(body, hash))) {
        yield line
        size += line.length
        if (size <= MAX_SINGLE) lines.push(line)
      }
      if (size <= MAX_SINGLE) this.finished.set(key, { digest: hash.digest('hex'), lines, size })
    } finally {
      this.running.delete(key)
    }
  }

  /** Forgets the answers of all keys with this prefix, as they no longer hold. */
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
