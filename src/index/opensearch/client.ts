import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@opensearch-project/opensearch'
import { AnlamError, cancelled, throwIfAborted } from '../../errors.js'
import type { VectorKind } from './codes.js'
import { type Failure, failureOf, toAnlamError } from './failures.js'

/** How to reach a cluster. */
export interface ClusterSettings {
  /** Addresses of nodes, such as `https://search-1.example:9200`, without user or password. */
  urls: readonly string[]
  /** PEM of the authority that signed the nodes' certificates; default: those that the system trusts. */
  ca?: string
  username?: string
  password?: string
  /** Sent instead of user and password. */
  apiKey?: string
  /** Beginning of the names of all indexes in the cluster: small letters, digits and hyphens. */
  prefix: string
  /** Shards of new indexes, and copies of each shard beside the first. */
  shards: number
  replicas: number
  /** How new indexes keep the vectors that they search; default: as floats. */
  vectors?: VectorKind
}

export interface SendOptions {
  /** A JSON value, or lines of JSON for a bulk request. */
  body?: object | string
  query?: Record<string, string | number | boolean>
  signal?: AbortSignal | undefined
  /** Milliseconds during which a request that found no node, or too busy a cluster, is repeated. */
  patience?: number
}

type Sent = { [Option in 'body' | 'query' | 'signal']: SendOptions[Option] | undefined } & {
  patience: number
}

/** Milliseconds after which a node's silence counts as failure, unless the request may take longer. */
const SILENCE = 30_000
/** How often such a long request is sent to another node: once, lest the caller wait for minutes. */
const LONG_RETRIES = 1
/** Milliseconds for which reads and writes are repeated. Green again after a lost node took up to 25 s. */
const PATIENCE = 10_000
export const PATIENCE_OF_WRITES = 60_000
/** First and longest pause before a repetition, in milliseconds. */
const FIRST_PAUSE = 100
const LONGEST_PAUSE = 5000

/** A connection to a cluster. What fails for the moment is repeated; what fails otherwise is an `AnlamError`. */
export class Cluster {
  private client: Promise<Client> | undefined
  private isClosed = false

  constructor(readonly settings: ClusterSettings) {}

  /** Imported on demand: whoever keeps indexes in a folder need not wait for it. */
  private async connect(): Promise<Client> {
    const { Client } = await import('@opensearch-project/opensearch')
    const { urls, ca, username, password, apiKey } = this.settings
    return new Client({
      nodes: [...urls],
      requestTimeout: SILENCE,
      maxRetries: Math.max(3, urls.length),
      ...(ca === undefined ? {} : { ssl: { ca } }),
      ...(apiKey === undefined ? {} : { headers: { authorization: `ApiKey ${apiKey}` } }),
      ...(apiKey === undefined && username !== undefined && password !== undefined
        ? { auth: { username, password } }
        : {}),
    })
  }

  /** Where the cluster is, for messages. */
  get address(): string {
    return this.settings.urls.join(', ')
  }

  /**
   * Sends a request. It may arrive twice, so it must be one that changes nothing the second time.
   * @param path each part encoded
   * @returns the body of the answer
   * @throws AnlamError `cancelled`; `not-found` for a missing index; as `toAnlamError`
   */
  async send<T>(method: string, path: string, options: SendOptions = {}): Promise<T> {
    const answer = await this.trySend<T>(method, path, options)
    if ('failure' in answer) throw toAnlamError(answer.failure, this.address)
    return answer.body
  }

  /** As `send`, but returns an answer that the cluster gave on purpose, such as a conflict, instead of throwing it. */
  async trySend<T>(
    method: string,
    path: string,
    { body, query, signal, patience = PATIENCE }: SendOptions = {},
  ): Promise<{ body: T } | { failure: Failure }> {
    const until = performance.now() + patience
    for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      throwIfAborted(signal)
      if (this.isClosed) throw new AnlamError('unavailable', `the connection to ${this.address} was closed`)
      const answer = await this.once<T>(method, path, { body, query, signal, patience })
      if ('body' in answer || !answer.failure.passes || performance.now() + pause > until) return answer
      // A random share, so that many who were refused do not come back at once.
      await sleep(pause * (0.5 + Math.random() / 2), undefined, signal ? { signal } : {}).catch(
        () => undefined,
      )
    }
  }

  private async once<T>(
    method: string,
    path: string,
    { body, query, signal, patience }: Sent,
  ): Promise<{ body: T } | { failure: Failure }> {
    const lines = typeof body === 'string'
    this.client ??= this.connect()
    const request = (await this.client).transport.request(
      {
        method,
        path,
        ...(body === undefined ? {} : lines ? { bulkBody: body } : { body }),
        ...(query ? { querystring: query } : {}),
      },
      // A busy cluster gets no faster if what it works on is sent again.
      patience > SILENCE ? { requestTimeout: patience, maxRetries: LONG_RETRIES } : {},
    )
    const abort = (): void => {
      request.abort()
    }
    signal?.addEventListener('abort', abort, { once: true })
    try {
      return { body: (await request).body as T }
    } catch (error) {
      if (signal?.aborted) throw cancelled()
      return { failure: failureOf(error) }
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  /**
   * Checks that this is an OpenSearch that can search vectors.
   * @throws AnlamError `invalid-input` for another product, too old a version, or one without the k-NN plugin
   */
  async check(): Promise<void> {
    const { version } = await this.send<{ version?: { number?: string; distribution?: string } }>('GET', '/')
    const [major = 0, minor = 0] = (version?.number ?? '').split('.').map(Number)
    const wrong =
      version?.distribution !== 'opensearch'
        ? 'is not OpenSearch'
        : major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])
          ? `has version ${version.number}`
          : undefined
    if (wrong !== undefined)
      throw new AnlamError(
        'invalid-input',
        `${this.address} ${wrong}; OpenSearch ${OLDEST.join('.')} or newer with the k-NN plugin is needed`,
      )
    const plugins = await this.send<{ component: string }[]>('GET', '/_cat/plugins', {
      query: { format: 'json', h: 'component' },
    })
    if (!plugins.some(({ component }) => /knn/i.test(component)))
      throw new AnlamError(
        'invalid-input',
        `the OpenSearch at ${this.address} lacks the k-NN plugin; install \`opensearch-knn\` on every node`,
      )
  }

  async close(): Promise<void> {
    this.isClosed = true
    await (await this.client)?.close()
  }
}

/** The first version whose Lucene graphs take the length of the candidate list with the query. */
const OLDEST = [2, 16] as const
