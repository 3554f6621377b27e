import { type Database, openDatabase as openAny } from '../../basics/sqlite.js'
import { defineMatching } from './store/metadata-filter.js'

export {
  BUSY_MILLISECONDS,
  type Database,
  prepare,
  type Statement,
  sqliteError,
} from '../../basics/sqlite.js'

/**
 * Opens the database of an index and defines `metadata_matches` for its statements.
 * @throws AnlamError `corrupt-index` if the file is not a database
 */
export function openDatabase(path: string, options: { readonly?: boolean; create?: boolean } = {}): Database {
  const database = openAny(path, options)
  defineMatching(database)
  return database
}

/** Makes committed transactions survive power loss. */
export function configureWriter(database: Database): void {
  database.pragma('journal_mode = WAL')
  // In WAL mode, NORMAL may lose the last acknowledged transactions on power loss.
  database.pragma('synchronous = FULL')
}
