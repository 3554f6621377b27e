import { normalize } from 'node:path'
import { createIndex, indexEngine, modelFor, openEncoder, openIndex } from '../compose.js'
import type { Config } from '../config.js'
import { STDIN } from '../corpus/files.js'
import { readCorpus } from '../corpus/read.js'
import type { FileReport, ReadOptions } from '../corpus/types.js'
import { AnlamError } from '../errors.js'
import type { OpenedIndex } from '../index/engine.js'
import { assertSameModel } from '../index/identity.js'
import { checkIndexName, checkNewIndexName } from '../index/names.js'
import { type Reporter, SILENT, type Unit } from '../types.js'
import { type GoneDocument, GoneDocuments, type Reading } from './gone.js'
import { type IngestOptions, type IngestReport, ingest } from './ingest.js'
import { toSources } from './sources.js'

/** Documents that are removed by one write. */
const REMOVED_TOGETHER = 1000

export interface IndexRequest {
  paths: readonly string[]
  index: string
  /** Default: the unit of the index, or each format's own. */
  unit?: Unit
  read: ReadOptions
  /** Remove documents that these paths do not hold any more, once everything else is written. Default: only tell. */
  prune?: boolean
  signal?: AbortSignal
  onCommitted?: IngestOptions['onCommitted']
  /** Called with the number of documents before the first one is embedded. */
  onCounted?: (documents: number) => void
  reporter?: Reporter
}

export interface IndexReport extends IngestReport {
  index: string
  seconds: number
  provider: string
  precision: string
  /** Each file that was read, in order. */
  files: IndexedFile[]
  /**
   * Documents that came from these paths and are not there any more. Of a file of which something was skipped, none is
   * counted; of standard input neither, and of files that are named one by one only with `prune`: it takes reading the
   * names of all documents of the index.
   */
  gone: GoneDocument[]
  /** How many of them were removed. */
  pruned: number
}

export interface IndexedFile extends FileReport {
  /** Passages of its documents that are now in the index. */
  passages: number
}

/**
 * Indexes files. With `onError: fail`, all files are read once before anything is written, so that a bad row leaves the
 * index unchanged. Standard input cannot be read twice and is written as it arrives.
 * @throws AnlamError `invalid-input`, `not-found`, `incompatible-index`, `storage-full`, `cancelled`
 */
export async function indexFiles(config: Config, request: IndexRequest): Promise<IndexReport> {
  const started = performance.now()
  const { paths, read, signal, reporter = SILENT } = request
  const name = checkIndexName(request.index)
  const engine = indexEngine(config)
  const existing = await engine.describe(name)
  if (!existing) checkNewIndexName(name, await engine.list())
  if (existing && request.unit && existing.unit !== request.unit) {
    const unit = existing.unit ?? "each format's own unit"
    throw new AnlamError('incompatible-index', `index ${name} was made with ${unit}, not ${request.unit}`)
  }
  const unit = existing?.unit ?? request.unit
  const reading = paths.includes(STDIN) ? undefined : await readOnce(paths, read)
  if (reading) request.onCounted?.(reading.ids.size)
  const encoder = await openEncoder(config, await modelFor(config, existing), reporter)
  let index: OpenedIndex | undefined
  let gone: GoneDocuments | undefined
  try {
    if (existing) assertSameModel(name, existing, encoder.spec)
    const { model, fingerprint, dimension, provider, precision } = encoder.spec
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
      sources: toSources(readCorpus(paths, { ...read, onFile }), unit),
      encoder,
      openIndex: async () => {
        index = existing
          ? await openIndex(config, name, 'writer')
          : await createIndex(config, name, {
              model,
              fingerprint,
              dimension,
              ...(unit ? { unit } : {}),
            })
        if (index.warning) reporter.warn(index.warning)
        if (existing && reading && (request.prune || reading.isFolder))
          gone = await GoneDocuments.find(index, reading)
        return index
      },
      ...(signal ? { signal } : {}),
      ...(request.onCommitted ? { onCommitted: request.onCommitted } : {}),
      onWritten: document => {
        count(document.document.source, document.passages.length)
        gone?.compare(document)
      },
      onUnchanged: ({ source }, passages) => count(source, passages),
      onEmpty: id => read.onSkip?.(`document ${id}: nothing in its text is known to the model`),
    })
    const pruned = request.prune && index && gone ? await prune(index, gone.all) : 0
    const seconds = (performance.now() - started) / 1000
    const indexed = files.map(file => ({ ...file, passages: passages.get(file.path) ?? 0 }))
    const all = gone?.all ?? []
    return { index: name, ...report, seconds, provider, precision, files: indexed, gone: all, pruned }
  } finally {
    await Promise.all([encoder.close(), index?.close()])
  }
}

/** Reads everything only to find what is wrong, and what there is. @throws AnlamError as `readCorpus` */
async function readOnce(paths: readonly string[], read: ReadOptions): Promise<Reading> {
  const ids = new Set<string>()
  const unsure = new Set<string>()
  const named = new Set(paths.map(path => normalize(path)))
  let isFolder = false
  const onFile = ({ path, skipped }: FileReport): void => {
    isFolder ||= !named.has(path)
    if (skipped > 0) unsure.add(path)
  }
  for await (const { document } of readCorpus(paths, { ...quietly(read), onFile })) ids.add(document.id)
  if (ids.size === 0)
    throw new AnlamError('invalid-input', `there is no text to index in ${paths.join(', ')}`)
  return { paths, ids, unsure, isFolder }
}

async function prune(index: OpenedIndex, gone: readonly GoneDocument[]): Promise<number> {
  let removed = 0
  for (let from = 0; from < gone.length; from += REMOVED_TOGETHER)
    removed += await index.remove(gone.slice(from, from + REMOVED_TOGETHER).map(({ id }) => id))
  if (removed > 0) await index.commit()
  return removed
}

function quietly({ onSkip: _, onRepair: __, onFile: ___, ...read }: ReadOptions): ReadOptions {
  return read
}
