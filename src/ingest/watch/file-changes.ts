import { existsSync } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { dirname, join, normalize, relative, sep } from 'node:path'
import { type FSWatcher, watch } from 'chokidar'
import { isPassedOver, isReadable } from '../../corpus/files.js'
import { AnlamError } from '../../errors.js'
import type { Reporter } from '../../types.js'
import { needsPolling } from './polling.js'

/** Milliseconds for which nothing may happen to a file before it is read: whoever writes it may not be done. */
const QUIET = 700
/** A file that is written without a pause is read this long after its first change. */
const LONGEST = 60_000
/** How often files are looked at where no events come. */
const POLLED = 2000
/** Errors of systems that watch no more files. */
const EXHAUSTED = new Set(['ENOSPC', 'EMFILE'])

/** What was named to be watched. */
interface Root {
  /** As in the sources of documents. */
  path: string
  /** Where it lies, links resolved. */
  real: string
  isFolder: boolean
}

/**
 * Tells which files below some paths have changed, as `sourceFiles` would name them. It watches from the moment it is
 * started, and keeps what happens until it is asked for.
 */
export class FileChanges {
  /** When something first and last happened to a path. */
  private readonly pending = new Map<string, { first: number; last: number }>()
  private watcher: FSWatcher | undefined
  private failure: unknown
  private wake: () => void = () => undefined
  private isPolling = false

  private constructor(
    private readonly roots: readonly Root[],
    private readonly reporter: Reporter,
  ) {}

  /**
   * @param isSilent whether the file system of a path may not tell of changes, so that files are looked at from time to time
   * @throws AnlamError `not-found` if one of the paths does not exist
   */
  static async start(
    paths: readonly string[],
    reporter: Reporter,
    isSilent: (path: string) => Promise<boolean> = needsPolling,
  ): Promise<FileChanges> {
    const roots = await Promise.all(paths.map(rootOf))
    const changes = new FileChanges(roots, reporter)
    const areSilent = await Promise.all(roots.map(({ real }) => isSilent(real)))
    const silent = roots.find((_, i) => areSilent[i])
    if (silent) changes.notePolling(`${silent.path} is on a file system that may not tell of changes`)
    await changes.watch()
    return changes
  }

  private watch(): Promise<void> {
    const folders = this.roots.map(({ real, isFolder }) => (isFolder ? real : dirname(real)))
    const watcher = watch([...new Set(folders)], {
      ignoreInitial: true,
      followSymlinks: false,
      ignorePermissionErrors: true,
      ignored: path => !this.concerns(path),
      usePolling: this.isPolling,
      interval: POLLED,
      binaryInterval: POLLED,
    })
    this.watcher = watcher
    watcher.on('all', (_, path) => this.note(path))
    return new Promise(resolve => {
      watcher.on('ready', resolve)
      watcher.on('error', error => resolve(this.recover(watcher, error)))
    })
  }

  /** Looks at the files from time to time, if the system watches no more of them. */
  private async recover(watcher: FSWatcher, error: unknown): Promise<void> {
    // It may fail for each file; it is replaced once.
    if (this.watcher !== watcher) return
    const { code } = error as NodeJS.ErrnoException
    if (this.isPolling || code === undefined || !EXHAUSTED.has(code)) {
      this.failure = error
      this.wake()
      return
    }
    this.watcher = undefined
    this.notePolling(`the system watches no more files (${code})`)
    await watcher.close()
    await this.watch()
  }

  private notePolling(why: string): void {
    this.isPolling = true
    this.reporter.note(`${why}: files are looked at every ${POLLED / 1000} s instead`)
  }

  /** Whether a path of the file system is to be watched. */
  private concerns(path: string): boolean {
    return this.roots.some(({ real, isFolder }) => {
      if (!isFolder) return path === real || path === dirname(real)
      if (path === real) return true
      return path.startsWith(real + sep) && !relative(real, path).split(sep).some(isPassedOver)
    })
  }

  private note(path: string): void {
    const now = performance.now()
    for (const { real, path: root, isFolder } of this.roots) {
      const within = relative(real, path)
      if (within.startsWith('..') || (within === '') === isFolder || !isReadable(path)) continue
      const name = isFolder ? join(root, within) : root
      this.pending.set(name, { first: this.pending.get(name)?.first ?? now, last: now })
    }
    this.wake()
  }

  /**
   * Waits for changes, and until whoever writes the files seems to be done.
   * @returns paths that are new, changed or gone, sorted; undefined when the signal fires
   * @throws AnlamError `not-found` if a folder that is watched is gone; what the file system throws
   */
  async next(signal?: AbortSignal): Promise<string[] | undefined> {
    const onAbort = (): void => this.wake()
    signal?.addEventListener('abort', onAbort)
    try {
      while (!signal?.aborted) {
        if (this.failure) throw this.failure
        const settled = this.takeSettled()
        if (settled.length > 0) {
          this.assertFolders()
          return settled
        }
        await this.pause()
      }
      return undefined
    } finally {
      signal?.removeEventListener('abort', onAbort)
    }
  }

  /**
   * Takes the paths to which nothing happens any more, or has long been happening. While further paths come, none is: a
   * file that was renamed is told of twice, and one after the other.
   */
  private takeSettled(): string[] {
    const now = performance.now()
    const quiet = this.isPolling ? POLLED + QUIET : QUIET
    const all = [...this.pending]
    const isLate = all.some(([, { first }]) => now - first >= LONGEST)
    if (!isLate && all.some(([, { first }]) => now - first < quiet)) return []
    const settled = all
      .filter(([, { first, last }]) => now - last >= quiet || now - first >= LONGEST)
      .map(([path]) => path)
    for (const path of settled) this.pending.delete(path)
    return settled.sort()
  }

  /** Until something happens; while changes are pending, for a moment, so that many cost little. */
  private pause(): Promise<void> {
    return new Promise(resolve => {
      if (this.pending.size > 0) setTimeout(resolve, QUIET / 4)
      else this.wake = resolve
    })
  }

  private assertFolders(): void {
    for (const { real, path, isFolder } of this.roots)
      if (isFolder && !existsSync(real))
        throw new AnlamError('not-found', `folder ${path} is gone, and is not watched any more`)
  }

  async close(): Promise<void> {
    await this.watcher?.close()
  }
}

async function rootOf(given: string): Promise<Root> {
  const path = normalize(given)
  const real = await realpath(path).catch((cause: unknown) => {
    throw new AnlamError('not-found', `cannot watch ${given}: there is no such file or folder`, { cause })
  })
  return { path, real, isFolder: (await stat(real)).isDirectory() }
}
