import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { AnlamError } from '../errors.js'
import { type Format, formatOf, KNOWN_EXTENSIONS } from './formats.js'
import { zipEntries } from './zip.js'

/** Standard input, taken as JSON lines. */
export const STDIN = '-'

export interface SourceFile {
  /** As the user named it, or found below; files of an archive follow its name. */
  path: string
  format: Format
  /** Found in a folder or an archive, not named by the user. */
  found: boolean
  /** Its bytes from the start; may be called again, except for standard input. */
  open(): Readable | Promise<Readable>
}

/**
 * Files below paths, in a fixed order; those of an archive can be read until the next one is asked for. What is no text
 * is passed over in folders and archives.
 *
 * @throws AnlamError `not-found`; `invalid-input` for a named file of an unknown format
 */
export async function* sourceFiles(
  paths: readonly string[],
  skip: (what: string) => void,
): AsyncGenerator<SourceFile> {
  for (const given of paths) {
    if (given === STDIN) {
      yield { path: STDIN, format: 'jsonl', found: false, open: () => process.stdin }
      continue
    }
    const path = normalize(given)
    const info = await stat(path).catch((cause: NodeJS.ErrnoException) => {
      const missing = cause.code === 'ENOENT' || cause.code === 'ENOTDIR'
      throw new AnlamError(
        missing ? 'not-found' : 'invalid-input',
        `cannot read ${given}: ${missing ? 'there is no such file or folder' : cause.message}`,
        { cause },
      )
    })
    if (info.isDirectory()) yield* walk(path, skip)
    else if (isZip(path)) yield* unzip(path, false, skip)
    else {
      const format = formatOf(path)
      if (!format) {
        throw new AnlamError(
          'invalid-input',
          `${given}: unknown format; known are ${KNOWN_EXTENSIONS.join(', ')}, .gz of these, and .zip`,
        )
      }
      yield { path, format, found: false, open: opener(path) }
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
      if (isZip(path)) yield* unzip(path, true, skip)
      else if (format) yield { path, format, found: true, open: opener(path) }
      else skip(`${path}: not a text format`)
    }
  }
}

async function* unzip(
  path: string,
  found: boolean,
  skip: (what: string) => void,
): AsyncGenerator<SourceFile> {
  try {
    for await (const entry of zipEntries(path)) {
      const name = `${path}/${entry.name}`
      const format = formatOf(entry.name)
      // What systems add to archives on their own.
      if (/(?:^|\/)(?:__MACOSX\/|\.)/.test(entry.name)) continue
      if (isZip(entry.name) || isGzip(entry.name)) skip(`${name}: an archive in an archive`)
      else if (!format) skip(`${name}: not a text format`)
      else if (entry.locked) skip(`${name}: locked by a password`)
      else yield { path: name, format, found: true, open: entry.open }
    }
  } catch (error) {
    if (error instanceof AnlamError) throw error
    const problem = `${path}: not a readable archive (${(error as Error).message})`
    if (!found) throw new AnlamError('invalid-input', problem, { cause: error })
    skip(problem)
  }
}

function opener(path: string): () => Readable {
  return () => {
    const bytes = createReadStream(path)
    if (!isGzip(path)) return bytes
    const unpacked = createGunzip()
    bytes.on('error', error => unpacked.destroy(error))
    return bytes.pipe(unpacked)
  }
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
