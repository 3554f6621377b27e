import { normalize } from 'node:path'
import { readCorpus } from '../corpus/read.js'
import type { FileReport, ReadOptions } from '../corpus/types.js'
import { AnlamError } from '../errors.js'

/** Most warnings that an error repeats. */
const NAMED = 3

/** What was read from some paths, to tell what an index holds of them beside that. */
export interface Survey {
  /** As given to `readCorpus`. */
  paths: readonly string[]
  documents: number
  /** Of the documents' texts. */
  characters: number
  /** Of the documents, and of those without text. */
  ids: ReadonlySet<string>
  /** Sources of which something was skipped: their documents may be there still. */
  unsure: ReadonlySet<string>
  /** Of its files, each with its path. */
  warnings: string[]
  /** Whether files were found in a folder or an archive. */
  isFolder: boolean
}

/**
 * Reads everything only to find what is wrong, and what there is.
 * @param isTaken whether an id is that of a document elsewhere, and would be a duplicate
 * @throws AnlamError as `readCorpus`
 */
export async function survey(
  paths: readonly string[],
  read: ReadOptions,
  isTaken: (id: string) => boolean = () => false,
): Promise<Survey> {
  const ids = new Set<string>()
  const unsure = new Set<string>()
  const named = new Set(paths.map(path => normalize(path)))
  const warnings: string[] = []
  let isFolder = false
  const options: ReadOptions = {
    ...quietly(read),
    ids: { has: id => ids.has(id) || isTaken(id), add: id => ids.add(id) },
    onFile: ({ path, skipped, warnings: more }: FileReport) => {
      isFolder ||= !named.has(path)
      if (skipped > 0) unsure.add(path)
      warnings.push(...more.map(warning => `${path}: ${warning}`))
    },
  }
  let documents = 0
  let characters = 0
  for await (const { document } of readCorpus(paths, options)) {
    documents++
    characters += document.text.length
  }
  return { paths, documents, characters, ids, unsure, warnings, isFolder }
}

/** @throws AnlamError `invalid-input` if there is no text */
export function assertText({ documents, paths, warnings }: Survey): void {
  if (documents > 0) return
  const why = warnings.slice(0, NAMED).map(warning => `; ${warning}`)
  throw new AnlamError('invalid-input', `there is no text to index in ${paths.join(', ')}${why.join('')}`)
}

function quietly({ onSkip: _, onRepair: __, onFile: ___, ...read }: ReadOptions): ReadOptions {
  return read
}
