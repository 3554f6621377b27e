import { setImmediate as otherWork } from 'node:timers/promises'
import type { Random } from '../basics/random.js'
import { throwIfAborted } from '../errors.js'
import { ContrastiveTable } from './contrastive.js'
import { type Batch, drawBatch, type Source, teacherCosines } from './examples.js'
import type { PieceParts } from './parts.js'
import { SPECIAL_PIECES } from './wordpiece.js'
import { drawTokens, type Word } from './words.js'

const SCALE = 14
const WARMUP_STEPS = 50
/** Milliseconds of steps on end. */
const REST = 250
/** Argument of `reweigh` after training, which alone leaves the most frequent pieces slightly too strong. */
const END_WEIGHT = 0.1

export interface TableOptions {
  parts: PieceParts
  dimension: number
  learningRate: number
  /** What the pieces begin with, row-major; else they begin at random. */
  start?: Float32Array
  random: Random
  signal?: AbortSignal | undefined
  /** Called every so many steps, and after the last one, with the mean InfoNCE loss of the latest that had one, in nats. */
  every: number
  onStep(step: number, loss: number, embed: EmbedPieces): void
}

/** Unit mean vectors of texts by their pieces, row-major. */
export type EmbedPieces = (texts: readonly (readonly number[])[]) => Float32Array

/**
 * Learns vectors of word pieces from planned batches.
 * @returns row-major [pieces, dimension]; special pieces are zero, so that they add nothing to a mean
 * @throws AnlamError `cancelled`
 */
export async function learnTable(
  sources: readonly Source[],
  batches: readonly Batch[],
  { parts, dimension, learningRate, start, random, signal, every, onStep }: TableOptions,
): Promise<Float32Array> {
  const table = new ContrastiveTable(
    {
      ...(start ? { start } : {}),
      rows: parts.rows,
      shares: sharesOf(sources, parts),
      dimension,
      learningRate,
      scale: SCALE,
    },
    random,
  )
  const embed: EmbedPieces = texts => table.embed(texts.map(ids => parts.rowsOf(ids)))
  let [loss, contrastive, mean] = [0, 0, 0]
  let rested = performance.now()
  try {
    for (const [i, batch] of batches.entries()) {
      throwIfAborted(signal)
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
        if (contrastive > 0) mean = loss / contrastive
        onStep(i + 1, mean, embed)
        loss = 0
        contrastive = 0
      }
      // Let progress bars and signals run.
      if (performance.now() - rested > REST) {
        await otherWork()
        rested = performance.now()
      }
    }
  } finally {
    await table.close()
  }
  table.reweigh(END_WEIGHT)
  const vectors = parts.sum(table.table, dimension)
  vectors.fill(0, 0, SPECIAL_PIECES.length * dimension)
  return vectors
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
