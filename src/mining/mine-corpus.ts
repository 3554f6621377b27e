import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { forComparison, indexEngine, openEncoder, openIndex } from '../compose.js'
import type { Config } from '../config.js'
import type { ReadOptions } from '../corpus/types.js'
import { AnlamError } from '../errors.js'
import { openCalibratedReranker } from '../evaluation/calibrated-reranker.js'
import { thresholdFor } from '../evaluation/calibration.js'
import { probabilities, readCalibration, type StoredCalibration } from '../evaluation/calibrations.js'
import type { OpenedIndex } from '../index/engine.js'
import { type IndexReport, indexFiles } from '../ingest/index-files.js'
import { BUILTIN_MODEL, STATIC_MODEL } from '../model/models.js'
import type { Reranker } from '../model/reranker/types.js'
import type { Encoder } from '../model/types.js'
import type { Reporter, Unit } from '../types.js'
import { type MineRequest, type MineResult, type MiningTools, mine } from './mine.js'
import { ApproximateNeighbours, type IndexedRows } from './neighbours/approximate.js'
import { ThreadedNeighbours } from './neighbours/threaded-neighbours.js'
import { VectorFile, VectorWriter } from './neighbours/vector-file.js'
import type { EncodeWords } from './other-words.js'
import { paraphrasesFrom } from './paraphrase-threshold.js'
import type { RowReader } from './recall.js'
import { TextFile } from './text-file.js'
import type { MineSettings } from './types.js'

/** Working files: unit vectors of all distinct passages, and their texts. */
const VECTOR_FILE = 'vectors.f32'
const TEXT_FILE = 'texts.utf8'
/** Names of the temporary indexes of mined files. */
const FILE_INDEXES = ['a', 'b'] as const

/** What to mine: an index by name, or files. */
export type MineSource = { index: string } | { paths: readonly string[] }

export interface MineCorpusRequest extends Pick<MineRequest, 'signal' | 'onChosen' | 'onProgress'> {
  /** One corpus, or two to compare with each other. */
  sources: readonly [MineSource, MineSource?]
  settings: Omit<MineSettings, 'threshold'>
  /**
   * Lowest cosine of a pair. Default: the lowest one that was labelled and has probability 0.5 if the index is
   * calibrated, else a value for the model.
   */
  threshold?: number
  /** Take the threshold from the calibration, for this precision. */
  precision?: number
  /** Working folder. Removed when done; kept when interrupted, so that the same request resumes. */
  folder: string
  /** How to read files. */
  read: ReadOptions
  unit?: Unit
  onIndexed?: (documents: number, total: number) => void
  reporter: Reporter
  /** Cross-encoder that looks at uncertain pairs again. */
  rerank?: string
}

/** The result of mining, with access to what it was found in. */
export interface Mined {
  result: MineResult
  indexes: readonly [OpenedIndex, OpenedIndex?]
  /** Vectors of `result.rows`. */
  vectors: RowReader
  texts: TextFile
  calibration: StoredCalibration | undefined
}

/** Mines an index, or files, which are first indexed in the working folder. */
export async function mineCorpus<T>(
  config: Config,
  request: MineCorpusRequest,
  /** Uses the result before the working folder is removed. */
  use: (mined: Mined) => Promise<T>,
): Promise<T> {
  const { sources, folder, settings, reporter } = request
  mkdirSync(folder, { recursive: true })
  const opened: OpenedIndex[] = []
  const texts = new TextFile(join(folder, TEXT_FILE))
  let reranker: Reranker | undefined
  let table: Encoder | undefined
  const encodeWords: EncodeWords = async texts => {
    table ??= await openTable(config, reporter)
    return table.encode(texts, request.signal ? { signal: request.signal } : {})
  }
  try {
    for (const [i, source] of sources.entries()) {
      if (!source) continue
      const index =
        'index' in source
          ? await openIndex(config, source.index, 'reader')
          : await indexed(config, source, i, request)
      opened.push(index)
      if (index.warning) reporter.warn(index.warning)
    }
    const indexes = opened as unknown as readonly [OpenedIndex, OpenedIndex?]
    const tools = { ...createTools(config, folder, texts, indexes), encodeWords }
    const [source] = sources
    const { fingerprint } = indexes[0].identity
    const calibration =
      'index' in source ? await readCalibration(config, source.index, fingerprint) : undefined
    const paraphrase = await paraphrasesFrom(config, indexes[0].identity, calibration, request)
    const threshold = request.threshold ?? chooseThreshold(paraphrase, calibration, request.precision)
    const probability = probabilities(calibration)
    const { signal, onChosen, onProgress, rerank } = request
    if (rerank !== undefined) reranker = await openCalibratedReranker(config, rerank, 'paraphrases', reporter)
    const result = await mine({
      indexes,
      settings: { threshold, ...settings },
      paraphrase,
      tools,
      ...(probability ? { probability } : {}),
      ...(reranker ? { look: { reranker, budget: config.rerankBudget, signal } } : {}),
      ...(signal ? { signal } : {}),
      ...(onChosen ? { onChosen } : {}),
      ...(onProgress ? { onProgress } : {}),
    })
    const vectors = new VectorFile(join(folder, VECTOR_FILE), result.rows.ids.length, result.dimension)
    const used = await use({ result, indexes, vectors, texts, calibration }).finally(() => vectors.close())
    rmSync(folder, { recursive: true, force: true })
    return used
  } finally {
    texts.close()
    await reranker?.close()
    await table?.close()
    await Promise.all(opened.map(index => index.close()))
  }
}

/** The bundled table of words, as it is, whatever is set for other models. */
function openTable(config: Config, reporter: Reporter): Promise<Encoder> {
  const { queryPrompt: _, documentPrompt: __, dimension: ___, ...rest } = config
  return openEncoder({ ...rest, precision: 'auto', provider: 'cpu' }, STATIC_MODEL, reporter)
}

function chooseThreshold(
  paraphrase: number,
  calibration: StoredCalibration | undefined,
  precision: number | undefined,
): number {
  if (precision === undefined) return paraphrase
  if (!calibration) {
    throw new AnlamError(
      'invalid-input',
      'a precision needs a calibration: `anlam calibrate LABELLED --index NAME` makes one, and that index can be mined with it',
    )
  }
  const threshold = thresholdFor(calibration.operatingPoints, precision)
  if (threshold !== undefined) return threshold
  const best = Math.max(...calibration.operatingPoints.map(point => point.precision))
  throw new AnlamError(
    'invalid-input',
    `no cosine has a precision of ${precision} on the pairs it was calibrated with; the best is ${best.toFixed(3)}`,
  )
}

async function indexed(
  config: Config,
  { paths }: { paths: readonly string[] },
  side: number,
  { sources, folder, read, unit, signal, reporter, onIndexed }: MineCorpusRequest,
): Promise<OpenedIndex> {
  const model = config.model ?? BUILTIN_MODEL
  const { textField, idField, repair } = read
  // Beside an index, texts have the prompt of passages, as they have there.
  const prompted = sources.some(source => source && 'index' in source)
    ? config
    : await forComparison(config, model)
  const { queryPrompt, documentPrompt, dimension } = prompted
  const encoding = [model, queryPrompt, documentPrompt, dimension]
  const key = JSON.stringify([encoding, unit, sources, textField, idField, repair])
  const own: Config = { ...prompted, engine: 'embedded', model, indexes: folderOf('indexes', key, folder) }
  const name = FILE_INDEXES[side]!
  let total = 0
  const run = (): Promise<IndexReport> =>
    indexFiles(own, {
      paths,
      index: name,
      read,
      ...(unit ? { unit } : {}),
      ...(signal ? { signal } : {}),
      reporter,
      onCounted: documents => {
        total = documents
      },
      onCommitted: ({ documents }) => onIndexed?.(documents, total),
    })
  const startAgain = async (): Promise<IndexReport> => {
    await indexEngine(own).delete(name)
    return run()
  }
  const { documents } = await run().catch((error: unknown) => {
    if (error instanceof AnlamError && error.code === 'incompatible-index') return startAgain()
    throw error
  })
  const index = await openIndex(own, name, 'reader')
  const held = await index.stats().catch(async (error: unknown) => {
    await index.close()
    throw error
  })
  if (held.documents === documents) return index
  // The files have changed since they were indexed.
  await index.close()
  await startAgain()
  return openIndex(own, name, 'reader')
}

/**
 * A subfolder for state that depends on `key`, so that only a run with the same key resumes from it. Removes those of
 * other keys.
 */
function folderOf(kind: string, key: string, below: string): string {
  const folder = `${kind}-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`
  for (const name of readdirSync(below))
    if (name.startsWith(`${kind}-`) && name !== folder) rmSync(join(below, name), { recursive: true })
  mkdirSync(join(below, folder), { recursive: true })
  return join(below, folder)
}

function createTools(
  config: Config,
  folder: string,
  texts: TextFile,
  indexes: readonly [OpenedIndex, OpenedIndex?],
): MiningTools {
  const threads = config.threads ?? availableParallelism()
  const vectorPath = join(folder, VECTOR_FILE)
  return {
    threads,
    openSink: () => new VectorWriter(vectorPath),
    texts,
    openRows: (rows, dimension) => new VectorFile(vectorPath, rows, dimension),
    exact: (rows, dimension, options, key) => {
      return ThreadedNeighbours.open({
        ...options,
        folder: folderOf('lists', key, folder),
        vectors: vectorPath,
        rows,
        dimension,
        threads,
      })
    },
    approximate: ({ ids, split, duplicates }, dimension, options) => {
      const sides = indexes.map((index, side): IndexedRows | undefined => {
        const rowOf = new Map<string, number>()
        ids.forEach((id, row) => {
          if (row < split === (side === 0)) rowOf.set(id, row)
        })
        for (const { id, row } of duplicates) if (row < split === (side === 0)) rowOf.set(id, row)
        return index && { index, rowOf }
      })
      return new ApproximateNeighbours({
        ...options,
        sides: sides as unknown as readonly [IndexedRows, IndexedRows?],
        vectors: new VectorFile(vectorPath, ids.length, dimension),
      })
    },
  }
}
