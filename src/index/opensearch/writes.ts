import { rowOf } from '../../basics/vectors.js'
import type { VectorBatch } from '../../types.js'
import { outcomesOf } from '../outcomes.js'
import type { IndexedDocument, WriteOutcome } from '../types.js'
import { type Line, sendLines } from './bulk.js'
import { blurOf, type VectorShape } from './codes.js'
import { FirstWrites } from './first-writes.js'
import type { Query } from './metadata.js'
import type { FoundRow, Moments } from './moments.js'
import { PASSAGES } from './reads.js'
import { isDocument, isPassage, type PassageRow, type Row, rowId, rowJson, rowsOf } from './rows.js'
import type { WriterSession } from './session.js'
import { type Moment, wasReplaced } from './state.js'

/** Rows that are removed before others may write. */
const REMOVED_AT_ONCE = 5000
/** Attempts to mark rows that others have marked. */
const ATTEMPTS = 3

interface Change {
  documents: number
  passages: number
  entries: number
}

const NOTHING: Readonly<Change> = { documents: 0, passages: 0, entries: 0 }

/** What a write did. */
interface Done {
  places: number
  blur: number | undefined
  change: Change
  died: boolean
}

/** The writes of a session. Called one after the other. */
export class Writes {
  readonly first: FirstWrites

  constructor(
    private readonly moments: Moments,
    private readonly session: WriterSession,
    private readonly name: string,
    private readonly shape: VectorShape,
  ) {
    this.first = new FirstWrites(session.state.places === 0)
  }

  /** Adds documents; see `SearchIndex.write`. */
  async write(documents: readonly IndexedDocument[], vectors: VectorBatch): Promise<WriteOutcome[]> {
    const { session } = this
    await session.settle()
    const moment = this.first.areNew(documents) ? undefined : await this.settled()
    this.first.add(documents)
    const holders = moment ? await this.holders(moment, documents) : new Map<string, string>()
    const outcomes = outcomesOf(documents, id => holders.get(id))
    const written = new Set(outcomes.flatMap(({ id, status }) => (status === 'written' ? [id] : [])))
    if (written.size === 0) return outcomes
    await this.commit(async born => {
      const gone = moment ? await this.bury(moment, [...written], born) : NOTHING
      let { places, blur } = session.state
      let row = 0
      const added: Change = { ...NOTHING }
      const { shape } = this
      const lines = function* (): Generator<Line> {
        for (const document of documents) {
          const first = row
          row += document.passages.length
          if (!written.has(document.document.id)) continue
          const own = document.passages.map((_, i) => rowOf(vectors, first + i))
          if (shape.vectors === 'byte')
            blur = own.reduce((most, each) => Math.max(most, blurOf(each)), blur ?? 0)
          const rows = rowsOf(document, own, born, places)
          places += rows.length
          added.documents++
          for (const each of rows) {
            if (isPassage(each)) count(added, each)
            yield { id: rowId(each), json: rowJson(each, shape), born }
          }
        }
      }
      await this.send(lines())
      return { places, blur, change: less(added, gone), died: gone.documents > 0 }
    })
    return outcomes
  }

  /** @returns how many of these documents there were */
  async remove(ids: readonly string[]): Promise<number> {
    const moment = await this.settled()
    let gone = NOTHING
    await this.commit(async born => {
      gone = await this.bury(moment, ids, born)
      if (gone.documents === 0) return undefined
      const { places, blur } = this.session.state
      return { places, blur, change: less(NOTHING, gone), died: true }
    })
    return gone.documents
  }

  /** Does the work of one write, none if it returns nothing; from the moment at which its number is committed, all of it is there. */
  private async commit(work: (born: number) => Promise<Done | undefined>): Promise<void> {
    const { session } = this
    const born = session.next
    try {
      const done = await work(born)
      if (!done) return
      const { places, blur, change, died } = done
      const { documents, passages, entries, diedAt } = session.state
      await session.replace({
        committed: born,
        documents: documents + change.documents,
        passages: passages + change.passages,
        entries: entries + change.entries,
        places,
        ...(blur === undefined ? {} : { blur }),
        // Never the same twice, because it tells the deaths of one write from those of another.
        diedAt: died ? Math.max(Date.now(), diedAt + 1) : diedAt,
      })
    } catch (error) {
      session.fail()
      throw error
    }
  }

  /** The present moment, once it is known what became of the last write. */
  private async settled(): Promise<Moment> {
    await this.session.settle()
    return this.moments.now(undefined, this.session.versioned)
  }

  private async holders(
    { state, visible }: Moment,
    documents: readonly IndexedDocument[],
  ): Promise<Map<string, string>> {
    const holders = new Map<string, string>()
    if (state.passages === 0) return holders
    const ids = documents.flatMap(({ passages }) => passages.map(({ id }) => id))
    const options = { source: ['pid', 'did'], size: 10_000 }
    for await (const page of this.moments.withValues<PassageRow>('pid', ids, [PASSAGES, ...visible], options))
      for (const { row } of page) holders.set(row.pid, row.did)
    return holders
  }

  /**
   * Marks the rows of documents as dead from a write on. A row that a later write has marked means that another process
   * writes: its mark must stay.
   */
  private async bury({ state, visible }: Moment, ids: readonly string[], died: number): Promise<Change> {
    const gone: Change = { ...NOTHING }
    if (state.documents === 0) return gone
    for await (const page of this.moments.withValues('did', ids, visible, { versions: true })) {
      for (const { row } of page) {
        if (isDocument(row)) gone.documents++
        if (isPassage(row)) count(gone, row)
      }
      await this.mark(page, died)
    }
    return gone
  }

  private async mark(rows: readonly FoundRow[], died: number): Promise<void> {
    const { cluster, alias } = this.moments
    let left = rows
    for (let attempt = 1; left.length > 0; attempt++) {
      const byOthers = left.some(
        ({ row }) => row.died !== undefined && !this.session.state.voids.includes(row.died),
      )
      if (byOthers || attempt > ATTEMPTS) throw wasReplaced(this.name)
      const conflicts = await sendLines(
        cluster,
        alias,
        left.map(each => marked(each, died, this.shape)),
      )
      if (conflicts.length === 0) return
      // Marked by a request whose answer was lost, or by one of a writer that is no more, which does not count.
      left = (await this.readAgain(conflicts)).filter(({ row }) => row.died !== died)
    }
  }

  private async readAgain(ids: readonly string[]): Promise<FoundRow[]> {
    const { cluster, alias } = this.moments
    interface Doc {
      _id: string
      _seq_no: number
      _primary_term: number
      _source: Row
    }
    const { docs } = await cluster.send<{ docs: Doc[] }>('POST', `/${alias}/_mget`, { body: { ids } })
    return docs.map(({ _id: id, _seq_no: seqNo, _primary_term: term, _source: row }) => ({
      id,
      row,
      score: 0,
      version: { seqNo, term },
    }))
  }

  private async send(lines: Iterable<Line>): Promise<void> {
    const conflicts = await sendLines(this.moments.cluster, this.moments.alias, lines)
    if (conflicts.length > 0) throw wasReplaced(this.name)
  }

  /** Removes rows that nobody reads any more, some at a time. */
  async sweep(): Promise<void> {
    const { session } = this
    const upTo = session.removable
    if (upTo === undefined) return
    const moment = await this.settled()
    const { voids } = session.state
    const dead: Query = {
      bool: {
        should: [
          { bool: { filter: [{ range: { died: { lte: upTo } } }], must_not: [{ terms: { died: voids } }] } },
          { bool: { filter: [{ range: { born: { lte: upTo } } }, { terms: { born: voids } }] } },
        ],
        minimum_should_match: 1,
      },
    }
    if (upTo > moment.state.purged) await session.replace({ purged: upTo })
    const pages = this.moments.pages(dead, { source: ['kind'], size: REMOVED_AT_ONCE })
    for await (const page of pages) await this.send(page.map(({ id }) => ({ id })))
  }
}

function marked({ id, row, version }: FoundRow, died: number, shape: VectorShape): Line {
  return { id, json: rowJson({ ...row, died }, shape), version }
}

function count(change: Change, { payload }: PassageRow): void {
  change.passages++
  change.entries += payload.entries
}

function less(added: Change, gone: Change): Change {
  return {
    documents: added.documents - gone.documents,
    passages: added.passages - gone.passages,
    entries: added.entries - gone.entries,
  }
}
