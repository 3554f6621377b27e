import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { extensionOf } from '../basics/file-formats.js'
import { DATA_EXTENSIONS } from '../corpus/data-rows.js'
import { AnlamError } from '../errors.js'

/** A path of the command line, with `@8` at its end for eight passes in each epoch instead of one. */
export function parseWeight(given: string): { path: string; weight: number } {
  const [, path, weight] = /^(.+)@(\d+(?:\.\d+)?)$/.exec(given) ?? []
  if (path === undefined || existsSync(given)) return { path: given, weight: 1 }
  return { path, weight: Number(weight) }
}

/**
 * The file itself, or the files of rows of a folder in the order of their names.
 * @throws AnlamError `not-found`; `invalid-input` for a folder without such files
 */
export function trainingFiles(path: string): string[] {
  if (!existsSync(path)) throw new AnlamError('not-found', `there is no file or folder ${path}`)
  if (!statSync(path).isDirectory()) return [path]
  const files = readdirSync(path)
    .filter(name => DATA_EXTENSIONS.includes(extensionOf(name)))
    .sort()
  if (files.length === 0)
    throw new AnlamError('invalid-input', `${path} holds no file of rows (${DATA_EXTENSIONS.join(', ')})`)
  return files.map(name => join(path, name))
}
