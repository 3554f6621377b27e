import { randomUUID } from 'node:crypto'
import type { ProcessMark } from '../../basics/processes.js'
import { AnlamError } from '../../errors.js'
import type { Cluster, SendOptions } from './client.js'
import { PATIENCE_OF_WRITES } from './client.js'
import { fillerOf, type VectorShape } from './codes.js'
import { toAnlamError } from './failures.js'
import type { Query } from './metadata.js'

/** Who writes an index, for who wants to write it next. */
export interface WriterMark extends ProcessMark {
  session: string
  /** When it last said that it lives, in milliseconds since 1970. */
  renewed: number
}

/**
 * The state of an index: one document, which is read by its id and so always seen as it is now. Each write has a number;
 * its rows are there for readers once `committed` has reached it.
 */
export interface State {
  /** Number of the last write. */
  committed: number
  documents: number
  passages: number
  /** Entries of all passages by wording, for their mean length. */
  entries: number
  /** Places given to rows so far. */
  places: number
  /** Largest angle between a vector and the bytes that it is searched by; absent where these are floats. */
  blur?: number
  /** Numbers of writes that were cut off: their rows are never there. */
  voids: readonly number[]
  /** Rows that died in this write or before may have been removed. */
  purged: number
  /** When rows last died, in milliseconds since 1970. */
  diedAt: number
  writer: WriterMark | null
}

const EMPTY: State = {
  committed: 0,
  documents: 0,
  passages: 0,
  entries: 0,
  places: 0,
  voids: [],
  purged: 0,
  diedAt: 0,
  writer: null,
}

const ID = 'state'
/** How often a state is written whose answers are lost. */
const ATTEMPTS = 3

/** A state with what OpenSearch needs to replace just this one. */
export interface VersionedState {
  state: State
  /** Absent before the first. */
  version?: { seqNo: number; term: number }
  /** Tells one replacement from another. */
  nonce?: string
}

interface Found {
  _seq_no: number
  _primary_term: number
  _source: { payload: State & { nonce: string } }
}

/** @throws AnlamError `not-found` if the index was deleted */
export async function readState(
  cluster: Cluster,
  alias: string,
  options: SendOptions = {},
): Promise<VersionedState> {
  const answer = await cluster.trySend<Found>('GET', `/${alias}/_doc/${ID}`, {
    ...options,
    // Every copy has what was acknowledged: one on the node that is asked saves a way.
    query: { preference: '_local' },
  })
  if ('failure' in answer) {
    const { failure } = answer
    // Without an error in the body, it is the document that is missing: nobody has written yet.
    if (failure.status === 404 && failure.type === '') return { state: EMPTY }
    throw toAnlamError(failure, cluster.address)
  }
  const { _seq_no: seqNo, _primary_term: term, _source: source } = answer.body
  const { nonce, ...state } = source.payload
  return { state, version: { seqNo, term }, nonce }
}

/**
 * Replaces a state, unless another has replaced it before.
 * @returns the new one, or the other
 * @throws AnlamError if no answer came; the request may still arrive then
 */
export async function replaceState(
  cluster: Cluster,
  { alias, shape }: { alias: string; shape: VectorShape },
  { version }: VersionedState,
  state: State,
): Promise<{ replaced: VersionedState } | { found: VersionedState }> {
  const nonce = randomUUID()
  for (let attempt = 1, at = version; ; attempt++) {
    const condition = at ? { if_seq_no: at.seqNo, if_primary_term: at.term } : { op_type: 'create' }
    const answer = await cluster.trySend<{ _seq_no: number; _primary_term: number }>(
      'PUT',
      `/${alias}/_doc/${ID}`,
      {
        body: { kind: 'state', payload: { ...state, nonce }, vector: fillerOf(shape) },
        query: { ...condition, require_alias: true },
        patience: PATIENCE_OF_WRITES,
      },
    )
    if ('body' in answer) {
      const { _seq_no: seqNo, _primary_term: term } = answer.body
      return { replaced: { state, version: { seqNo, term }, nonce } }
    }
    const { failure } = answer
    const error = toAnlamError(failure, cluster.address)
    const isConflict = failure.status === 409
    if (!isConflict && !failure.passes) throw error
    const now = await readState(cluster, alias).catch(() => {
      throw error
    })
    if (now.nonce !== nonce && isConflict) return { found: now }
    if (now.nonce !== nonce || attempt === ATTEMPTS) throw error
    // The request arrived, and its answer was lost: only another one tells that every copy has it.
    at = now.version
  }
}

/** As `SearchIndex.revision`. */
export function revisionOf(id: string, { committed }: State): string {
  return `${id}.${committed}`
}

/** What one read sees: the rows of all writes up to a number. */
export class Moment {
  constructor(readonly state: State) {}

  /** Conditions of the rows that are there. */
  get visible(): Query[] {
    const { committed, voids } = this.state
    const dead = { range: { died: { lte: committed } } }
    const born = { range: { born: { lte: committed } } }
    if (voids.length === 0) return [{ bool: { filter: [born], must_not: [dead] } }]
    const isVoid = (field: string): Query => ({ terms: { [field]: voids } })
    const reallyDead = { bool: { filter: [dead], must_not: [isVoid('died')] } }
    return [{ bool: { filter: [born], must_not: [isVoid('born'), reallyDead] } }]
  }

  sees({ born, died }: { born: number; died?: number }): boolean {
    const { committed, voids } = this.state
    const happened = (write: number): boolean => write <= committed && !voids.includes(write)
    return happened(born) && !(died !== undefined && happened(died))
  }
}

/** @param by whoever writes now, as far as that is known */
export function wasReplaced(name: string, by?: WriterMark | null): AnlamError {
  return new AnlamError(
    'unavailable',
    `${by ? `process ${by.pid} of ${by.host}` : 'another process'} has taken over the writing of index ${name}, because ` +
      'nothing was heard of this one; what was not acknowledged is not written',
  )
}
