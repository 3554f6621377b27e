import Sqlite from 'better-sqlite3'
import { AnlamError, asAnlamError } from '../../errors.js'

export type Database = Sqlite.Database
export type Statement<Bind extends unknown[], Row> = Sqlite.Statement<Bind, Row>

/** How long a reader or writer waits for another connection's transaction. */
const BUSY_MILLISECONDS = 10_000

/** @throws AnlamError `corrupt-index` if the file is not a database */
export function openDatabase(path: string, options: { readonly?: boolean; wait?: boolean } = {}): Database {
  const readonly = options.readonly ?? false
  try {
    const timeout = options.wait === false ? 0 : BUSY_MILLISECONDS
    return new Sqlite(path, { readonly, fileMustExist: readonly, timeout })
  } catch (error) {
    throw sqliteError(error, path)
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
