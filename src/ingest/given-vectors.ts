import { LongNumber } from '../basics/json.js'
import { dot, rowOf } from '../basics/vectors.js'
import { readCorpus } from '../corpus/read.js'
import type { ReadOptions } from '../corpus/types.js'
import { AnlamError, throwIfAborted } from '../errors.js'
import type { EncodedBatch, Encoder } from '../model/types.js'
import { openNpy } from '../tables/npy.js'
import type { Document } from '../types.js'
import { MOST_DOCUMENTS } from './changed-batches.js'

/** Rows whose vectors are compared with the model's own. */
const COMPARED = 32
/** Least cosine of a vector and what the model makes of its text: another model, or another prompt, is far below. */
const LEAST_COSINE = 0.999
/** Characters of a text in a message. */
const QUOTED = 60

export interface GivenSource {
  /** Rows with texts, in a format of rows. */
  path: string
  /** A `.npy` file with a row for each of them; without it, they have their vectors in a field. */
  vectors?: string
  read: Pick<ReadOptions, 'textField' | 'idField'> & { vectorField: string }
  signal?: AbortSignal
}

/**
 * Documents with the vectors that came with them, scaled to unit length; a vector of zeros stays so.
 * @throws AnlamError `invalid-input` for a row without text or without a finite vector of this dimension, or if there are not as
 *   many vectors as rows; as `readCorpus` and `openNpy`
 */
export async function* givenDocuments(
  { path, vectors, read, signal }: GivenSource,
  dimension: number,
): AsyncGenerator<{ document: Document; vector: Float32Array }> {
  const array = vectors === undefined ? undefined : openNpy(vectors)
  try {
    if (array) checkDimension(vectors!, array.dimension, dimension)
    const options: ReadOptions = {
      ...read,
      onError: 'fail',
      // A repaired text is not the one that the vector is of.
      repair: false,
      onSkip: what => {
        throw new AnlamError('invalid-input', `${what}; each row needs a text for its vector`)
      },
    }
    let row = 0
    for await (const { document, vector } of readCorpus([path], options)) {
      throwIfAborted(signal)
      row++
      if (array && row > array.rows) throw miscounted(vectors!, array.rows, `more than ${array.rows}`, path)
      const given = array ? array.next() : toVector(vector, document.id, read.vectorField)
      checkDimension(`row ${row} of ${path}`, given.length, dimension)
      yield { document, vector: toUnit(given, `row ${row} of ${path}`) }
    }
    if (array && row < array.rows) throw miscounted(vectors!, array.rows, String(row), path)
  } finally {
    array?.close()
  }
}

function toVector(value: unknown, id: string, field: string): Float32Array {
  // CSV and metadata of other tools hold lists as text.
  const list = typeof value === 'string' && value.startsWith('[') ? safelyParsed(value) : value
  const numbers = Array.isArray(list)
    ? list.map(x => (x instanceof LongNumber ? x.nearest : (x as unknown)))
    : undefined
  if (numbers?.every(x => typeof x === 'number')) return Float32Array.from(numbers as number[])
  throw new AnlamError(
    'invalid-input',
    `document ${JSON.stringify(id)} has no list of numbers in field "${field}"; --vector-field names another, --vectors a file`,
  )
}

function safelyParsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function toUnit(vector: Float32Array, what: string): Float32Array {
  const length = Math.sqrt(dot(vector, vector))
  if (!Number.isFinite(length)) throw new AnlamError('invalid-input', `the vector of ${what} is not finite`)
  return length === 0 ? vector : vector.map(x => x / length)
}

function checkDimension(what: string, given: number, dimension: number): void {
  if (given !== dimension)
    throw new AnlamError(
      'invalid-input',
      `${what}: vectors of ${given} dimensions, where the model has ${dimension}`,
    )
}

function miscounted(file: string, vectors: number, rows: string, path: string): AnlamError {
  return new AnlamError(
    'invalid-input',
    `${file} has ${vectors} vectors, and ${path} has ${rows} rows with text`,
  )
}

/**
 * Reads all rows once, and compares some of their vectors, evenly spaced, with what the model makes of the same texts.
 * @returns the number of rows and of those compared, and the least cosine
 * @throws AnlamError `incompatible-index` if another model, or another prompt, made a vector; `invalid-input` without rows; as
 *   `givenDocuments`
 */
export async function compareGiven(
  source: GivenSource,
  encoder: Encoder,
): Promise<{ rows: number; compared: number; leastCosine: number }> {
  let sample: { text: string; vector: Float32Array }[] = []
  let every = 1
  let rows = 0
  for await (const { document, vector } of givenDocuments(source, encoder.spec.dimension)) {
    if (rows++ % every !== 0 || vector.every(x => x === 0)) continue
    sample.push({ text: document.text, vector })
    if (sample.length < 2 * COMPARED) continue
    sample = sample.filter((_, i) => i % 2 === 0)
    every *= 2
  }
  if (rows === 0) throw new AnlamError('invalid-input', `there is no row with text in ${source.path}`)
  const texts = sample.map(({ text }) => text)
  const own = await encoder.encode(texts, {
    kind: 'document',
    ...(source.signal ? { signal: source.signal } : {}),
  })
  let leastCosine = 1
  for (const [i, { text, vector }] of sample.entries()) {
    const cosine = dot(vector, rowOf(own, i))
    leastCosine = Math.min(leastCosine, cosine)
    if (cosine < LEAST_COSINE)
      throw new AnlamError(
        'incompatible-index',
        `the vector of ${JSON.stringify(text.slice(0, QUOTED).toWellFormed())} is not what ${encoder.spec.model} makes of it ` +
          `(cosine ${cosine.toFixed(3)}); name the model, prompts and dimension that made the vectors`,
      )
  }
  return { rows, compared: sample.length, leastCosine }
}

/** Texts of a batch, of the one before, and of the one that is being read. */
const HELD = 3 * MOST_DOCUMENTS

/** Gives the vectors that came with texts in the place of a model. */
export class GivenVectors implements Encoder {
  readonly spec: Encoder['spec']
  private readonly held = new Map<string, Float32Array>()

  constructor({ spec }: Encoder) {
    this.spec = spec
  }

  /** Keeps the vector of a text until some thousand others have come. */
  hold(text: string, vector: Float32Array): void {
    this.held.delete(text)
    this.held.set(text, vector)
    if (this.held.size <= HELD) return
    const [oldest] = this.held.keys()
    this.held.delete(oldest!)
  }

  async encode(texts: readonly string[]): Promise<EncodedBatch> {
    const { dimension } = this.spec
    const values = new Float32Array(texts.length * dimension)
    for (const [row, text] of texts.entries()) values.set(this.held.get(text)!, row * dimension)
    const rows = texts.length
    return { values, rows, dimension, tokens: new Uint32Array(rows), truncated: new Uint8Array(rows) }
  }

  async close(): Promise<void> {}
}
