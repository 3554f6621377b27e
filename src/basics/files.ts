import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** What a file is to hold. Text is written as UTF-8; pieces are taken one at a time, as they are written. */
export type Content = string | Uint8Array | Iterable<string | Uint8Array>

export interface ReplaceOptions {
  /** Permissions of the file; default 0o666. */
  mode?: number
  /** Several processes may replace the file at once, so that each writes under a name of its own. */
  shared?: boolean
}

/** Characters of small pieces that are written together. */
const CHUNK = 1 << 20

/**
 * Replaces a file so that, whatever happens, a reader finds either the old content or the new. It is durable when this
 * returns. If it fails, nothing is left behind.
 * @throws the system's error
 */
export function replaceFile(path: string, content: Content, options: ReplaceOptions = {}): void {
  replaceFiles([[path, content]], options)
}

/**
 * Replaces several files, all of them or none: each is written under another name first, and none gets its own before
 * the last one is on disk. Power loss between the renames may still leave some of them new and others old.
 * @param files pairs of path and content; the folders exist
 * @throws the system's error, or what making a piece throws
 */
export function replaceFiles(
  files: Iterable<readonly [path: string, content: Content]>,
  { mode = 0o666, shared = false }: ReplaceOptions = {},
): void {
  const written: { temporary: string; path: string }[] = []
  try {
    for (const [path, content] of files) {
      const temporary = shared ? `${path}.${process.pid}.tmp` : `${path}.tmp`
      written.push({ temporary, path })
      writeFile(temporary, content, mode)
    }
    for (const { temporary, path } of written) renameSync(temporary, path)
  } catch (error) {
    for (const { temporary } of written) removeIfPossible(temporary)
    throw error
  }
  for (const folder of new Set(written.map(({ path }) => dirname(path)))) syncDirectory(folder)
}

function writeFile(path: string, content: Content, mode: number): void {
  const file = openSync(path, 'w', mode)
  try {
    const pieces = typeof content === 'string' || content instanceof Uint8Array ? [content] : content
    let held = ''
    const flush = (): void => {
      writeAll(file, Buffer.from(held))
      held = ''
    }
    for (const piece of pieces) {
      if (typeof piece === 'string') held += piece
      if (typeof piece !== 'string' || held.length >= CHUNK) flush()
      if (typeof piece !== 'string') writeAll(file, piece)
    }
    flush()
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Gives a file that has been synced its final name, in place of the file that has it, durably. */
export function publishFile(from: string, to: string): void {
  renameSync(from, to)
  syncDirectory(dirname(to))
}

/**
 * Gives a folder its final name once all that is in it is on disk: whoever finds it finds it whole.
 * @param to does not exist, or is an empty folder
 */
export function publishFolder(from: string, to: string): void {
  syncAll(from)
  renameSync(from, to)
  syncDirectory(dirname(to))
}

/** Gives a temporary file another name; whoever publishes it makes it durable. */
export function renameTemporary(from: string, to: string): void {
  renameSync(from, to)
}

/** Takes a file or folder away from its name, durably: whatever happens to it then, nothing finds it there any more. */
export function moveAside(from: string, to: string): void {
  renameSync(from, to)
  for (const folder of new Set([dirname(to), dirname(from)])) syncDirectory(folder)
}

function syncAll(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) syncAll(path)
    // A file may be a link to one that may only be read.
    else syncPath(path, 'r')
  }
  syncDirectory(folder)
}

/** Makes a rename or a new file in a directory survive power loss. */
export function syncDirectory(path: string): void {
  syncPath(path, 'r')
}

export function syncFile(path: string): void {
  syncPath(path, 'r+')
}

function syncPath(path: string, flags: 'r' | 'r+'): void {
  const descriptor = openSync(path, flags)
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Removes a leftover file, ignoring errors, so that they do not hide the error that caused the cleanup. */
export function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // The next write tries again.
  }
}

/**
 * Writes all bytes: a single write may take fewer, as when a disk fills.
 * @param position in the file; default: after what was written last
 * @throws the system's error
 */
export function writeAll(file: number, bytes: Uint8Array, position?: number): void {
  for (let at = 0; at < bytes.length; )
    at += writeSync(file, bytes, at, bytes.length - at, position === undefined ? null : position + at)
}

/**
 * Fills a buffer from a file.
 * @throws Error if the file ends before that
 */
export function readAll(file: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(file, bytes, at, bytes.length - at, position + at)
    if (read === 0) throw new Error('a file has been cut off')
    at += read
  }
}

/** Bytes of all files in a folder; files may disappear meanwhile. */
export function folderBytes(directory: string): number {
  return readdirSync(directory).reduce(
    (sum, file) => sum + (statSync(join(directory, file), { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
}
