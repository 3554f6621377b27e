import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { readCorpus } from '../../src/corpus/read.js'
import type { FileReport, ReadDocument, ReadOptions } from '../../src/corpus/types.js'
import { scratch } from './scratch.js'

/**
 * Reads all documents of some files. `skipped` has the messages about skipped parts, `files` what became of each file.
 */
export async function readAll(
  paths: readonly string[],
  options: Partial<ReadOptions> = {},
): Promise<{ documents: ReadDocument[]; skipped: string[]; files: FileReport[] }> {
  const skipped: string[] = []
  const files: FileReport[] = []
  const all: ReadOptions = {
    textField: 'text',
    idField: 'id',
    onError: 'fail',
    onSkip: what => skipped.push(what),
    onFile: report => files.push(report),
    ...options,
  }
  const documents: ReadDocument[] = []
  for await (const document of readCorpus(paths, all)) documents.push(document)
  return { documents, skipped, files }
}

/** @returns path of a new file, deleted after the test */
export function file(t: TestContext, name: string, content: string | Uint8Array): string {
  const path = join(scratch(t), name)
  writeFileSync(path, content)
  return path
}
