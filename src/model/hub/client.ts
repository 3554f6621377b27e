import { setTimeout as sleep } from 'node:timers/promises'
import { downloadFile, fileDownloadInfo, HubApiError, listFiles, modelInfo } from '@huggingface/hub'
import { AnlamError, asAnlamError } from '../../errors.js'
import type { HubModel } from './names.js'
import type { RemoteFile } from './select.js'

export interface HubAccess {
  /** E.g. `https://huggingface.co`. */
  endpoint: string
  token?: string
  signal?: AbortSignal
  /** Milliseconds before the first retry. Doubles with each further one. */
  patience?: number
}

/** Attempts per request that fails temporarily (429, 5xx, no connection). */
export const ATTEMPTS = 5
export const PATIENCE = 500
/** Longest wait between attempts, in milliseconds, even if the server asks for more. */
const MAX_WAIT = 30_000

/** Client of the hub's API for one model. Its errors say what to do. */
export class HubClient {
  private readonly common

  constructor(
    readonly model: HubModel,
    private readonly access: HubAccess,
  ) {
    this.common = {
      hubUrl: access.endpoint,
      fetch: repeatingFetch(access),
      ...(access.token ? { accessToken: access.token } : {}),
    }
  }

  /** The commit that the revision currently points to. */
  async commit(): Promise<string> {
    const { name, revision } = this.model
    const { sha } = await this.asking(() =>
      modelInfo({ name, revision, additionalFields: ['sha'], ...this.common }),
    )
    return sha
  }

  async list(commit: string): Promise<RemoteFile[]> {
    return this.asking(async () => {
      const files: RemoteFile[] = []
      for await (const file of listFiles({
        repo: this.model.name,
        revision: commit,
        recursive: true,
        ...this.common,
      })) {
        const { path, type, size, lfs, oid } = file
        if (type !== 'file' || !oid) continue
        files.push({
          path,
          size,
          digest: lfs ? { algorithm: 'sha256', hex: lfs.oid } : { algorithm: 'git-sha1', hex: oid },
        })
      }
      return files
    })
  }

  /** Reads a file from a byte offset. */
  async *read(commit: string, path: string, from: number): AsyncGenerator<Uint8Array> {
    const params = { repo: this.model.name, path, revision: commit, ...this.common }
    const blob = await this.asking(async () => {
      const downloadInfo = await fileDownloadInfo(params)
      return downloadInfo && downloadFile({ ...params, downloadInfo })
    })
    if (!blob) throw new AnlamError('not-found', `${this.model.name} has no file ${path} at ${commit}`)
    yield* blob.slice(from, blob.size).stream() as unknown as AsyncIterable<Uint8Array>
  }

  private async asking<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request()
    } catch (error) {
      throw this.explain(error)
    }
  }

  /** Turns a failure into an error with advice for the user. */
  explain(error: unknown): AnlamError {
    if (error instanceof AnlamError) return error
    if (this.access.signal?.aborted)
      return new AnlamError('cancelled', 'cancelled by the caller', { cause: error })
    const { name, revision } = this.model
    const { endpoint, token } = this.access
    if (error instanceof HubApiError) {
      const { statusCode } = error
      const cause = { cause: error }
      if (statusCode === 401 || statusCode === 403) {
        const advice = token
          ? 'the token in HF_TOKEN may not read it; accept its terms on its page, or use another token'
          : 'if it exists it is private or has terms to accept: set HF_TOKEN to a token that may read it'
        return new AnlamError(
          'invalid-input',
          `${endpoint} refuses ${name} (${statusCode}): ${advice}`,
          cause,
        )
      }
      if (statusCode === 404)
        return new AnlamError('not-found', `${endpoint} has no model ${name} at ${revision}`, cause)
      if (statusCode === 429)
        return new AnlamError(
          'overloaded',
          `${endpoint} asks for fewer requests (429); try again later`,
          cause,
        )
      return new AnlamError('unavailable', `${endpoint} answered ${statusCode}; try again later`, cause)
    }
    if (error instanceof TypeError && /access token/i.test(error.message)) {
      return new AnlamError('invalid-input', `HF_TOKEN: ${error.message}`, { cause: error })
    }
    if (error instanceof TypeError) {
      const reason = error.cause instanceof Error ? error.cause.message : error.message
      return new AnlamError('unavailable', `cannot reach ${endpoint}: ${reason}`, { cause: error })
    }
    return asAnlamError(error)
  }
}

/**
 * A `fetch` that retries after 429, 5xx and failed connections. Waits as long as the server asks, else doubles the
 * wait.
 */
function repeatingFetch({ signal, patience = PATIENCE }: HubAccess): typeof fetch {
  return async (input, init) => {
    for (let attempt = 1; ; attempt++) {
      const last = attempt === ATTEMPTS
      let wait = patience * 2 ** (attempt - 1)
      try {
        const response = await fetch(input, { ...init, ...(signal ? { signal } : {}) })
        if ((response.status !== 429 && response.status < 500) || last) return response
        await response.body?.cancel()
        const asked = Number(response.headers.get('retry-after'))
        if (asked > 0) wait = Math.min(asked * 1000, MAX_WAIT)
      } catch (error) {
        if (last || signal?.aborted) throw error
      }
      await sleep(wait, undefined, signal ? { signal } : {})
    }
  }
}
