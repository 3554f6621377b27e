import { setTimeout as sleep } from 'node:timers/promises'
import { type Cluster, PATIENCE_OF_WRITES } from './client.js'
import { type Described, failureOfLine, toAnlamError } from './failures.js'

/** Bytes of a bulk request, unless one line alone is longer, and its lines. A larger one is no faster, and may take too long. */
const REQUEST_BYTES = 4 << 20
const REQUEST_LINES = 250
/** Requests under way at once. */
const AT_ONCE = 2
/** First and longest pause before lines that the cluster was too busy for are sent again, in milliseconds. */
const FIRST_PAUSE = 200
const LONGEST_PAUSE = 5000

/** One line of a bulk request: what to do, and the row as JSON, absent to remove it. */
export interface Line {
  id: string
  json?: string
  /** The write that a new row is of. If the line arrives again after the row was replaced, it is refused. */
  born?: number
  /** The version that is replaced; absent to replace any. */
  version?: { seqNo: number; term: number }
}

interface BulkAnswer {
  errors: boolean
  items: Record<string, { _id: string; status: number; error?: Described }>[]
}

/**
 * Sends lines in requests of bounded size, some at a time, and again as long as the cluster is too busy for them or
 * looks for its nodes. A line that arrives twice changes nothing the second time.
 * @returns ids of lines whose version was not there any more
 * @throws AnlamError as `toAnlamError`; some lines may have been written then
 */
export async function sendLines(
  cluster: Cluster,
  alias: string,
  lines: Iterable<Line> | AsyncIterable<Line>,
): Promise<string[]> {
  const conflicts: string[] = []
  const under = new Set<Promise<void>>()
  let failed: { error: unknown } | undefined
  const start = async (request: Line[]): Promise<void> => {
    if (under.size >= AT_ONCE) await Promise.race(under)
    if (failed) throw failed.error
    const sending = sendRequest(cluster, alias, request)
      .then(
        ids => void conflicts.push(...ids),
        (error: unknown) => {
          failed ??= { error }
        },
      )
      .finally(() => under.delete(sending))
    under.add(sending)
  }
  try {
    let request: Line[] = []
    let bytes = 0
    for await (const line of lines) {
      const size = Buffer.byteLength(line.json ?? '') + line.id.length
      if (request.length === REQUEST_LINES || (request.length > 0 && bytes + size > REQUEST_BYTES)) {
        await start(request)
        request = []
        bytes = 0
      }
      request.push(line)
      bytes += size
    }
    if (request.length > 0) await start(request)
  } finally {
    // Nothing may arrive after this has been reported.
    await Promise.all(under)
  }
  if (failed) throw (failed as { error: unknown }).error
  return conflicts
}

async function sendRequest(cluster: Cluster, alias: string, request: readonly Line[]): Promise<string[]> {
  const until = performance.now() + PATIENCE_OF_WRITES
  const conflicts: string[] = []
  let left = request
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const { errors, items } = await cluster.send<BulkAnswer>('POST', `/${alias}/_bulk`, {
      body: left.map(toText).join(''),
      query: { require_alias: true, filter_path: 'errors,items.*._id,items.*.status,items.*.error' },
      patience: PATIENCE_OF_WRITES,
    })
    if (!errors) return conflicts
    const again: Line[] = []
    for (const [i, item] of items.entries()) {
      const { status, error } = Object.values(item)[0]!
      if (!error) continue
      const failure = failureOfLine(status, error)
      if (status === 409) conflicts.push(left[i]!.id)
      else if (failure.passes && performance.now() + pause < until) again.push(left[i]!)
      else throw toAnlamError(failure, cluster.address)
    }
    if (again.length === 0) return conflicts
    left = again
    await sleep(pause * (0.5 + Math.random() / 2))
  }
}

function toText({ id, json, born, version }: Line): string {
  const condition = version
    ? { if_seq_no: version.seqNo, if_primary_term: version.term }
    : born === undefined
      ? {}
      : { version: born, version_type: 'external_gte' }
  const action = JSON.stringify({ [json === undefined ? 'delete' : 'index']: { _id: id, ...condition } })
  return json === undefined ? `${action}\n` : `${action}\n${json}\n`
}
