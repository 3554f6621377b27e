import { crc32 } from 'node:zlib'
import { AnlamError } from '../../../errors.js'
import {
  checkRecordKeys,
  checkRecordPage,
  type IndexRecord,
  RECORD_KINDS,
  type RecordKind,
  type RecordPage,
} from '../../records.js'
import { type Database, prepare, sqliteError } from '../sqlite.js'

const SCHEMA = `
-- What is kept beside the passages, such as decisions about pairs. The value is JSON.
CREATE TABLE IF NOT EXISTS records (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  crc32 INTEGER NOT NULL,
  PRIMARY KEY (kind, key)
);
`
const EXISTS = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'records'"
const PAGE = `SELECT key, value, crc32 FROM records
  WHERE kind = @kind AND key > @after AND key >= @prefix AND substr(key, 1, length(@prefix)) = @prefix
  ORDER BY key LIMIT @limit`
/** Records read at a time where all are read. */
const BATCH = 100

interface Row {
  key: string
  value: string
  crc32: number
}

/** The records of an index; see `SearchIndex.records`. An index that never kept any has no table. */
export class RecordTable {
  constructor(
    private readonly database: Database,
    private readonly path: string,
  ) {}

  /** In one transaction, durable when it returns. */
  put(kind: RecordKind, records: readonly IndexRecord[]): void {
    checkRecordKeys(records.map(({ key }) => key))
    this.changing(() => {
      this.database.exec(SCHEMA)
      const put = this.database.prepare('INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)')
      for (const { key, value } of records) {
        const json = JSON.stringify(value)
        put.run(kind, key, json, checksum(kind, key, json))
      }
    })
  }

  remove(kind: RecordKind, keys: readonly string[]): void {
    if (!this.exists()) return
    this.changing(() => {
      const remove = this.database.prepare('DELETE FROM records WHERE kind = ? AND key = ?')
      for (const key of keys) remove.run(kind, key)
    })
  }

  /** @throws AnlamError `corrupt-index` for a damaged record */
  page(kind: RecordKind, page: RecordPage): IndexRecord[] {
    checkRecordPage(page)
    return this.rows(kind, page).map(row => {
      if (!isWhole(kind, row))
        throw new AnlamError('corrupt-index', `${this.path}: the ${kind} ${row.key} is damaged`)
      return { key: row.key, value: JSON.parse(row.value) as unknown }
    })
  }

  /** All records with whether each is whole. */
  *all(): Generator<IndexRecord & { kind: RecordKind; isWhole: boolean }> {
    for (const kind of RECORD_KINDS) {
      let after = ''
      for (let rows = this.rows(kind, { limit: BATCH }); rows.length > 0; ) {
        for (const row of rows) {
          const whole = isWhole(kind, row)
          yield { kind, key: row.key, value: whole ? JSON.parse(row.value) : undefined, isWhole: whole }
        }
        after = rows.at(-1)!.key
        rows = this.rows(kind, { after, limit: BATCH })
      }
    }
  }

  private rows(kind: RecordKind, { prefix = '', after = '', limit }: RecordPage): Row[] {
    if (!this.exists()) return []
    return prepare<[object], Row>(this.database, PAGE).all({ kind, prefix, after, limit })
  }

  private exists(): boolean {
    return prepare<[], unknown>(this.database, EXISTS).get() !== undefined
  }

  private changing(work: () => void): void {
    try {
      this.database.transaction(work).immediate()
    } catch (error) {
      throw sqliteError(error, this.path)
    }
  }
}

function isWhole(kind: RecordKind, { key, value, crc32: expected }: Row): boolean {
  return checksum(kind, key, value) === expected
}

function checksum(kind: RecordKind, key: string, value: string): number {
  return crc32(JSON.stringify([kind, key, value]))
}
