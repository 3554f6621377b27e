import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { AnlamError } from '../../errors.js'
import type { Snapshot } from '../engine.js'
import { type Cluster, PATIENCE_OF_WRITES } from './client.js'
import { type Failure, toAnlamError } from './failures.js'
import { aliasOf, checkMeta, type Meta, physicalName } from './mapping.js'
import { readState, replaceState } from './state.js'

/** Milliseconds between two questions whether a snapshot is complete, or an index restored. */
const INTERVAL = 500
/** Milliseconds without a shard being restored after which none will be. */
const STALLED = 60_000

interface SnapshotInfo {
  state: 'IN_PROGRESS' | 'SUCCESS' | 'PARTIAL' | 'FAILED'
  indices: string[]
  metadata?: { anlam?: string }
}

/**
 * Saves an index of the cluster as a snapshot that holds nothing else.
 * @param physical name of the index in the cluster
 * @throws AnlamError `not-found` for an unknown repository; `already-exists`; `invalid-input` for a name that no snapshot can
 *   have; `unavailable` if a shard could not be saved
 */
export async function takeSnapshot(cluster: Cluster, physical: string, place: Snapshot): Promise<void> {
  const nonce = randomUUID()
  const answer = await cluster.trySend('PUT', pathOf(place), {
    body: { indices: physical, include_global_state: false, metadata: { anlam: nonce } },
    patience: PATIENCE_OF_WRITES,
  })
  for (;;) {
    const found = await find(cluster, place)
    // A request that was repeated finds what it began itself.
    if (found && found.metadata?.anlam !== nonce)
      throw new AnlamError(
        'already-exists',
        `repository ${place.repository} has a snapshot ${place.snapshot}`,
      )
    if (!found) throw 'failure' in answer ? refused(answer.failure, place, cluster) : missing(place)
    if (found.state === 'SUCCESS') return
    if (found.state !== 'IN_PROGRESS')
      throw new AnlamError(
        'unavailable',
        `snapshot ${place.snapshot} is not whole (${found.state}); delete it, and take another when the cluster is green`,
      )
    await sleep(INTERVAL)
  }
}

/**
 * Makes an index of a snapshot that holds one. It has another id, and gets its name once it is whole.
 * @throws AnlamError `not-found` for an unknown repository or snapshot; `invalid-input` if that holds other than one index of
 *   Anlam; `already-exists`; `incompatible-index`
 */
export async function restoreSnapshot(cluster: Cluster, place: Snapshot, name: string): Promise<void> {
  const found = await find(cluster, place)
  if (!found) throw missing(place)
  const [held] = found.indices
  if (found.indices.length !== 1 || held === undefined || found.state !== 'SUCCESS')
    throw new AnlamError(
      'invalid-input',
      `snapshot ${place.snapshot} holds ${found.indices.length} indexes (${found.state}); one whole index was expected, as ` +
        '`anlam backup --repository` saves it',
    )
  const { prefix } = cluster.settings
  const id = randomUUID()
  const wanted = physicalName(prefix, name)
  const physical = `${wanted}-${id.slice(0, 8)}`
  try {
    const answer = await cluster.trySend('POST', `${pathOf(place)}/_restore`, {
      body: {
        indices: held,
        include_global_state: false,
        include_aliases: false,
        rename_pattern: '.+',
        rename_replacement: physical,
      },
      patience: PATIENCE_OF_WRITES,
    })
    // A request that was repeated finds what it began itself.
    const begun = await cluster.trySend('GET', `/${physical}`)
    if ('failure' in begun)
      throw toAnlamError('failure' in answer ? answer.failure : begun.failure, cluster.address)
    await whole(cluster, physical)
    await giveName(cluster, physical, { name, id })
    await cluster.send('PUT', `/${physical}/_alias/${wanted}`, { patience: PATIENCE_OF_WRITES })
    const named = await cluster.send<object>('GET', `/${wanted}/_alias`)
    if (Object.keys(named).length > 1) throw new AnlamError('already-exists', `index ${name} exists`)
  } catch (error) {
    await cluster.trySend('DELETE', `/${physical}`)
    throw error
  }
}

/** Gives a restored index its own name and id, and takes away the mark of the writer that it was saved beside. */
async function giveName(cluster: Cluster, physical: string, given: Pick<Meta, 'name' | 'id'>): Promise<void> {
  const mappings = await cluster.send<Record<string, { mappings: { _meta?: Partial<Meta> } }>>(
    'GET',
    `/${physical}/_mapping`,
  )
  const meta = checkMeta(mappings[physical]?.mappings._meta ?? {})
  const options = { patience: PATIENCE_OF_WRITES }
  await cluster.send('PUT', `/${physical}/_mapping`, { body: { _meta: { ...meta, ...given } }, ...options })
  const alias = aliasOf(cluster.settings.prefix, given.id)
  await cluster.send('PUT', `/${physical}/_alias/${alias}`, options)
  const state = await readState(cluster, alias)
  if (!state.state.writer) return
  const { committed, voids } = state.state
  // Rows of a write that was under way must never be there.
  const next = Math.max(committed, ...voids) + 1
  await replaceState(cluster, { alias, shape: meta }, state, {
    ...state.state,
    voids: [...voids, next],
    writer: null,
  })
}

/**
 * Waits until every shard of an index has one copy that can be read.
 * @throws AnlamError `unavailable` if for some time no shard is being restored, and some are missing
 */
async function whole(cluster: Cluster, physical: string): Promise<void> {
  for (let lastWork = performance.now(); performance.now() < lastWork + STALLED; await sleep(INTERVAL)) {
    const { status, initializing_shards: restoring } = await cluster.send<Health>(
      'GET',
      `/_cluster/health/${physical}`,
      { query: { level: 'indices' } },
    )
    if (status !== 'red') return
    if (restoring > 0) lastWork = performance.now()
  }
  throw new AnlamError(
    'unavailable',
    `the cluster does not restore all shards of ${physical}; \`GET /_cluster/allocation/explain\` says why`,
  )
}

interface Health {
  status: string
  initializing_shards: number
}

async function find(cluster: Cluster, place: Snapshot): Promise<SnapshotInfo | undefined> {
  const answer = await cluster.trySend<{ snapshots: SnapshotInfo[] }>('GET', pathOf(place))
  if ('body' in answer) return answer.body.snapshots[0]
  if (answer.failure.type === 'snapshot_missing_exception') return undefined
  throw refused(answer.failure, place, cluster)
}

function refused(failure: Failure, { repository, snapshot }: Snapshot, cluster: Cluster): AnlamError {
  const { type, status, reason } = failure
  if (type === 'repository_missing_exception')
    return new AnlamError(
      'not-found',
      `the cluster has no repository ${repository}; register it (\`PUT /_snapshot/${repository}\`)`,
    )
  if (status === 400) return new AnlamError('invalid-input', `${snapshot} cannot name a snapshot: ${reason}`)
  return toAnlamError(failure, cluster.address)
}

function missing({ repository, snapshot }: Snapshot): AnlamError {
  return new AnlamError('not-found', `repository ${repository} has no snapshot ${snapshot}`)
}

function pathOf({ repository, snapshot }: Snapshot): string {
  return `/_snapshot/${encodeURIComponent(repository)}/${encodeURIComponent(snapshot)}`
}
