import { openIndex } from '../compose.js'
import type { Config } from '../config.js'
import { STDIN } from '../corpus/files.js'
import { ParsedFiles } from '../corpus/parsed-files.js'
import { readCorpus } from '../corpus/read.js'
import type { FileReport } from '../corpus/types.js'
import { throwIfAborted } from '../errors.js'
import { contentHash } from './content-hash.js'
import { type GoneDocument, GoneDocuments } from './gone.js'
import type { IndexRequest } from './index-files.js'
import type { IngestSource } from './ingest.js'
import type { IndexedFile } from './ingest-files.js'
import { toSources } from './sources.js'
import { assertText, survey } from './survey.js'
import { findTarget } from './target.js'
import { withRecogniser } from './with-recogniser.js'

/** Documents whose hashes are looked up at a time. */
const BATCH = 1000

/** Documents by what indexing would do with them. */
interface Compared {
  new: number
  changed: number
  unchanged: number
}

export interface ComparedFile extends IndexedFile, Compared {}

export interface Comparison extends Compared {
  index: string
  /** Whether there is such an index. */
  exists: boolean
  documents: number
  passages: number
  repaired: number
  files: ComparedFile[]
  /** As in `IndexReport`; for a folder or an archive, or with `prune`. */
  gone: GoneDocument[]
}

export type ComparisonRequest = Pick<
  IndexRequest,
  'paths' | 'index' | 'unit' | 'read' | 'ocr' | 'prune' | 'signal'
>

/**
 * What `indexFiles` would do. Nothing is written, and no model is loaded: which texts are too long for it, and whether it is
 * the one that built the index, is not known.
 * @throws AnlamError as `indexFiles`
 */
export function compareFiles(config: Config, request: ComparisonRequest): Promise<Comparison> {
  return withRecogniser(request, read =>
    compareOnce(config, { ...request, read: { ...read, parsed: new ParsedFiles() } }),
  )
}

async function compareOnce(config: Config, request: ComparisonRequest): Promise<Comparison> {
  const { paths, read, signal } = request
  const { name, existing, unit } = await findTarget(config, request.index, request.unit)
  const found = paths.includes(STDIN) ? undefined : await survey(paths, read)
  if (found) assertText(found)
  const index = existing ? await openIndex(config, name, 'reader') : undefined
  try {
    const gone =
      index && found && (request.prune || found.isFolder) ? await GoneDocuments.find(index, found) : undefined
    const files: FileReport[] = []
    const counts = new Map<string, Compared & { passages: number }>()
    let repaired = 0
    const compare = async (batch: readonly IngestSource[]): Promise<void> => {
      const known = await index?.hashes(batch.map(({ document }) => document.id))
      for (const source of batch) {
        const { document } = source
        const { id, source: path } = document
        const count = counts.get(path) ?? { ...NONE }
        counts.set(path, count)
        const passages = source.passages()
        count.passages += passages.length
        if (source.repaired) repaired++
        const stored = known?.get(id)
        if (!stored) count.new++
        else if (stored.hash === contentHash(source)) count.unchanged++
        else count.changed++
        if (!stored) gone?.compare({ document, passages })
      }
    }
    let batch: IngestSource[] = []
    const onFile = (file: FileReport): void => void files.push(file)
    for await (const source of toSources(readCorpus(paths, { ...read, onFile }), unit)) {
      throwIfAborted(signal)
      batch.push(source)
      if (batch.length < BATCH) continue
      await compare(batch)
      batch = []
    }
    await compare(batch)
    const compared = files.map(file => ({ ...file, ...(counts.get(file.path) ?? NONE) }))
    const sum = (key: 'documents' | 'passages' | keyof Compared): number =>
      compared.reduce((total, file) => total + file[key], 0)
    return {
      index: name,
      exists: index !== undefined,
      documents: sum('documents'),
      passages: sum('passages'),
      new: sum('new'),
      changed: sum('changed'),
      unchanged: sum('unchanged'),
      repaired,
      files: compared,
      gone: gone?.all ?? [],
    }
  } finally {
    await index?.close()
  }
}

const NONE = { new: 0, changed: 0, unchanged: 0, passages: 0 }
