import { randomUUID } from 'node:crypto'
import { AnlamError } from '../../errors.js'
import type { Cluster, SendOptions } from './client.js'
import { PATIENCE_OF_WRITES } from './client.js'
import { toAnlamError } from './failures.js'
import type { Query } from './metadata.js'

/** Who writes an index, for who wants to write it next. */
export interface WriterMark {
  session: string
  host: string
  pid: number
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
  const answer = await cluster.trySend<Found>('GET', `/${alias}/_doc/${ID}`, options)
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
 * @returns undefined in that case
 */
export async function replaceState(
  cluster: Cluster,
  alias: string,
  { version }: VersionedState,
  state: State,
): Promise<VersionedState | undefined> {
  const nonce = randomUUID()
  const condition = version
    ? { if_seq_no: version.seqNo, if_primary_term: version.term }
    : { op_type: 'create' }
  const answer = await cluster.trySend<{ _seq_no: number; _primary_term: number }>(
    'PUT',
    `/${alias}/_doc/${ID}`,
    {
      body: { kind: 'state', payload: { ...state, nonce } },
      query: { ...condition, require_alias: true },
      patience: PATIENCE_OF_WRITES,
    },
  )
  if ('body' in answer) {
    const { _seq_no: seqNo, _primary_term: term } = answer.body
    return { state, version: { seqNo, term }, nonce }
  }
  if (answer.failure.status !== 409) throw toAnlamError(answer.failure, cluster.address)
  // The request may have arrived before an answer to it was lost, and was repeated.
  const now = await readState(cluster, alias, { patience: PATIENCE_OF_WRITES })
  return now.nonce === nonce ? now : undefined
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

export function wasReplaced(name: string): AnlamError {
  return new AnlamError(
    'unavailable',
    `another process has taken over the writing of index ${name}; what was not acknowledged is not written`,
  )
}
