import type { AnlamClient, UploadOptions, UploadProgress } from '../../../client/client.js'
import { ApiError } from '../../../client/client.js'
import { fetchCounting } from './fetch-counting.js'

export type UploadState = 'waiting' | 'sending' | 'done' | 'failed' | 'cancelled'

/** A file, where it goes, and what has become of it. */
export interface Upload extends Omit<UploadProgress, 'done' | 'error'> {
  number: number
  file: File
  index: string
  read: Omit<UploadOptions, 'signal'>
  state: UploadState
  /** Bytes that have been sent. */
  sent?: number
  error?: ApiError
}

/**
 * Files that are added one after the other. It outlives the view that shows it; a bad file leaves the others as they
 * are, and closing the page is asked about while there is work.
 */
export class UploadQueue {
  /** A client of the present key that sends by another `fetch`. */
  clientOf!: (send: typeof fetch) => AnlamClient
  /** Indexes that there are. */
  known: ReadonlySet<string> = new Set()
  /** Called when documents were written, or an index was made. */
  onWritten: () => void = () => undefined
  uploads: readonly Upload[] = []
  private last = 0
  private readonly listeners = new Set<() => void>()
  private controller: AbortController | undefined

  /** @returns ends the subscription */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  add(files: readonly File[], index: string, read: Upload['read']): void {
    const added = files.map((file): Upload => ({ number: ++this.last, file, index, read, state: 'waiting' }))
    this.set([...this.uploads, ...added])
    void this.work()
  }

  /** Sends a file once more. @param read how it is to be read this time */
  retry({ number }: Upload, read: Upload['read']): void {
    this.set(
      this.uploads.map(each => {
        if (each.number !== number) return each
        const { file, index } = each
        return { number, file, index, read, state: 'waiting' }
      }),
    )
    void this.work()
  }

  /** What was written of a file stays. */
  cancel({ number, state }: Upload): void {
    if (state === 'sending') this.controller?.abort()
    else this.change(number, { state: 'cancelled' })
  }

  /** Drops what has ended from the list. */
  clear(): void {
    this.set(this.uploads.filter(({ state }) => state === 'waiting' || state === 'sending'))
  }

  private async work(): Promise<void> {
    if (this.controller) return
    this.controller = new AbortController()
    addEventListener('beforeunload', warn)
    try {
      for (let next = this.next(); next; next = this.next()) {
        await this.send(next, this.controller.signal)
        this.controller = new AbortController()
        this.onWritten()
      }
    } finally {
      this.controller = undefined
      removeEventListener('beforeunload', warn)
    }
  }

  private next(): Upload | undefined {
    return this.uploads.find(({ state }) => state === 'waiting')
  }

  /** Never throws: whatever goes wrong is the file's own. */
  private async send({ number, file, index, read }: Upload, signal: AbortSignal): Promise<void> {
    this.change(number, { state: 'sending', sent: 0 })
    const client = this.clientOf(fetchCounting(sent => this.change(number, { sent })))
    try {
      await this.make(index, client)
      let isDone = false
      for await (const { done, error, ...counts } of client.upload(index, file.name, file, {
        ...read,
        signal,
      })) {
        this.change(number, counts)
        if (error) throw new ApiError(error.code, error.message, 0)
        isDone ||= done === true
      }
      if (!isDone) throw new ApiError('unreachable', 'the answer was cut off', 0)
      this.change(number, { state: 'done' })
    } catch (error) {
      if (signal.aborted) this.change(number, { state: 'cancelled' })
      else this.change(number, { state: 'failed', error: toApiError(error) })
    }
  }

  /** Makes the index unless it is there. */
  private async make(index: string, client: AnlamClient): Promise<void> {
    if (this.known.has(index)) return
    await client.createIndex(index).catch((error: unknown) => {
      // By somebody else, meanwhile.
      if (!(error instanceof ApiError) || error.code !== 'already-exists') throw error
    })
    this.known = new Set([...this.known, index])
    this.onWritten()
  }

  private change(number: number, change: Partial<Upload>): void {
    this.set(this.uploads.map(each => (each.number === number ? { ...each, ...change } : each)))
  }

  private set(uploads: readonly Upload[]): void {
    this.uploads = uploads
    for (const listener of this.listeners) listener()
  }
}

/** A stream that breaks off rejects with an error of the browser. */
function toApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError('unreachable', String(error), 0)
}

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault()
}
