import { openEncoderFor } from '../compose.js'
import type { Config } from '../config.js'
import { STDIN } from '../corpus/files.js'
import { ParsedFiles } from '../corpus/parsed-files.js'
import type { ReadOptions } from '../corpus/types.js'
import type { OpenedIndex, Running } from '../index/engine.js'
import { assertSameModel } from '../index/identity.js'
import type { Encoder } from '../model/types.js'
import { type Reporter, SILENT, type Unit } from '../types.js'
import { type CutRecall, measureCut } from './cut-recall.js'
import { type GoneDocument, GoneDocuments, removeDocuments } from './gone.js'
import type { IngestOptions, IngestReport } from './ingest.js'
import { type IndexedFile, ingestFiles } from './ingest-files.js'
import { type BuiltGraph, noteGraph } from './note-graph.js'
import { assertText, survey } from './survey.js'
import { findTarget, openTarget } from './target.js'
import { type Recognition, withRecogniser } from './with-recogniser.js'

/** Characters whose sentences are embedded and written in about the time that a thread takes to start. */
const LITTLE = 100_000

export interface IndexRequest {
  paths: readonly string[]
  index: string
  /** Default: the unit of the index, or each format's own. */
  unit?: Unit
  read: ReadOptions
  /** Remove documents that these paths do not hold any more, once everything else is written. Default: only tell. */
  prune?: boolean
  /** Recognise the text of scanned pages of PDFs. It takes about ten seconds a page, once. Default: they are left out. */
  ocr?: Recognition
  /** Default: the one that `modelFor` names, opened for this and closed. */
  encoder?: Encoder
  /** Work in the calling thread if there is little to index: for a process that does it once and ends. */
  alone?: boolean
  signal?: AbortSignal
  onCommitted?: IngestOptions['onCommitted']
  /** Called with the number of documents before the first one is embedded. */
  onCounted?: (documents: number) => void
  reporter?: Reporter
}

/** What became of files that were indexed. */
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
  /** What cutting vectors costs; absent if they are whole. */
  cut?: CutRecall
}

/**
 * Indexes files. With `onError: fail`, all files are read once before anything is written, so that a bad row leaves the
 * index unchanged. Standard input cannot be read twice and is written as it arrives.
 * @throws AnlamError `invalid-input`, `not-found`, `incompatible-index`, `storage-full`, `cancelled`; `unavailable` if text is
 *   to be recognised and what that needs is not installed
 */
export function indexFiles(config: Config, request: IndexRequest): Promise<IndexReport> {
  return withRecogniser(request, read =>
    indexOnce(config, { ...request, read: { ...read, parsed: new ParsedFiles() } }),
  )
}

async function indexOnce(config: Config, request: IndexRequest): Promise<IndexReport> {
  const started = performance.now()
  const { paths, read, signal, onCommitted, reporter = SILENT } = request
  const target = await findTarget(config, request.index, request.unit)
  const { name, existing, unit } = target
  let found = paths.includes(STDIN) ? undefined : await survey(paths, read)
  if (found) assertText(found)
  if (found) request.onCounted?.(found.documents)
  const running: Running = {
    inCallingThread: request.alone === true && found !== undefined && found.characters <= LITTLE,
  }
  const encoder = request.encoder ?? (await openEncoderFor(config, existing, reporter, running))
  let index: OpenedIndex | undefined
  let gone: GoneDocuments | undefined
  let before: BuiltGraph = {}
  try {
    if (existing) assertSameModel(name, existing, encoder.spec)
    const { provider, precision } = encoder.spec
    const report = await ingestFiles({
      paths,
      read,
      unit,
      encoder,
      openIndex: async () => {
        index = await openTarget(config, target, encoder.spec, reporter, running)
        if (index.warning) reporter.warn(index.warning)
        before = await index.stats()
        if (existing && found && (request.prune || found.isFolder))
          gone = await GoneDocuments.find(index, found)
        // Reading again makes a set of ids of its own.
        found = undefined
        return index
      },
      ...(signal ? { signal } : {}),
      ...(onCommitted ? { onCommitted } : {}),
      onWritten: document => gone?.compare(document),
    })
    const all = gone?.all ?? []
    const pruned = request.prune && index ? await removeDocuments(index, all) : 0
    if (pruned > 0) await index?.commit()
    const cut = index && report.passages > 0 ? await measureCut(index, encoder, signal) : undefined
    if (index) noteGraph(await index.stats(), before, reporter)
    const seconds = (performance.now() - started) / 1000
    return {
      index: name,
      ...report,
      seconds,
      provider,
      precision,
      gone: all,
      pruned,
      ...(cut ? { cut } : {}),
    }
  } finally {
    await Promise.all([request.encoder ? undefined : encoder.close(), index?.close()])
  }
}
