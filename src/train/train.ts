import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Random } from '../basics/random.js'
import { addTo, dot } from '../basics/vectors.js'
import { AnlamError, throwIfAborted } from '../errors.js'
import { pairKey } from '../evaluation/unlabelled-pairs.js'
import type { VectorBatch } from '../types.js'
import { writeCheckpoint } from './checkpoint-files.js'
import { readPairs, readTexts } from './data.js'
import { type Batch, planTraining, type Source } from './examples.js'
import { evaluator, leaveOut, type PairFile, splitHeldOut } from './held-out.js'
import { joinTables } from './join-tables.js'
import { type EmbedPieces, learnTable } from './learn-table.js'
import { modelCard } from './model-card.js'
import { PieceParts } from './parts.js'
import { sourcesOf, type TrainingData } from './sources.js'
import { startingTable, type WordEncoder } from './starting-table.js'
import { type PlacedSet, placePairs, readTaught, type TaughtSet } from './taught-pairs.js'
import { tokenizerFile } from './tokenizer-file.js'
import { readTraining } from './training-rows.js'
import { wordCounts } from './word-counts.js'
import { learnWordPieces, SPECIAL_PIECES } from './wordpiece.js'
import { type Word, WordSegmenter } from './words.js'

/** The native tokenizer, passed in, so that this room does not depend on a library for it. */
export interface TokenizerLibrary {
  /** Words of all texts, normalised and split by the rules of a `tokenizer.json`. */
  words(file: string, texts: readonly string[]): Iterable<string>
  /** Token ids of each text, without special tokens. */
  encode(file: string, texts: readonly string[]): Promise<number[][]>
}

export interface TrainOptions {
  /** Files or folders of pairs and groups, as `readTraining` takes them. */
  pairs: readonly string[]
  /** JSON lines files with single texts in a `text` field. */
  texts: readonly string[]
  /** The texts are in document order, so neighbours are similar in topic. */
  inOrder?: boolean
  /** Unit vectors of a teacher model. Without `taught`, its cosines are a half of what every batch of groups aims at. */
  teacher?: (texts: readonly string[]) => Promise<VectorBatch>
  /**
   * As `pairs`, of everyday language: a second table learns from these, as both do from `taught`, and the two become one
   * (`joinTables`).
   */
  general?: readonly string[]
  /** Files or folders of texts whose likeness is learnt from the teacher, as `readTaught` takes them. */
  taught?: readonly string[]
  /** JSON lines files with labelled or scored pairs for evaluation. Never used for training. */
  evaluate: readonly string[]
  out: string
  /** Markdown for the end of the model card. */
  notes: string
  tokenizers: TokenizerLibrary
  seed: number
  epochs: number
  batchSize: number
  /** Of the vectors; that of `init` where there is one. */
  dimension: number
  vocabulary: number
  /** What the pieces begin with (`startingTable`); else they begin at random. */
  init?: WordEncoder
  learningRate: number
  signal?: AbortSignal
  onProgress?: (progress: TrainProgress) => void
}

export interface TrainProgress {
  step: number
  steps: number
  /** The step was of the table of `general`, whose metrics begin anew. */
  ofGeneral: boolean
  /** Mean InfoNCE loss since the last report, in nats; of an earlier one if there were only scores since. */
  loss: number
  /** Metric per held-out set: AUC if labelled, Spearman's correlation if scored. */
  heldOut: Record<string, number>
}

export interface TrainReport {
  out: string
  vocabulary: number
  dimension: number
  steps: number
  seconds: number
  heldOut: Record<string, number>
  /** Hex SHA-256 of the weights. Equal for the same data, options, version and machine. */
  sha256: string
}

/** Probability of passing over a matching piece; see `WordSegmenter`. */
const PIECE_DROPOUT = 0.15
const REPORTS = 10

/** What one table learns from. */
interface Lesson {
  sources: Source[]
  batches: Batch[]
}

/**
 * Trains a static embedding from pairs, groups and unlabelled texts, on the CPU, and writes a checkpoint. The same data,
 * options and version give the same bytes on the same machine; on another, onnxruntime may round otherwise.
 *
 * @throws AnlamError `not-found`, `invalid-input`, `already-exists`, `cancelled`
 */
export async function train(options: TrainOptions): Promise<TrainReport> {
  const started = performance.now()
  const { tokenizers, signal, teacher, batchSize } = options
  checkOut(options.out)
  const random = new Random(options.seed)
  const { tables, heldOut } = await readData(options, random)
  throwIfAborted(signal)
  const all = [...new Set(tables.flatMap(data => [...textsOf(data)]))]
  const pieces = learnWordPieces(wordCounts(tokenizers.words(tokenizerFile(), all)), options.vocabulary)
  throwIfAborted(signal)
  const parts = new PieceParts(pieces)
  const file = tokenizerFile(pieces)
  const encode = async (batch: readonly string[]): Promise<number[][]> =>
    (await tokenizers.encode(file, batch)).map(ids => ids.filter(id => id >= SPECIAL_PIECES.length))

  const segmenter = new WordSegmenter(pieces, PIECE_DROPOUT, random)
  const wordsOf = async (of: readonly string[]): Promise<Word[][]> =>
    (await encode(of)).map(ids => segmenter.wordsOf(ids))
  const lessons: Lesson[] = []
  for (const data of tables) {
    // A teacher with texts of its own says nothing of others.
    const ofAll = options.taught ? undefined : teacher
    const sources = await sourcesOf(data, { wordsOf, teacher: ofAll, batchSize })
    const batches = planTraining(sources, options.epochs, random)
    if (batches.length === 0 || sources.every(({ examples }) => examples.length < 2)) {
      throw new AnlamError('invalid-input', 'at least two pairs or texts are needed for training')
    }
    lessons.push({ sources, batches })
  }

  const start = options.init && (await startingTable(pieces, file, all, options.init))
  throwIfAborted(signal)
  const dimension = start?.dimension ?? options.dimension
  const evaluate = await evaluator(heldOut, dimension, encode)
  const steps = lessons.reduce((sum, { batches }) => sum + batches.length, 0)
  let before = 0
  const learnt: Float32Array[] = []
  for (const [table, { sources, batches }] of lessons.entries()) {
    learnt.push(
      await learnTable(sources, batches, {
        ...(start ? { start: start.values } : {}),
        parts,
        dimension,
        learningRate: options.learningRate,
        random,
        signal,
        every: Math.max(1, Math.ceil(steps / REPORTS)),
        onStep: (step, loss, embed) =>
          options.onProgress?.({
            step: before + step,
            steps,
            ofGeneral: table === 1,
            loss,
            heldOut: evaluate(embed),
          }),
      }),
    )
    before += batches.length
  }
  const [field, ofGeneral] = learnt
  const countsOf = async (data: TrainingData): Promise<number[]> =>
    pieceCounts(await encode([...textsOf(data)]), pieces.length)
  const vectors = ofGeneral
    ? joinTables(
        { vectors: field!, counts: await countsOf(tables[0]!) },
        { vectors: ofGeneral, counts: await countsOf(tables[1]!) },
        dimension,
      )
    : field!
  const report = {
    vocabulary: pieces.length,
    dimension,
    steps,
    heldOut: evaluate(meansOf(vectors, dimension)),
  }
  const sources = lessons.flatMap(({ sources }, table) =>
    sources.map(({ name, examples }) => ({ name, examples: examples.length, ofGeneral: table === 1 })),
  )
  const card = modelCard({ ...report, seed: options.seed, notes: options.notes, sources })
  const sha256 = writeCheckpoint(options.out, file, vectors, dimension, card)
  return { out: options.out, ...report, seconds: (performance.now() - started) / 1000, sha256 }
}

/** Reads what each table learns from, and what is held out. */
async function readData(
  options: TrainOptions,
  random: Random,
): Promise<{ tables: TrainingData[]; heldOut: PairFile[] }> {
  const { teacher, signal, inOrder = false } = options
  if (options.taught && !teacher)
    throw new AnlamError(
      'invalid-input',
      '--taught needs a --teacher, which says what the texts have in common',
    )
  const sets = await Promise.all(options.pairs.map(readTraining))
  const general = await Promise.all((options.general ?? []).map(readTraining))
  const texts = (await Promise.all(options.texts.map(readTexts))).flat()
  const heldOut = await Promise.all(
    options.evaluate.map(async path => ({ path, pairs: await readPairs(path) })),
  )
  const held = new Set<string>()
  if (heldOut.length === 0) {
    for (const set of sets) if (set.groups.length > 1) heldOut.push(splitHeldOut(set, random))
    for (const { pairs } of heldOut) for (const { a, b } of pairs) held.add(pairKey(a, b))
    for (const set of general) leaveOut(set, held)
  }
  const taught: TaughtSet[] = []
  for (const path of options.taught ?? []) taught.push(await readTaught(path, random, signal))
  const placed: PlacedSet[] = []
  for (const { pairs, ...set } of taught) {
    const kept = pairs.filter(([a, b]) => !held.has(pairKey(a, b)))
    placed.push(await placePairs({ ...set, pairs: kept }, teacher!))
  }

  const tables: TrainingData[] = [{ sets, placed, texts, inOrder }]
  if (general.length > 0) tables.push({ sets: general, placed, texts: [], inOrder: false })
  return { tables, heldOut }
}

/** Refuses to write into a folder with other files. A checkpoint may be overwritten. */
function checkOut(out: string): void {
  if (!existsSync(out) || readdirSync(out).length === 0 || existsSync(join(out, 'modules.json'))) return
  throw new AnlamError('already-exists', `${out} exists and is not a checkpoint; choose another --out`)
}

function textsOf({ sets, placed, texts }: TrainingData): Set<string> {
  const all = new Set(texts)
  for (const { groups, scored } of sets) {
    for (const { texts, negative } of groups) for (const text of [...texts, negative ?? '']) all.add(text)
    for (const { a, b } of scored) all.add(a).add(b)
  }
  for (const { scored } of placed) for (const { a, b } of scored) all.add(a).add(b)
  return all
}

/** How often texts have each piece. */
function pieceCounts(texts: readonly (readonly number[])[], pieces: number): number[] {
  const counts = new Array<number>(pieces).fill(0)
  for (const ids of texts) for (const id of ids) counts[id]!++
  return counts
}

/** What the written table makes of texts. */
function meansOf(vectors: Float32Array, dimension: number): EmbedPieces {
  return texts => {
    const out = new Float32Array(texts.length * dimension)
    texts.forEach((ids, row) => {
      const mean = out.subarray(row * dimension, (row + 1) * dimension)
      for (const id of ids) addTo(mean, vectors.subarray(id * dimension, (id + 1) * dimension), 1)
      const length = Math.sqrt(dot(mean, mean))
      if (length > 0) for (let d = 0; d < dimension; d++) mean[d]! /= length
    })
    return out
  }
}
