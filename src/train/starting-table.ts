import { AnlamError } from '../errors.js'
import { encodeWith } from '../model/tokenizer.js'
import type { VectorBatch } from '../types.js'
import { CONTINUATION, SPECIAL_PIECES } from './wordpiece.js'

/** Encodes words, each as a text of its own. */
export type WordEncoder = (words: readonly string[]) => Promise<VectorBatch>

/** Words that are encoded, the most frequent ones: each further one takes as long, and fewer pieces need it. */
const MOST_WORDS = 60_000
/** Exponent on how often a word occurs: everyday words would otherwise decide what their pieces mean elsewhere. */
const DAMPING = 0.75
/** Words per call of the encoder. */
const PAGE = 2048
/** Words as they are written, and signs. */
const WORD = /[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu

/**
 * Vectors for the pieces of a vocabulary from another encoder, which reads the words of the texts. A piece gets the mean
 * of the words that it is part of, by how often they occur and by the square of its share of their letters: a piece
 * that is a word counts as that word. Words are taken less their mean, as encoders give all words much in common;
 * a piece of no word gets zeros, which is that mean. (After Model2Vec, Tulkens and van Dongen 2024, for a
 * vocabulary that is not the encoder's.)
 *
 * @param pieces of the new vocabulary, by id
 * @param tokenizer content of its `tokenizer.json`
 * @returns a row for each piece, scaled so that the standard deviation of all values is 1
 * @throws AnlamError `invalid-input` if no word has a known piece; as `encode`
 */
export async function startingTable(
  pieces: readonly string[],
  tokenizer: string,
  texts: Iterable<string>,
  encode: WordEncoder,
): Promise<VectorBatch> {
  const words = frequentWords(texts)
  const lengths = pieces.map(piece => piece.replace(CONTINUATION, '').length)
  const weights = new Float64Array(pieces.length)
  let sums = new Float64Array(0)
  let mean = new Float64Array(0)
  let [dimension, total] = [0, 0]
  for (let start = 0; start < words.length; start += PAGE) {
    const page = words.slice(start, start + PAGE)
    const vectors = await encode(page.map(({ word }) => word))
    const ids = await encodeWith(
      tokenizer,
      page.map(({ word }) => word),
    )
    if (start === 0) {
      dimension = vectors.dimension
      sums = new Float64Array(pieces.length * dimension)
      mean = new Float64Array(dimension)
    }
    page.forEach(({ weight }, i) => {
      const vector = vectors.values.subarray(i * dimension, (i + 1) * dimension)
      add(mean, 0, vector, weight)
      total += weight
      const known = ids[i]!.filter(id => id >= SPECIAL_PIECES.length)
      const letters = known.reduce((sum, id) => sum + lengths[id]!, 0)
      for (const id of known) {
        const share = weight * (lengths[id]! / letters) ** 2
        weights[id]! += share
        add(sums, id * dimension, vector, share)
      }
    })
  }
  if (!weights.some(weight => weight > 0))
    throw new AnlamError('invalid-input', 'no word of the texts has a piece of the vocabulary')
  const values = new Float32Array(sums.length)
  weights.forEach((weight, piece) => {
    if (weight === 0) return
    for (let d = 0, i = piece * dimension; d < dimension; d++, i++)
      values[i] = sums[i]! / weight - mean[d]! / total
  })
  return { values: unitDeviation(values), rows: pieces.length, dimension }
}

function frequentWords(texts: Iterable<string>): { word: string; weight: number }[] {
  const counts = new Map<string, number>()
  for (const text of texts)
    for (const [word] of text.normalize('NFC').matchAll(WORD)) counts.set(word, (counts.get(word) ?? 0) + 1)
  const ordered = [...counts].sort((a, b) => b[1] - a[1])
  return ordered.slice(0, MOST_WORDS).map(([word, count]) => ({ word, weight: count ** DAMPING }))
}

function add(to: Float64Array, at: number, vector: Float32Array, weight: number): void {
  for (let d = 0; d < vector.length; d++) to[at + d]! += weight * vector[d]!
}

function unitDeviation(values: Float32Array): Float32Array {
  const squares = values.reduce((sum, value) => sum + value * value, 0)
  const scale = squares > 0 ? Math.sqrt(values.length / squares) : 1
  return values.map(value => value * scale)
}
