import { join } from 'node:path'
import { holderOf, ProcessLock } from '../../basics/lock.js'
import { AnlamError } from '../../errors.js'
import type { HighWater } from './recovery/high-water.js'

/** Lies in an index while its database is being replaced by a repaired one; says where the damaged one is kept. */
export const REPAIR_MARK = 'repairing'

/** What only the process that writes an index holds. */
export interface Writer {
  lock: WriterLock
  acknowledged: HighWater
}

/** One writer at a time: the lock on an index's folder. */
export class WriterLock {
  private constructor(
    private readonly lock: ProcessLock,
    private readonly name: string,
  ) {}

  /** @throws AnlamError `unavailable` naming the process that holds it */
  static acquire(directory: string, name: string): WriterLock {
    const path = join(directory, 'writer')
    const lock = ProcessLock.tryAcquire(path)
    if (lock) return new WriterLock(lock, name)
    throw new AnlamError('unavailable', `index ${name} ${whoWrites(directory, holderOf(path))}`)
  }

  /**
   * Writes to an index that was deleted while it was open would be lost, and could overwrite another index that was made in
   * its place meanwhile.
   * @throws AnlamError `not-found` if the lock in the index's folder is not the one that is held
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
  // SQLite calls a file system without locks busy, too.
  return (
    `cannot be locked: ${directory} is being written from another machine, or its file system has no locks ` +
    '(some network mounts); keep indexes on a local disk'
  )
}
