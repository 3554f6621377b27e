import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { Readable } from 'node:stream'
import { AnlamError } from '../errors.js'
import { type Format, formatOf, KNOWN_EXTENSIONS } from './formats.js'
import { readGzip } from './gzip.js'
import { zipEntries } from './zip.js'

/** Standard input, taken as JSON lines. */
export const STDIN = '-'

export interface SourceFile {
  /** As the user named it, or found below; files of an archive follow its name. */
  path: string
  format: Format
  /** Found in a folder or an archive, not named by the user. */
  found: boolean
  /** The user named it, or the archive that it is in. */
  named: boolean
  /**
   * Its bytes from the start; may be called again, except for standard input.
   * @throws Error at damage of what is packed, after all that stands before it has been given out
   */
  read(): AsyncIterable<Buffer>
}

/**
 * Files below paths, in a fixed order; those of an archive can be read until the next one is asked for. What is no text
 * is passed over in folders and archives.
 *
 * @param label what to call the one path there is, instead of itself
 * @throws AnlamError `not-found`; `invalid-input` for a named file of an unknown format
 */
export async function* sourceFiles(
  paths: readonly string[],
  skip: (what: string) => void,
  label?: string,
): AsyncGenerator<SourceFile> {
  for (const given of paths) {
    if (given === STDIN) {
      yield { path: STDIN, format: 'jsonl', found: false, named: true, read: () => process.stdin }
      continue
    }
    const path = normalize(given)
    const name = label ?? path
    const info = await stat(path).catch((cause: NodeJS.ErrnoException) => {
      const missing = cause.code === 'ENOENT' || cause.code === 'ENOTDIR'
      throw new AnlamError(
        missing ? 'not-found' : 'invalid-input',
        `cannot read ${label ?? given}: ${missing ? 'there is no such file or folder' : cause.message}`,
        { cause },
      )
    })
    if (info.isDirectory()) yield* walk(path, skip)
    else if (isZip(path)) yield* unzip(path, name, true, skip)
    else {
      const format = formatOf(path)
      if (!format) {
        throw new AnlamError(
          'invalid-input',
          `${label ?? given}: unknown format; known are ${KNOWN_EXTENSIONS.join(', ')}, .gz of these, and .zip`,
        )
      }
      yield { path: name, format, found: false, named: true, read: reader(path) }
    }
  }
}

async function* walk(folder: string, skip: (what: string) => void): AsyncGenerator<SourceFile> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
    if (entry.isDirectory()) yield* walk(path, skip)
    // A link to a folder may lead back to where it stands.
    else if (entry.isSymbolicLink() && !(await isFile(path)))
      skip(`${path}: a link to a folder, or to nothing`)
    else if (entry.isFile() || entry.isSymbolicLink()) {
      const format = formatOf(entry.name)
      if (isZip(path)) yield* unzip(path, path, false, skip)
      else if (format) yield { path, format, found: true, named: false, read: reader(path) }
      else skip(`${path}: not a text format`)
    }
  }
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
      // What systems add to archives on their own.
      if (/(?:^|\/)(?:__MACOSX\/|\.)/.test(entry.name)) continue
      if (isZip(entry.name) || isGzip(entry.name)) skip(`${name}: an archive in an archive`)
      else if (!format) skip(`${name}: not a text format`)
      else if (entry.locked) skip(`${name}: locked by a password`)
      else yield { path: name, format, found: true, named, read: entry.read }
    }
  } catch (error) {
    // Damage, to be treated as that of any other file.
    yield { path: label, format: 'txt', found: !named, named, read: () => failing(error) }
  }
}

function failing(error: unknown): Readable {
  return new Readable({
    read() {
      this.destroy(error as Error)
    },
  })
}

function reader(path: string): () => AsyncIterable<Buffer> {
  return () => (isGzip(path) ? readGzip(path) : createReadStream(path))
}

function isZip(path: string): boolean {
  return extname(path).toLowerCase() === '.zip'
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
