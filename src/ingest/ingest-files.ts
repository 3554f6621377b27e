import { readCorpus } from '../corpus/read.js'
import type { FileReport, ReadOptions } from '../corpus/types.js'
import type { Unit } from '../types.js'
import { type IngestOptions, type IngestReport, ingest } from './ingest.js'
import { toSources } from './sources.js'

export interface FilesToIngest extends Omit<IngestOptions, 'sources' | 'onEmpty'> {
  paths: readonly string[]
  read: ReadOptions
  /** Default: each format's own. */
  unit?: Unit | undefined
}

/** What became of a file. */
export interface IndexedFile extends FileReport {
  /** Passages of its documents that are now in the index. */
  passages: number
}

/**
 * Ingests what stands in files.
 * @returns what became of each file, in order, and of all
 * @throws AnlamError as `readCorpus` and `ingest`
 */
export async function ingestFiles(options: FilesToIngest): Promise<IngestReport & { files: IndexedFile[] }> {
  const { paths, read, unit, ...rest } = options
  const files: FileReport[] = []
  const passages = new Map<string, number>()
  const count = (source: string, more: number): void => {
    passages.set(source, (passages.get(source) ?? 0) + more)
  }
  const onFile = (file: FileReport): void => {
    files.push(file)
    read.onFile?.(file)
  }
  const report = await ingest({
    ...rest,
    sources: toSources(readCorpus(paths, { ...read, onFile }), unit),
    onWritten: written => {
      count(written.document.source, written.passages.length)
      options.onWritten?.(written)
    },
    onUnchanged: (document, passages) => {
      count(document.source, passages)
      options.onUnchanged?.(document, passages)
    },
    onEmpty: id => read.onSkip?.(`document ${id}: nothing in its text is known to the model`),
  })
  return { ...report, files: files.map(file => ({ ...file, passages: passages.get(file.path) ?? 0 })) }
}
