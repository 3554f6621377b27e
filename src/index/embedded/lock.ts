import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AnlamError } from '../../errors.js'
import type { HighWater } from './high-water.js'
import { type Database, isBusy, openDatabase, prepare, sqliteError } from './sqlite.js'

/** Lies in an index while its database is being replaced by a repaired one; says where the damaged one is kept. */
export const REPAIR_MARK = 'repairing'

/** What only the process that writes an index holds. */
export interface Writer {
  lock: WriterLock
  acknowledged: HighWater
}

/**
 * One writer at a time. The lock is SQLite's own, on a file that holds nothing: the operating system drops it with
 * the process, however that ends. The pid beside it only serves the message to whoever comes second.
 */
export class WriterLock {
  private readonly inode: number

  private constructor(
    private readonly database: Database,
    private readonly name: string,
  ) {
    this.inode = statSync(database.name).ino
  }

  /** @throws AnlamError `unavailable` naming the process that holds it */
  static acquire(directory: string, name: string): WriterLock {
    const database = openDatabase(join(directory, 'writer.lock'), { wait: false, create: true })
    try {
      database.exec('BEGIN EXCLUSIVE')
      writeFileSync(join(directory, 'writer.pid'), `${process.pid}\n`)
    } catch (error) {
      database.close()
      if (!isBusy(error)) throw sqliteError(error, join(directory, 'writer.lock'))
      throw new AnlamError('unavailable', `index ${name} ${whoWrites(directory)}`)
    }
    return new WriterLock(database, name)
  }

  /**
   * What is deleted while it is open takes writes that nobody will ever read, and could publish itself in the place of
   * another index that was made meanwhile.
   * @throws AnlamError `not-found` if the lock that lies there is not the one that is held
   */
  assertInPlace(): void {
    if (statSync(this.database.name, { throwIfNoEntry: false })?.ino === this.inode) return
    throw new AnlamError('not-found', `index ${this.name} was deleted or replaced while it was open`)
  }

  release(): void {
    this.database.close()
  }
}

/**
 * Does work that one process at a time may do, and waits for its turn. The lock is as a writer's: it goes with the
 * process.
 * @throws AnlamError `unavailable` if others hold it for ten seconds
 */
export function withFileLock<T>(path: string, work: () => T): T {
  const database = openDatabase(path, { create: true })
  try {
    prepare(database, 'BEGIN EXCLUSIVE').run()
    return work()
  } finally {
    database.close()
  }
}

function whoWrites(directory: string): string {
  let pid: string
  try {
    pid = readFileSync(join(directory, 'writer.pid'), 'utf8').trim()
  } catch {
    pid = ''
  }
  if (isAlive(Number(pid))) return `is being written by process ${pid}; try again when it has ended`
  // SQLite calls a file system without locks busy, too.
  return (
    `cannot be locked: ${directory} is being written from another machine, or its file system has no locks ` +
    '(some network mounts); keep indexes on a local disk'
  )
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
