import { createHash } from 'node:crypto'
import {
  checkRecordKeys,
  checkRecordPage,
  type IndexRecord,
  type RecordKind,
  type RecordPage,
} from '../records.js'
import { sendLines } from './bulk.js'
import type { Cluster } from './client.js'
import { fillerOf, type VectorShape } from './codes.js'

/** A record in the cluster: `did` is its kind, `pid` its key. Without `born`, no read of documents sees it. */
interface RecordRow {
  kind: 'record'
  did: RecordKind
  pid: string
  /** JSON, because JavaScript's parsers take keys such as `__proto__` for something else. */
  payload: { json: string }
}

/** Keeps records, each durable when this resolves; see `SearchIndex.putRecords`. */
export async function putRecords(
  cluster: Cluster,
  { alias, shape }: { alias: string; shape: VectorShape },
  kind: RecordKind,
  records: readonly IndexRecord[],
): Promise<void> {
  checkRecordKeys(records.map(({ key }) => key))
  const vector = fillerOf(shape)
  const lines = function* () {
    for (const { key, value } of records) {
      const row: RecordRow = { kind: 'record', did: kind, pid: key, payload: { json: JSON.stringify(value) } }
      yield { id: rowId(kind, key), json: JSON.stringify({ ...row, vector }) }
    }
  }
  await sendLines(cluster, alias, lines())
}

export async function removeRecords(
  cluster: Cluster,
  alias: string,
  kind: RecordKind,
  keys: readonly string[],
): Promise<void> {
  await sendLines(
    cluster,
    alias,
    keys.map(key => ({ id: rowId(kind, key) })),
  )
}

export async function readRecords(
  cluster: Cluster,
  alias: string,
  kind: RecordKind,
  page: RecordPage,
): Promise<IndexRecord[]> {
  checkRecordPage(page)
  const { prefix = '', after, limit } = page
  await cluster.send('POST', `/${alias}/_refresh`)
  const { hits } = await cluster.send<{ hits: { hits: { _source: RecordRow }[] } }>(
    'POST',
    `/${alias}/_search`,
    {
      body: {
        query: {
          bool: {
            filter: [
              { term: { kind: 'record' } },
              { term: { did: kind } },
              ...(prefix === '' ? [] : [{ prefix: { pid: prefix } }]),
              ...(after === undefined ? [] : [{ range: { pid: { gt: after } } }]),
            ],
          },
        },
        size: limit,
        sort: [{ pid: 'asc' }],
        track_total_hits: false,
      },
      query: { allow_partial_search_results: false },
    },
  )
  return hits.hits.map(({ _source: { pid, payload } }) => ({
    key: pid,
    value: JSON.parse(payload.json) as unknown,
  }))
}

function rowId(kind: RecordKind, key: string): string {
  return `record-${kind}-${createHash('sha256').update(key).digest('base64url')}`
}
