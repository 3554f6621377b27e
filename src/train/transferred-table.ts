import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { AnlamError } from '../errors.js'
import { readFloats } from '../model/checkpoint/floats.js'
import { readCheckpoint } from '../model/checkpoint/read.js'
import type { Checkpoint } from '../model/checkpoint/types.js'
import { encodeWith } from '../model/tokenizer.js'
import { tensorPrefix } from './graph/layer-weights.js'

import { CONTINUATION } from './wordpiece.js'

export interface TransferredTable {
  /** Row-major [pieces, dimension]. */
  values: Float32Array
  dimension: number
}

/** Exponent on how often a word occurs: everyday words would otherwise decide what their pieces mean elsewhere. */
const DAMPING = 0.75
/** Words as they are written, and signs. */
const WORD = /[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu
/** Mark of the beginning of a word in SentencePiece vocabularies. */
const BEGINNING = '▁'

const Vocabulary = z.looseObject({
  model: z.looseObject({
    vocab: z.union([z.array(z.tuple([z.string(), z.number()])), z.record(z.string(), z.number())]),
  }),
})

/**
 * Vectors for the pieces of one vocabulary from those of another model. Words of the texts are cut by both tokenizers;
 * where a piece of ours overlaps one of theirs it takes its vector, in proportion to the letters they share and to how
 * often the word occurs. A piece that no word has gets the mean of all. (After "fast vocabulary transfer", Gee et al.
 * 2022, for vocabularies whose pieces may be spelt differently.)
 *
 * @param pieces of the new vocabulary, by id
 * @param tokenizer content of its `tokenizer.json`
 * @param directory checkpoint of the other model
 * @throws AnlamError as `readCheckpoint`; `invalid-input` if no word is known to both
 */
export async function transferredTable(
  pieces: readonly string[],
  tokenizer: string,
  texts: readonly string[],
  directory: string,
): Promise<TransferredTable> {
  const checkpoint = await readCheckpoint(directory)
  const { table, dimension } = readTable(checkpoint)
  const theirs = await readFile(checkpoint.tokenizerFile, 'utf8')
  const counts = countWords(texts)
  const words = [...counts.keys()]
  const [ours, others] = [await encodeWith(tokenizer, words), await encodeWith(theirs, words)]
  const ourLengths = pieces.map(piece => lettersOf(piece))
  const theirLengths = lengthsOf(theirs)

  const sums = new Float64Array(pieces.length * dimension)
  const weights = new Float64Array(pieces.length)
  words.forEach((word, i) => {
    const weight = counts.get(word)! ** DAMPING
    const overlaps = overlapsOf(ours[i]!, ourLengths, others[i]!, theirLengths)
    for (const { to, from, share } of overlaps) {
      weights[to]! += weight * share
      for (let d = 0; d < dimension; d++)
        sums[to * dimension + d]! += weight * share * table[from * dimension + d]!
    }
  })
  return { values: meansOf(sums, weights, dimension), dimension }
}

function readTable(checkpoint: Checkpoint): { table: Float32Array; dimension: number } {
  const [module] = checkpoint.modules
  if (module.kind === 'static') {
    const { weights, tensor, vocabulary, dimension, lookup } = module
    if (lookup)
      throw new AnlamError('invalid-input', `${checkpoint.directory} weights its tokens; give another table`)
    return { table: readFloats(weights.take(tensor, [vocabulary, dimension])), dimension }
  }
  if (module.kind === 'given-graph')
    throw new AnlamError('invalid-input', `${checkpoint.directory} is a graph without a table of its own`)
  const { weights, vocabulary, hidden } = module
  const name = `${tensorPrefix(module)}embeddings.word_embeddings.weight`
  return { table: readFloats(weights.take(name, [vocabulary, hidden])), dimension: hidden }
}

function countWords(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts)
    for (const [word] of text.normalize('NFC').matchAll(WORD)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/** Letters that a piece stands for. */
function lettersOf(piece: string): number {
  return piece.replace(BEGINNING, '').replace(CONTINUATION, '').length
}

function lengthsOf(tokenizer: string): number[] {
  const { vocab } = Vocabulary.parse(JSON.parse(tokenizer)).model
  if (Array.isArray(vocab)) return vocab.map(([piece]) => lettersOf(piece))
  const lengths: number[] = []
  for (const [piece, id] of Object.entries(vocab)) lengths[id] = lettersOf(piece)
  return lengths
}

interface Overlap {
  to: number
  from: number
  /** Share of the new piece's letters. */
  share: number
}

/** Nothing if the two cuts of a word do not have as many letters, as where one of them writes a letter as two. */
function overlapsOf(
  ours: readonly number[],
  ourLengths: readonly number[],
  theirs: readonly number[],
  theirLengths: readonly number[],
): Overlap[] {
  const ends = (ids: readonly number[], lengths: readonly number[]): number[] => {
    let end = 0
    return ids.map(id => (end += lengths[id] ?? Number.NaN))
  }
  const [ourEnds, theirEnds] = [ends(ours, ourLengths), ends(theirs, theirLengths)]
  if (ourEnds.at(-1) !== theirEnds.at(-1)) return []
  return ours.flatMap((to, i) => {
    const [start, end] = [ourEnds[i - 1] ?? 0, ourEnds[i]!]
    return theirs.flatMap((from, j) => {
      const shared = Math.min(end, theirEnds[j]!) - Math.max(start, theirEnds[j - 1] ?? 0)
      return shared > 0 ? [{ to, from, share: shared / (end - start) }] : []
    })
  })
}

function meansOf(sums: Float64Array, weights: Float64Array, dimension: number): Float32Array {
  const known = weights.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 0)
  if (known === 0) throw new AnlamError('invalid-input', 'no word of the texts is known to both vocabularies')
  const values = new Float32Array(sums.length)
  const mean = new Float64Array(dimension)
  weights.forEach((weight, piece) => {
    if (weight === 0) return
    for (let d = 0; d < dimension; d++) {
      const value = sums[piece * dimension + d]! / weight
      values[piece * dimension + d] = value
      mean[d]! += value / known
    }
  })
  weights.forEach((weight, piece) => {
    if (weight === 0) values.set(mean, piece * dimension)
  })
  return values
}

/** Scales a table so that the standard deviation of its values is 1. */
export function unitDeviation(values: Float32Array): Float32Array {
  const squares = values.reduce((sum, value) => sum + value * value, 0)
  const scale = squares > 0 ? Math.sqrt(values.length / squares) : 1
  return values.map(value => value * scale)
}
