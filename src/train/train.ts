import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AnlamError, throwIfAborted } from '../errors.js'
import { Random } from '../random.js'
import type { VectorBatch } from '../types.js'
import { rowOf } from '../vectors.js'
import { writeCheckpoint } from './checkpoint-files.js'
import { ContrastiveTable } from './contrastive.js'
import { type Pair, positivePairs, readPairs, readTexts } from './data.js'
import { type Example, planTraining, type Source, teacherCosines } from './examples.js'
import { Best, evaluator, splitHeldOut } from './held-out.js'
import { modelCard } from './model-card.js'
import { PieceParts } from './parts.js'
import { tokenizerFile } from './tokenizer-file.js'
import { learnWordPieces, SPECIAL_PIECES } from './wordpiece.js'
import { drawTokens, type Word, WordSegmenter } from './words.js'

/** The native tokenizer, given from outside: this room does not know which library it is. */
export interface TokenizerLibrary {
  /** Words of each text, normalised and split as `file` says. */
  words(file: string, texts: readonly string[]): Iterable<string>
  /** Token ids of each text, without special tokens. */
  encode(file: string, texts: readonly string[]): Promise<number[][]>
}

export interface TrainOptions {
  /** JSON lines files of pairs. */
  pairs: readonly string[]
  /** JSON lines files of single texts, with a `text` field. */
  texts: readonly string[]
  /** The texts stand in the order of a document, so that neighbours are about the same. */
  inOrder?: boolean
  /** Unit vectors of a better encoder, to learn from. */
  teacher?: (texts: readonly string[]) => Promise<VectorBatch>
  /** JSON lines files of labelled or scored pairs to evaluate on; never trained on. */
  evaluate: readonly string[]
  out: string
  /** Markdown for the end of the model card. */
  notes: string
  tokenizers: TokenizerLibrary
  seed: number
  epochs: number
  batchSize: number
  dimension: number
  vocabulary: number
  learningRate: number
  signal?: AbortSignal
  onProgress?: (progress: TrainProgress) => void
}

export interface TrainProgress {
  step: number
  steps: number
  /** Mean InfoNCE loss since the last report, nats. */
  loss: number
  /** Metric of each held-out set: AUC where it has labels, Spearman's correlation where it has scores. */
  heldOut: Record<string, number>
}

export interface TrainReport {
  out: string
  vocabulary: number
  dimension: number
  steps: number
  seconds: number
  heldOut: Record<string, number>
  /** Of the weights; equal for equal data, options and version. */
  sha256: string
}

const SCALE = 14
/** Power of a word's frequency that it counts with for the vocabulary (as negatives do in word2vec: Mikolov et al. 2013). */
const DAMPING = 0.75
const WARMUP_STEPS = 50
/**
 * A single text is paired with itself under two different dropouts (Gao et al. 2021, for static tables). Pairs differ by
 * themselves, and keep all their words.
 */
const TEXT_DROPOUT = 0.4
/** Of passing over a piece that fits; see `WordSegmenter`. */
const PIECE_DROPOUT = 0.15
/** Scores are ranked within small batches: with 512 at a time less is learnt from as many passes. */
const SCORED_BATCH = 128
/** Scored pairs are few, and seen more often than others. */
const SCORED_WEIGHT = 1.6
/** Of `reweigh` after training, which by itself leaves the most frequent pieces a little too strong. */
const END_WEIGHT = 0.1
/** Neighbouring sentences are weak pairs, seen less often than others: as often, they cost 0.005 of correlation. */
const NEXT_WEIGHT = 1 / 3
const REPORTS = 10

/**
 * Trains a static embedding from pairs and unlabelled texts, on the CPU, and writes it as a checkpoint. The same
 * data, options and version give the same bytes.
 *
 * @throws AnlamError `not-found`, `invalid-input`, `already-exists`, `cancelled`
 */
export async function train(options: TrainOptions): Promise<TrainReport> {
  const started = performance.now()
  const { tokenizers, signal } = options
  checkOut(options.out)
  const random = new Random(options.seed)
  const files = await Promise.all(options.pairs.map(async path => ({ path, pairs: await readPairs(path) })))
  const texts = (await Promise.all(options.texts.map(readTexts))).flat()
  const heldOut = await Promise.all(
    options.evaluate.map(async path => ({ path, pairs: await readPairs(path) })),
  )
  if (heldOut.length === 0) for (const file of files) heldOut.push(splitHeldOut(file, random))

  const everything = [...files.flatMap(({ pairs }) => pairs.flatMap(({ a, b }) => [a, b])), ...texts]
  const counts = new Map<string, number>()
  for (const word of tokenizers.words(tokenizerFile(), [...new Set(everything)]))
    counts.set(word, (counts.get(word) ?? 0) + 1)
  throwIfAborted(signal)
  for (const [word, count] of counts) counts.set(word, damped(count))
  const pieces = learnWordPieces(counts, options.vocabulary)
  const parts = new PieceParts(pieces)
  const file = tokenizerFile(pieces)
  const encode = async (batch: readonly string[]): Promise<number[][]> =>
    (await tokenizers.encode(file, batch)).map(ids => ids.filter(id => id >= SPECIAL_PIECES.length))

  const segmenter = new WordSegmenter(pieces, PIECE_DROPOUT, random)
  const wordsOf = async (of: readonly string[]): Promise<Word[][]> =>
    (await encode(of)).map(ids => segmenter.wordsOf(ids))
  const sidesOf = async (of: readonly string[]): Promise<Side[]> => {
    const words = await wordsOf(of)
    const taught = await options.teacher?.(of)
    return words.map((side, i) => ({ words: side, ...(taught ? { taught: rowOf(taught, i) } : {}) }))
  }

  const sources: Source[] = []
  const { batchSize } = options
  for (const { path, pairs } of files) {
    const kept = positivePairs(pairs)
    const examples = examplesOf(await sidesOf(kept.map(p => p.a)), await sidesOf(kept.map(p => p.b)))
    sources.push({ name: path, examples, weight: 1, dropout: 0, batchSize })
    const scored = await scoredExamples(pairs, wordsOf)
    if (scored.length > 1) {
      const name = `${path}, by score`
      const weight = SCORED_WEIGHT
      sources.push({ name, examples: scored, weight, dropout: 0, batchSize: SCORED_BATCH })
    }
  }
  if (texts.length > 0) {
    const sides = await sidesOf(texts)
    sources.push({
      name: 'texts',
      examples: examplesOf(sides, sides),
      weight: 1,
      dropout: TEXT_DROPOUT,
      batchSize,
    })
    if (options.inOrder) {
      sources.push({
        name: 'texts, each with the next',
        examples: examplesOf(sides.slice(0, -1), sides.slice(1)),
        weight: NEXT_WEIGHT,
        dropout: 0,
        batchSize,
      })
    }
  }
  if (sources.every(({ examples }) => examples.length < 2)) {
    throw new AnlamError('invalid-input', 'there are no two pairs or texts to train on')
  }

  const { dimension, learningRate } = options
  const table = new ContrastiveTable(
    {
      vocabulary: parts.rows,
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
  const best = new Best()
  let loss = 0
  let contrastive = 0
  for (const [i, { source, examples }] of batches.entries()) {
    const rate = Math.min(1, (i + 1) / WARMUP_STEPS) * (1 - i / batches.length)
    const side = (pick: 'a' | 'b') =>
      examples.map(example => parts.rowsOf(drawTokens(example[pick], source.dropout, random)))
    const [a, b] = [side('a'), side('b')]
    const scores = examples.flatMap(({ score }) => score ?? [])
    if (scores.length > 0) table.stepScored({ a, b, scores }, rate)
    else {
      const teacher = teacherCosines(examples)
      loss += table.step({ a, b, ...(teacher ? { teacher } : {}) }, rate)
      contrastive++
    }
    if ((i + 1) % every === 0 || i === batches.length - 1) {
      const held = evaluate()
      options.onProgress?.({
        step: i + 1,
        steps: batches.length,
        loss: loss / Math.max(1, contrastive),
        heldOut: held,
      })
      best.offer(table.table, held)
      loss = 0
      contrastive = 0
      // Progress bars and signals need a turn now and then.
      await new Promise(resolve => setImmediate(resolve))
      throwIfAborted(signal)
    }
  }
  best.restore(table.table)
  table.reweigh(END_WEIGHT)
  const report = { vocabulary: pieces.length, dimension, steps: batches.length, heldOut: evaluate() }
  const card = modelCard({
    ...report,
    seed: options.seed,
    notes: options.notes,
    sources: sources.map(s => ({ name: s.name, examples: s.examples.length })),
  })
  const vectors = parts.sum(table.table, dimension)
  // Padding and unknown pieces were never trained, and must not add noise to a mean.
  vectors.fill(0, 0, SPECIAL_PIECES.length * dimension)
  const sha256 = writeCheckpoint(options.out, file, vectors, dimension, card)
  return { out: options.out, ...report, seconds: (performance.now() - started) / 1000, sha256 }
}

/** Only a checkpoint is overwritten, never somebody's other files. */
function checkOut(out: string): void {
  if (!existsSync(out) || readdirSync(out).length === 0 || existsSync(join(out, 'modules.json'))) return
  throw new AnlamError('already-exists', `${out} exists and is not a checkpoint; choose another --out`)
}

/** A text as it is trained on. */
interface Side {
  words: readonly Word[]
  taught?: Float32Array
}

function examplesOf(a: readonly Side[], b: readonly Side[]): Example[] {
  return a.flatMap((left, i) => {
    const right = b[i]!
    if (left.words.length === 0 || right.words.length === 0) return []
    const teacher = left.taught && right.taught && { a: left.taught, b: right.taught }
    return { a: left.words, b: right.words, ...(teacher ? { teacher } : {}) }
  })
}

/** Pairs with scores, the low ones too. */
async function scoredExamples(
  pairs: readonly Pair[],
  wordsOf: (texts: readonly string[]) => Promise<Word[][]>,
): Promise<Example[]> {
  const scored = pairs.filter(pair => pair.score !== undefined)
  const [a, b] = [await wordsOf(scored.map(p => p.a)), await wordsOf(scored.map(p => p.b))]
  return scored.flatMap(({ score }, i) => {
    const [left, right] = [a[i]!, b[i]!]
    return left.length === 0 || right.length === 0 ? [] : { a: left, b: right, score: score! }
  })
}

/** Of a word that comes so often; everyday words would take up most pieces otherwise. */
function damped(count: number): number {
  return count === 1 ? 1 : Math.ceil(3 * count ** DAMPING)
}

/** How often each row comes in what is trained on. */
function sharesOf(sources: readonly Source[], parts: PieceParts): number[] {
  const counts = new Array<number>(parts.rows).fill(1)
  for (const { examples } of sources)
    for (const { a, b } of examples)
      for (const { ids } of [...a, ...b]) for (const row of parts.rowsOf(ids)) counts[row]!++
  const all = counts.reduce((sum, count) => sum + count, 0)
  return counts.map(count => count / all)
}
