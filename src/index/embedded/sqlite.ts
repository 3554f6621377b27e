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

/** SQLite's own size of a page, and one with which rows are written in four fifths of the time. */
const [PAGE, LARGE_PAGE] = [4096, 16_384]
/** Bytes of a row beside its blob, about. */
const ROW_BYTES = 16
/** Most of a large page that may stay empty because another row does not fit. */
const MOST_EMPTY = 0.2

/**
 * Creates a database for a writer.
 * @param blob bytes of most of what it will hold, one in a row
 * @throws AnlamError as `openDatabase`
 */
export function createDatabase(path: string, blob: number): Database {
  const database = openDatabase(path, { create: true })
  // Only an empty database can be given another size.
  database.pragma(`page_size = ${pageBytes(blob)}`)
  configureWriter(database)
  return database
}

function pageBytes(blob: number): number {
  const row = blob + ROW_BYTES
  const empty = (LARGE_PAGE % row) / LARGE_PAGE
  return row < LARGE_PAGE && empty <= MOST_EMPTY ? LARGE_PAGE : PAGE
}

/** Makes committed transactions survive power loss. */
export function configureWriter(database: Database): void {
  database.pragma('journal_mode = WAL')
  // In WAL mode, NORMAL may lose the last acknowledged transactions on power loss.
  database.pragma('synchronous = FULL')
}
