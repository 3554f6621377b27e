import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { isAlive } from './processes.js'
import { type Database, isBusy, openDatabase, prepare, sqliteError } from './sqlite.js'

/**
 * Keeps other processes out, and other holders in this one. The lock is SQLite's, on an empty file: the operating system
 * releases it with the process, however that ends. The process id beside it only serves error messages.
 */
export class ProcessLock {
  private readonly inode: number

  private constructor(
    private readonly database: Database,
    private readonly path: string,
  ) {
    this.inode = statSync(database.name).ino
  }

  /**
   * @param path of the lock; its files are `<path>.lock` and `<path>.pid`
   * @returns undefined if it is held
   */
  static tryAcquire(path: string): ProcessLock | undefined {
    const database = openDatabase(`${path}.lock`, { wait: false, create: true })
    try {
      database.exec('BEGIN EXCLUSIVE')
      writeFileSync(`${path}.pid`, `${process.pid}\n`)
    } catch (error) {
      database.close()
      if (isBusy(error)) return undefined
      throw sqliteError(error, `${path}.lock`)
    }
    return new ProcessLock(database, path)
  }

  /** Whether the file that is locked is still the one of that path: its folder may have been deleted or replaced. */
  get isInPlace(): boolean {
    return statSync(this.database.name, { throwIfNoEntry: false })?.ino === this.inode
  }

  /** May be called again. */
  release(): void {
    this.database.close()
  }

  /** Releases the lock, and leaves no files. */
  remove(): void {
    this.release()
    for (const extension of ['.lock', '.pid']) rmSync(this.path + extension, { force: true })
  }
}

/** The process that holds a lock; undefined if it does not run on this machine. */
export function holderOf(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(`${path}.pid`, 'utf8'))
    return isAlive(pid) ? pid : undefined
  } catch {
    return undefined
  }
}

/**
 * Does work that one process at a time may do, after waiting for its turn.
 * @param file that is locked; it stays
 * @throws AnlamError `unavailable` if others hold it for ten seconds
 */
export function withFileLock<T>(file: string, work: () => T): T {
  const database = openDatabase(file, { create: true })
  try {
    prepare(database, 'BEGIN EXCLUSIVE').run()
    return work()
  } finally {
    database.close()
  }
}
