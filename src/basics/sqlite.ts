import Sqlite from 'better-sqlite3'
import { AnlamError, asAnlamError } from '../errors.js'

export type Database = Sqlite.Database

/** A prepared statement whose errors are ours. */
export interface Statement<Bind extends unknown[], Row> {
  run(...bind: Bind): Sqlite.RunResult
  get(...bind: Bind): Row | undefined
  all(...bind: Bind): Row[]
}

/** How long a reader or writer waits for another connection's transaction. */
export const BUSY_MILLISECONDS = 10_000

/** @throws AnlamError `corrupt-index` if the file is not a database */
export function openDatabase(
  path: string,
  options: { readonly?: boolean; wait?: boolean; create?: boolean } = {},
): Database {
  const readonly = options.readonly ?? false
  try {
    const timeout = options.wait === false ? 0 : BUSY_MILLISECONDS
    return new Sqlite(path, { readonly, fileMustExist: !(options.create ?? false), timeout })
  } catch (error) {
    throw sqliteError(error, path)
  }
}

/** @throws AnlamError `corrupt-index` if the statement does not fit the database; so do its methods for damage */
export function prepare<Bind extends unknown[], Row>(database: Database, sql: string): Statement<Bind, Row> {
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw sqliteError(error, database.name)
    }
  }
  const native = guarded(() => database.prepare<Bind, Row>(sql))
  return {
    run: (...bind) => guarded(() => native.run(...bind)),
    get: (...bind) => guarded(() => native.get(...bind)),
    all: (...bind) => guarded(() => native.all(...bind)),
  }
}

export function isBusy(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')
}

/** Gives an error of SQLite its place among ours, with the file it is about. */
export function sqliteError(error: unknown, path: string): AnlamError {
  if (!(error instanceof Sqlite.SqliteError)) return asAnlamError(error)
  return new AnlamError(asAnlamError(error).code, `${path}: ${error.message}`, { cause: error })
}
