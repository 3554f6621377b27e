import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { Readable } from 'node:stream'
import { type Format, KNOWN_EXTENSIONS, wayOut } from '../basics/file-formats.js'
import { AnlamError, asAnlamError } from '../errors.js'
import { readGzip } from './archives/gzip.js'
import { zipEntries } from './archives/zip.js'
import { formatOf } from './formats/registry.js'
import type { ReadOptions } from './types.js'

/** Standard input, read as JSON lines. */
export const STDIN = '-'

export interface SourceFile {
  /** As given by the user, or found below a folder. Files in an archive: the archive's path, `/`, their name. */
  path: string
  format: Format
  /** Found in a folder or archive rather than named by the user. */
  found: boolean
  /** Whether the user named the file itself or the archive it is in. */
  named: boolean
  /** Where it can be read at any position, if it is neither packed nor standard input. */
  onDisk?: string
  /**
   * Opens the file's bytes from the start. May be called repeatedly, except for standard input.
   * @throws Error if compressed data is damaged, after yielding everything before the damage
   */
  read(): AsyncIterable<Buffer>
}

/**
 * Lists the files below paths, in a fixed order. Files in an archive can only be read until the next file is
 * requested. Files that are not text are skipped in folders and archives, and passed to `skip`.
 *
 * @throws AnlamError `not-found`; `invalid-input` for a named file of an unknown format
 */
export async function* sourceFiles(
  paths: readonly string[],
  skip: (what: string) => void,
  { label, areFound = false }: Pick<ReadOptions, 'label' | 'areFound'> = {},
): AsyncGenerator<SourceFile> {
  for (const given of paths) {
    if (given === STDIN) {
      yield { path: STDIN, format: 'jsonl', found: false, named: true, read: () => process.stdin }
      continue
    }
    const path = normalize(given)
    const name = label ?? path
    const info = await stat(path).catch((cause: NodeJS.ErrnoException) => {
      const { code, message } = asAnlamError(Object.assign(cause, { path: label ?? given }))
      throw new AnlamError(code, `cannot read ${message}`, { cause })
    })
    if (info.isDirectory()) yield* walk(path, skip)
    else if (isArchive(path)) yield* unzip(path, name, !areFound, skip)
    else {
      const format = formatOf(path)
      if (!format) {
        const known = `known are ${KNOWN_EXTENSIONS.join(', ')}, .gz of these, and .zip`
        throw new AnlamError(
          'invalid-input',
          `${label ?? given}: ${wayOut(path) ?? 'unknown format'}; ${known}`,
        )
      }
      yield { path: name, format, found: areFound, named: !areFound, ...access(path) }
    }
  }
}

async function* walk(folder: string, skip: (what: string) => void): AsyncGenerator<SourceFile> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (isPassedOver(entry.name)) continue
    if (entry.isDirectory()) yield* walk(path, skip)
    // A link to a folder could lead into a cycle.
    else if (entry.isSymbolicLink() && !(await isFile(path)))
      skip(`${path}: a link to a folder, or a broken link`)
    else if (entry.isFile() || entry.isSymbolicLink()) {
      const format = formatOf(entry.name)
      if (isArchive(path)) yield* unzip(path, path, false, skip)
      else if (format) yield { path, format, found: true, named: false, ...access(path) }
      else skip(`${path}: ${unreadable(path)}`)
    }
  }
}

/** Whether files and folders of this name in a folder are passed over without a word. */
export function isPassedOver(name: string): boolean {
  // Word keeps `~$notes.docx` beside a document while it is open.
  return name.startsWith('.') || name.startsWith('~$') || name === 'node_modules'
}

/** Whether a file of this name is read where it is found in a folder. */
export function isReadable(name: string): boolean {
  return isArchive(name) || formatOf(name) !== undefined
}

/** Whether a file of this name holds others. */
export function isArchive(name: string): boolean {
  return extname(name).toLowerCase() === '.zip'
}

async function* unzip(
  path: string,
  label: string,
  named: boolean,
  skip: (what: string) => void,
): AsyncGenerator<SourceFile> {
  try {
    for await (const entry of zipEntries(path)) {
      const name = `${label}/${entry.name}`
      const format = formatOf(entry.name)
      // Files that operating systems add to archives.
      if (/(?:^|\/)(?:__MACOSX\/|\.)/.test(entry.name)) continue
      if (isArchive(entry.name) || isGzip(entry.name)) skip(`${name}: an archive in an archive`)
      else if (!format) skip(`${name}: ${unreadable(name)}`)
      else if (entry.locked) skip(`${name}: locked by a password`)
      else yield { path: name, format, found: true, named, read: entry.read }
    }
  } catch (error) {
    // Defer the error until the file is read, where damage to any file is handled.
    yield { path: label, format: 'txt', found: !named, named, read: () => failing(error) }
  }
}

function unreadable(name: string): string {
  const way = wayOut(name)
  return way === undefined ? 'not a text format' : `not a text format; ${way}`
}

function failing(error: unknown): Readable {
  return new Readable({
    read() {
      this.destroy(error as Error)
    },
  })
}

function access(path: string): Pick<SourceFile, 'read' | 'onDisk'> {
  return isGzip(path) ? { read: () => readGzip(path) } : { read: () => createReadStream(path), onDisk: path }
}

function isGzip(path: string): boolean {
  return extname(path).toLowerCase() === '.gz'
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    info => info.isFile(),
    () => false,
  )
}
