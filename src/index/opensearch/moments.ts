import { setTimeout as sleep } from 'node:timers/promises'
import { throwIfAborted } from '../../errors.js'
import { SharedRead } from '../shared-read.js'
import type { Cluster } from './client.js'
import type { Query } from './metadata.js'
import type { Row } from './rows.js'
import { Moment, readState, type VersionedState } from './state.js'

/**
 * Milliseconds after which what died before a read began may be gone, and for which a read need not look whether it is. Far
 * apart, because the clocks of two machines may be.
 */
export const GRACE = 120_000
const TRUSTED = 20_000

/** Shorter reads ask for the state at once, in milliseconds: timers are not finer. */
const SHORT = 4
/** The state is put off no longer: where a node hangs, a read must not wait for it twice, one time after the other. */
const LONGEST = 50
/** Share of what a read took in what reads take. */
const NEWEST = 0.2

/** Most rows, and most values of a condition, of one request. */
const MOST_ROWS = 1000
const MOST_VALUES = 10_000

/** A row as a search finds it. */
export interface FoundRow<R extends Row = Row> {
  id: string
  score: number
  row: R
  /** Zeros if it was not asked for. */
  version: { seqNo: number; term: number }
}

interface SearchAnswer {
  hits: {
    hits: {
      _id: string
      _score: number | null
      _seq_no?: number
      _primary_term?: number
      _source: Row
      sort?: (string | number)[]
    }[]
  }
}

/** A search request; `source` names the fields that are read, by default all. */
export interface RowSearch {
  query: Query
  size: number
  sort?: readonly object[]
  source?: readonly string[] | false
  after?: readonly (string | number)[]
  /** A point in time, which names the index itself. */
  pit?: { id: string; keep_alive: string }
  /** One of the parts that a point in time is read in, each row in one. */
  slice?: { field: string; id: number; max: number }
  /** Count the terms of all shards together. */
  dfs?: boolean
  /** Read the versions of rows, too, by which they are replaced. */
  versions?: boolean
  signal?: AbortSignal | undefined
}

/** Reads of an index, each of one state. */
export class Moments {
  private refreshed = 0
  private refreshing: Promise<void> | undefined
  /** The last moment that was read, all of which can be found. */
  private last: Moment | undefined
  private readonly states = new SharedRead(() => readState(this.cluster, this.alias))
  /** What reads take lately, in milliseconds. */
  private typical = 0

  constructor(
    readonly cluster: Cluster,
    readonly alias: string,
  ) {}

  /**
   * Reads the state, and makes all of it findable.
   * @param known the state, if it was just read or written
   */
  async now(signal?: AbortSignal, known?: VersionedState): Promise<Moment> {
    const { state } = known ?? (await this.states.read())
    throwIfAborted(signal)
    while (this.refreshed < state.committed) {
      this.refreshing ??= this.refresh(state.committed).finally(() => {
        this.refreshing = undefined
      })
      await this.refreshing
    }
    this.last = new Moment(state)
    return this.last
  }

  private async refresh(committed: number): Promise<void> {
    await this.cluster.send('POST', `/${this.alias}/_refresh`)
    this.refreshed = Math.max(this.refreshed, committed)
  }

  /** Reads what is there at one moment. Reads again if rows of that moment may have been removed meanwhile. */
  async read<T>(work: (moment: Moment) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const early = this.last && (await this.readEarly(this.last, work, signal))
    if (early) return early.result
    for (;;) {
      throwIfAborted(signal)
      const began = performance.now()
      const moment = await this.now(signal)
      const result = await work(moment)
      if (performance.now() - began < TRUSTED || (await this.isWhole(moment))) return result
    }
  }

  /**
   * Reads what was there at the last moment that is known, and meanwhile whether that is still the state: it mostly is. The
   * state is asked for in the middle, so that all who search together ask once.
   * @returns undefined if it is not
   */
  private async readEarly<T>(
    moment: Moment,
    work: (moment: Moment) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<{ result: T } | undefined> {
    throwIfAborted(signal)
    const began = performance.now()
    const working = work(moment).finally(() => {
      this.typical += NEWEST * (performance.now() - began - this.typical)
    })
    const due =
      this.typical < SHORT
        ? undefined
        : Promise.race([working, sleep(Math.min(LONGEST, this.typical / 2), undefined, { ref: false })])
    const [done, now] = await Promise.allSettled([working, this.states.read(due)])
    throwIfAborted(signal)
    if (now.status === 'rejected') throw now.reason
    const isSame = now.value.state.committed === moment.state.committed
    if (!isSame || performance.now() - began >= TRUSTED) return undefined
    if (done.status === 'rejected') throw done.reason
    return { result: done.value }
  }

  /** Whether all rows that were there at a moment can still be read. */
  async isWhole({ state }: Moment): Promise<boolean> {
    return (await readState(this.cluster, this.alias)).state.purged <= state.committed
  }

  async search<R extends Row>(request: RowSearch): Promise<(FoundRow<R> & { sort: (string | number)[] })[]> {
    const { query, size, sort, source, after, pit, slice, dfs, versions, signal } = request
    const path = pit ? '/_search' : `/${this.alias}/_search`
    const { hits } = await this.cluster.send<SearchAnswer>('POST', path, {
      body: {
        query,
        size,
        ...(sort ? { sort, track_scores: sort.some(each => '_score' in each) } : {}),
        ...(source === undefined ? {} : { _source: source }),
        ...(after ? { search_after: after } : {}),
        ...(pit ? { pit } : {}),
        ...(slice ? { slice } : {}),
        ...(versions ? { seq_no_primary_term: true } : {}),
        track_total_hits: false,
      },
      query: {
        // A point in time has these of its own.
        ...(pit ? {} : { allow_partial_search_results: false }),
        ...(dfs ? { search_type: 'dfs_query_then_fetch' } : {}),
      },
      signal,
    })
    return hits.hits.map(({ _id: id, _score, _source: row, _seq_no, _primary_term, sort: at = [] }) => ({
      id,
      score: _score ?? 0,
      row: row as R,
      version: { seqNo: _seq_no ?? 0, term: _primary_term ?? 0 },
      sort: at,
    }))
  }

  /** All rows of a query in the order of their places, in pages. */
  async *pages<R extends Row>(
    query: Query,
    options: Pick<RowSearch, 'versions' | 'signal'> & { source?: readonly string[]; size?: number } = {},
  ): AsyncGenerator<FoundRow<R>[]> {
    const { size = MOST_ROWS, ...rest } = options
    let after: readonly (string | number)[] | undefined
    for (;;) {
      const page = await this.search<R>({
        query,
        size,
        sort: [{ place: 'asc' }],
        ...rest,
        ...(after ? { after } : {}),
      })
      if (page.length > 0) yield page
      if (page.length < size) return
      after = page.at(-1)!.sort
    }
  }

  /** All rows in which a field has one of these values. */
  async *withValues<R extends Row>(
    field: string,
    values: readonly string[],
    conditions: readonly Query[],
    options: Pick<RowSearch, 'versions'> & { source?: readonly string[]; size?: number } = {},
  ): AsyncGenerator<FoundRow<R>[]> {
    for (let from = 0; from < values.length; from += MOST_VALUES) {
      const terms = { terms: { [field]: values.slice(from, from + MOST_VALUES) } }
      yield* this.pages<R>({ bool: { filter: [...conditions, terms] } }, options)
    }
  }
}
