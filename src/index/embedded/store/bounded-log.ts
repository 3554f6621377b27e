import { statSync } from 'node:fs'
import { BUSY_MILLISECONDS, type Database } from '../sqlite.js'

/** Bytes of the write-ahead log above which it is truncated. */
export const LOG_LIMIT = 64 << 20

/** Milliseconds that a write waits for readers in order to truncate the log. */
const LOG_WAIT = 1000

/**
 * Keeps the write-ahead log of a database short. SQLite restarts its log only while nobody reads. Under constant reading, this waits
 * for the present readers; later ones no longer need the log.
 */
export class BoundedLog {
  /** Bytes above which the next write truncates it. */
  private limit = LOG_LIMIT

  constructor(
    private readonly database: Database,
    private readonly path: string,
  ) {}

  /** Call it after each write. */
  bound(): void {
    const size = statSync(`${this.path}-wal`, { throwIfNoEntry: false })?.size ?? 0
    if (size <= this.limit) return
    this.database.pragma(`busy_timeout = ${LOG_WAIT}`)
    const [{ busy }] = this.database.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: number }]
    this.database.pragma(`busy_timeout = ${BUSY_MILLISECONDS}`)
    // A long read, mostly a scan, is under way: do not wait for it at every write.
    this.limit = busy ? size + LOG_LIMIT : LOG_LIMIT
  }
}
