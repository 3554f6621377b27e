import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as otherWork } from 'node:timers/promises'
import { Random } from '../basics/random.js'
import { AnlamError, throwIfAborted } from '../errors.js'
import type { VectorBatch } from '../types.js'
import { writeCheckpoint } from './checkpoint-files.js'
import { ContrastiveTable } from './contrastive.js'
import { readPairs, readTexts } from './data.js'
import { drawBatch, planTraining, type Source, teacherCosines } from './examples.js'
import { evaluator, splitHeldOut } from './held-out.js'
import { modelCard } from './model-card.js'
import { PieceParts } from './parts.js'
import { sourcesOf } from './sources.js'
import { startingTable, type WordEncoder } from './starting-table.js'
import { readTaught, type TaughtSet } from './taught-pairs.js'
import { tokenizerFile } from './tokenizer-file.js'
import { readTraining, type TrainingSet } from './training-rows.js'
import { wordCounts } from './word-counts.js'
import { learnWordPieces, SPECIAL_PIECES } from './wordpiece.js'
import { drawTokens, type Word, WordSegmenter } from './words.js'

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
  /** Unit vectors of a teacher model. Without `taught`, every softmax has its cosines as a half of its target. */
  teacher?: (texts: readonly string[]) => Promise<VectorBatch>
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
  /** Mean InfoNCE loss since the last report, in nats. */
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

const SCALE = 14
const WARMUP_STEPS = 50
/** Probability of passing over a matching piece; see `WordSegmenter`. */
const PIECE_DROPOUT = 0.15
/** Argument of `reweigh` after training, which alone leaves the most frequent pieces slightly too strong. */
const END_WEIGHT = 0.1
const REPORTS = 10

/**
 * Trains a static embedding from pairs, groups and unlabelled texts, on the CPU, and writes a checkpoint. The same data,
 * options and version give the same bytes on the same machine; on another, onnxruntime may round otherwise.
 *
 * @throws AnlamError `not-found`, `invalid-input`, `already-exists`, `cancelled`
 */
export async function train(options: TrainOptions): Promise<TrainReport> {
  const started = performance.now()
  const { tokenizers, signal } = options
  checkOut(options.out)
  const random = new Random(options.seed)
  const sets = await Promise.all(options.pairs.map(readTraining))
  const texts = (await Promise.all(options.texts.map(readTexts))).flat()
  const taught: TaughtSet[] = []
  for (const path of options.taught ?? []) taught.push(await readTaught(path, random))
  const heldOut = await Promise.all(
    options.evaluate.map(async path => ({ path, pairs: await readPairs(path) })),
  )
  if (heldOut.length === 0) for (const set of sets) heldOut.push(splitHeldOut(set, random))

  const all = [...textsOf(sets, taught, texts)]
  const pieces = learnWordPieces(wordCounts(tokenizers.words(tokenizerFile(), all)), options.vocabulary)
  throwIfAborted(signal)
  const parts = new PieceParts(pieces)
  const file = tokenizerFile(pieces)
  const encode = async (batch: readonly string[]): Promise<number[][]> =>
    (await tokenizers.encode(file, batch)).map(ids => ids.filter(id => id >= SPECIAL_PIECES.length))

  const segmenter = new WordSegmenter(pieces, PIECE_DROPOUT, random)
  const wordsOf = async (of: readonly string[]): Promise<Word[][]> =>
    (await encode(of)).map(ids => segmenter.wordsOf(ids))
  const { inOrder = false, teacher, batchSize } = options
  const sources = await sourcesOf({ sets, taught, texts, inOrder }, { wordsOf, teacher, batchSize })
  if (sources.every(({ examples }) => examples.length < 2)) {
    throw new AnlamError('invalid-input', 'at least two pairs or texts are needed for training')
  }

  const { learningRate } = options
  const start = options.init && (await startingTable(pieces, file, all, options.init))
  throwIfAborted(signal)
  const dimension = start?.dimension ?? options.dimension
  const table = new ContrastiveTable(
    {
      ...(start ? { start: start.values } : {}),
      rows: parts.rows,
      shares: sharesOf(sources, parts),
      dimension,
      learningRate,
      scale: SCALE,
    },
    random,
  )
  const evaluate = await evaluator(heldOut, table, dimension, async batch =>
    (await encode(batch)).map(ids => parts.rowsOf(ids)),
  )
  const batches = planTraining(sources, options.epochs, random)
  const every = Math.max(1, Math.ceil(batches.length / REPORTS))
  let loss = 0
  let contrastive = 0
  for (const [i, batch] of batches.entries()) {
    const { source } = batch
    const examples = drawBatch(batch, random)
    const rate = Math.min(1, (i + 1) / WARMUP_STEPS) * (1 - i / batches.length)
    const rowsOf = (words: readonly Word[]) => parts.rowsOf(drawTokens(words, source.dropout, random))
    const [a, b] = [examples.map(pair => rowsOf(pair.a.words)), examples.map(pair => rowsOf(pair.b.words))]
    const scores = examples.flatMap(({ score }) => score ?? [])
    if (scores.length > 0) table.stepScored({ a, b, scores }, rate)
    else {
      const teacher = teacherCosines(examples)
      const negatives = examples.flatMap(({ negative }) => (negative ? [rowsOf(negative)] : []))
      loss += await table.step({ a, b, negatives, ...(teacher ? { teacher } : {}) }, rate)
      contrastive++
    }
    if ((i + 1) % every === 0 || i === batches.length - 1) {
      options.onProgress?.({
        step: i + 1,
        steps: batches.length,
        loss: loss / Math.max(1, contrastive),
        heldOut: evaluate(),
      })
      loss = 0
      contrastive = 0
      // Let progress bars and signals run.
      await otherWork()
      throwIfAborted(signal)
    }
  }
  await table.close()
  table.reweigh(END_WEIGHT)
  const report = { vocabulary: pieces.length, dimension, steps: batches.length, heldOut: evaluate() }
  const card = modelCard({
    ...report,
    seed: options.seed,
    notes: options.notes,
    sources: sources.map(s => ({ name: s.name, examples: s.examples.length })),
  })
  const vectors = parts.sum(table.table, dimension)
  // Padding and unknown pieces were not trained; zero them, so that they add no noise to a mean.
  vectors.fill(0, 0, SPECIAL_PIECES.length * dimension)
  const sha256 = writeCheckpoint(options.out, file, vectors, dimension, card)
  return { out: options.out, ...report, seconds: (performance.now() - started) / 1000, sha256 }
}

/** Refuses to write into a folder with other files. A checkpoint may be overwritten. */
function checkOut(out: string): void {
  if (!existsSync(out) || readdirSync(out).length === 0 || existsSync(join(out, 'modules.json'))) return
  throw new AnlamError('already-exists', `${out} exists and is not a checkpoint; choose another --out`)
}

function textsOf(
  sets: readonly TrainingSet[],
  taught: readonly TaughtSet[],
  texts: readonly string[],
): Set<string> {
  const all = new Set(texts)
  for (const { groups, scored } of sets) {
    for (const { texts, negative } of groups) for (const text of [...texts, negative ?? '']) all.add(text)
    for (const { a, b } of scored) all.add(a).add(b)
  }
  for (const { pairs } of taught) for (const [a, b] of pairs) all.add(a).add(b)
  return all
}

/** Frequency of each row in the training data. */
function sharesOf(sources: readonly Source[], parts: PieceParts): number[] {
  const counts = new Array<number>(parts.rows).fill(1)
  for (const { examples } of sources)
    for (const { sides, negative = [] } of examples)
      for (const { ids } of [...sides.flatMap(side => side.words), ...negative])
        for (const row of parts.rowsOf(ids)) counts[row]!++
  const all = counts.reduce((sum, count) => sum + count, 0)
  return counts.map(count => count / all)
}
