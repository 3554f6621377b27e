import type { Page } from '../../types.js'
import { openDatabase } from '../sqlite.js'
import { StoreReader } from './store-reader.js'

/**
 * A point-in-time view of all passages, page by page, unaffected by later writes. It holds a connection with an open
 * transaction: until it is closed, later writes make the write-ahead log grow.
 */
export class PointInTime {
  private after = 0

  private constructor(
    /** Other reads of the same point in time. */
    readonly store: StoreReader,
    private readonly release: () => void,
  ) {}

  static open(path: string, dimension: number, closed: () => void): PointInTime {
    const database = openDatabase(path, { readonly: true })
    try {
      database.exec('BEGIN')
      const store = new StoreReader(database, path, dimension)
      // A transaction begins with its first read.
      store.version()
      return new PointInTime(store, () => {
        database.close()
        closed()
      })
    } catch (error) {
      database.close()
      throw error
    }
  }

  /** The next passages in label order; none at the end. */
  next(size: number): Page {
    const { last, ...page } = this.store.page(this.after, size)
    this.after = last
    return page
  }

  close(): void {
    this.release()
  }
}
