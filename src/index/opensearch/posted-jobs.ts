import type { JobBoard, PostedJob } from '../job-board.js'
import { type Line, sendLines } from './bulk.js'
import { type Cluster, PATIENCE_OF_WRITES } from './client.js'
import { type Failure, toAnlamError } from './failures.js'

/** Characters of a result in one row. */
const PART = 1 << 20
/** Most jobs that are listed; servers remove old ones long before. */
const MOST = 1000

interface JobRow {
  kind: 'job'
  /** When it was posted first, in milliseconds since 1970. */
  posted: number
  payload: { value: unknown }
}

interface ResultRow {
  kind: 'result'
  payload: { parts: number }
}

interface PartRow {
  kind: 'part'
  payload: { text: string }
}

type Row = JobRow | ResultRow | PartRow

interface Found<R extends Row> {
  _seq_no: number
  _primary_term: number
  _source: R
}

/** Jobs in an index of the cluster, made with the first one. */
export class PostedJobs implements JobBoard {
  constructor(private readonly cluster: Cluster) {}

  private get alias(): string {
    return `${this.cluster.settings.prefix}-jobs`
  }

  async put(id: string, value: unknown, version?: string): Promise<string | undefined> {
    const [seqNo = '', term = ''] = version?.split('.') ?? []
    // Kept as it is, so that the order stays that in which jobs were posted.
    const posted = version === undefined ? Date.now() : ((await this.read<JobRow>(id))?._source.posted ?? 0)
    const body: Row = { kind: 'job', posted, payload: { value } }
    const condition =
      version === undefined ? { op_type: 'create' } : { if_seq_no: seqNo, if_primary_term: term }
    for (let isMade = false; ; isMade = true) {
      const answer = await this.cluster.trySend<{ _seq_no: number; _primary_term: number }>(
        'PUT',
        this.path(id),
        { body, query: { ...condition, require_alias: true }, patience: PATIENCE_OF_WRITES },
      )
      if ('body' in answer) return versionOf(answer.body)
      const { failure } = answer
      if (failure.status === 409) return this.ownVersion(id, value)
      if (failure.status !== 404 || isMade) throw toAnlamError(failure, this.cluster.address)
      await this.make()
    }
  }

  /** The version of a job if it has this value: then the answer to the request that put it was lost. */
  private async ownVersion(id: string, value: unknown): Promise<string | undefined> {
    const found = await this.get(id)
    return found && JSON.stringify(found.value) === JSON.stringify(value) ? found.version : undefined
  }

  private async make(): Promise<void> {
    const answer = await this.cluster.trySend('PUT', `/${this.alias}-1`, {
      body: {
        settings: {
          index: {
            number_of_shards: 1,
            number_of_replicas: this.cluster.settings.replicas,
            refresh_interval: '-1',
          },
        },
        mappings: {
          dynamic: 'strict',
          properties: {
            kind: { type: 'keyword' },
            posted: { type: 'long' },
            payload: { type: 'object', enabled: false },
          },
        },
        aliases: { [this.alias]: {} },
      },
      patience: PATIENCE_OF_WRITES,
    })
    // Another server may have been faster.
    if ('failure' in answer && answer.failure.type !== 'resource_already_exists_exception')
      throw toAnlamError(answer.failure, this.cluster.address)
  }

  async get(id: string): Promise<PostedJob | undefined> {
    const found = await this.read<JobRow>(id)
    return found && { id, value: found._source.payload.value, version: versionOf(found) }
  }

  private async read<R extends Row>(id: string): Promise<Found<R> | undefined> {
    const answer = await this.cluster.trySend<Found<R>>('GET', this.path(id))
    if ('body' in answer) return answer.body
    if (isMissing(answer.failure)) return undefined
    throw toAnlamError(answer.failure, this.cluster.address)
  }

  async list(): Promise<PostedJob[]> {
    const refreshed = await this.cluster.trySend('POST', `/${this.alias}/_refresh`)
    if ('failure' in refreshed) {
      if (isMissing(refreshed.failure)) return []
      throw toAnlamError(refreshed.failure, this.cluster.address)
    }
    const { hits } = await this.cluster.send<{ hits: { hits: (Found<JobRow> & { _id: string })[] } }>(
      'POST',
      `/${this.alias}/_search`,
      {
        body: {
          query: { term: { kind: 'job' } },
          sort: [{ posted: 'asc' }],
          size: MOST,
          seq_no_primary_term: true,
        },
        query: { allow_partial_search_results: false },
      },
    )
    return hits.hits.map(hit => ({ id: hit._id, value: hit._source.payload.value, version: versionOf(hit) }))
  }

  async remove(id: string): Promise<void> {
    if (await this.get(id)) await sendLines(this.cluster, this.alias, [{ id }])
  }

  async putResult(key: string, json: string): Promise<void> {
    const parts = Math.max(1, Math.ceil(json.length / PART))
    const lines = function* (): Generator<Line> {
      for (let n = 0; n < parts; n++) {
        const row: Row = { kind: 'part', payload: { text: json.slice(n * PART, (n + 1) * PART) } }
        yield { id: partId(key, n), json: JSON.stringify(row) }
      }
    }
    await sendLines(this.cluster, this.alias, lines())
    // Last: then all parts are there.
    const row: Row = { kind: 'result', payload: { parts } }
    await sendLines(this.cluster, this.alias, [{ id: key, json: JSON.stringify(row) }])
  }

  async result(key: string): Promise<string | undefined> {
    const found = await this.read<ResultRow>(key)
    if (!found) return undefined
    let json = ''
    for (let n = 0; n < found._source.payload.parts; n++) {
      const part = await this.read<PartRow>(partId(key, n))
      // Removed meanwhile.
      if (!part) return undefined
      json += part._source.payload.text
    }
    return json
  }

  async removeResult(key: string): Promise<void> {
    const found = await this.read<ResultRow>(key)
    if (!found) return
    const parts = Array.from({ length: found._source.payload.parts }, (_, n) => partId(key, n))
    await sendLines(
      this.cluster,
      this.alias,
      [key, ...parts].map(id => ({ id })),
    )
  }

  private path(id: string): string {
    return `/${this.alias}/_doc/${encodeURIComponent(id)}`
  }
}

const partId = (key: string, n: number): string => `${key}.${n}`

function versionOf({ _seq_no, _primary_term }: { _seq_no: number; _primary_term: number }): string {
  return `${_seq_no}.${_primary_term}`
}

/** Whether there is no such row, or no job was ever posted. */
function isMissing({ status }: Failure): boolean {
  return status === 404
}
