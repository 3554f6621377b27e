import { join } from 'node:path'
import { holderOf, ProcessLock } from '../../basics/lock.js'
import { AnlamError } from '../../errors.js'
import type { HighWater } from './recovery/high-water.js'

/** File in an index while its database is being replaced by a repaired one; it names the folder of the damaged one. */
export const REPAIR_MARK = 'repairing'

/** What only the writer of an index holds. */
export interface Writer {
  lock: WriterLock
  acknowledged: HighWater
}

/** Lock on an index's folder, for one writer at a time. */
export class WriterLock {
  private constructor(
    private readonly lock: ProcessLock,
    private readonly name: string,
  ) {}

  /** @throws AnlamError `unavailable`, naming the process that holds the lock */
  static acquire(directory: string, name: string): WriterLock {
    const path = join(directory, 'writer')
    const lock = ProcessLock.tryAcquire(path)
    if (lock) return new WriterLock(lock, name)
    throw new AnlamError('unavailable', `index ${name} ${whoWrites(directory, holderOf(path))}`)
  }

  /**
   * Checks that the index was not deleted while it was open. Writes to it would be lost, or could overwrite a new index
   * of the same name.
   * @throws AnlamError `not-found` if the lock in the index's folder is not the one held
   */
  assertInPlace(): void {
    if (this.lock.isInPlace) return
    throw new AnlamError('not-found', `index ${this.name} was deleted or replaced while it was open`)
  }

  release(): void {
    this.lock.release()
  }
}

function whoWrites(directory: string, holder: number | undefined): string {
  if (holder !== undefined) return `is being written by process ${holder}; try again when it has ended`
  // SQLite also reports a file system without locks as busy.
  return (
    `cannot be locked: ${directory} is being written from another machine, or its file system has no locks ` +
    '(some network mounts); keep indexes on a local disk'
  )
}
