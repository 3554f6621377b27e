import type { Page } from '../../types.js'
import { openDatabase } from '../sqlite.js'
import { StoreReader } from './store-reader.js'

/**
 * All passages as they were at one moment, page by page, whatever is written until the last. It has a connection of its
 * own, whose transaction lasts as long as it does: what is written meanwhile stays in the write-ahead log, which grows by it.
 */
export class PointInTime {
  private after = 0

  private constructor(
    /** Everything else that can be read of that moment. */
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

  /** The next passages; none when there are no more. */
  next(size: number): Page {
    const { last, ...page } = this.store.page(this.after, size)
    this.after = last
    return page
  }

  close(): void {
    this.release()
  }
}
