import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Random } from '../../src/basics/random.js'
import { dot } from '../../src/basics/vectors.js'
import { joinTables } from '../../src/train/join-tables.js'
import { trainEncoder } from '../../src/train/train-encoder.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'
import { unit } from '../support/vectors.js'

const DIMENSION = 16

/** Rows of a plane: the table's own directions, which are half of its dimensions. */
function planar(pieces: number, seed: number): Float32Array {
  const random = new Random(seed)
  return Float32Array.from({ length: pieces * DIMENSION }, (_, i) =>
    i % DIMENSION < DIMENSION / 2 ? random.normal() : 0,
  )
}

function cosine(vectors: Float32Array, a: number, b: number): number {
  const row = (piece: number) => unit([...vectors.subarray(piece * DIMENSION, (piece + 1) * DIMENSION)])
  return dot(row(a), row(b))
}

test('a joined table is like that of the texts which have its pieces', () => {
  const pieces = 40
  const [field, general] = [planar(pieces, 1), planar(pieces, 2)]
  // The first half of the pieces is the field's.
  const counts = (own: boolean) => Array.from({ length: pieces }, (_, i) => (i < 20 === own ? 1000 : 1))
  const joined = joinTables(
    { vectors: field, counts: counts(true) },
    { vectors: general, counts: counts(false) },
    DIMENSION,
  )
  assert.equal(joined.length, pieces * DIMENSION)
  const distance = (of: Float32Array, from: number): number => {
    let sum = 0
    for (let i = from; i < from + 20; i++)
      for (let j = from; j < i; j++) sum += Math.abs(cosine(joined, i, j) - cosine(of, i, j))
    return sum / 190
  }
  assert.ok(distance(field, 0) < 0.05, `a piece of the field: ${distance(field, 0)}`)
  assert.ok(distance(field, 0) < distance(general, 0) / 3)
  assert.ok(
    distance(general, 20) < distance(general, 0) / 1.5,
    'a general piece is more like the general table',
  )
  assert.ok(
    distance(field, 0) < distance(field, 20) / 1.5,
    'than one of the field is, and the other way round',
  )
  const tables = [
    { vectors: field, counts: counts(true) },
    { vectors: general.map(value => 7 * value), counts: counts(false) },
  ] as const
  const louder = joinTables(...tables, DIMENSION)
  assert.ok(
    Math.abs(cosine(louder, 3, 25) - cosine(joined, 3, 25)) < 1e-4,
    'the length of vectors does not matter',
  )
})

test('training with general pairs learns both tables, is reproducible, and writes one', async t => {
  const folder = scratch(t)
  const general = join(folder, 'general.jsonl')
  writeFileSync(
    general,
    Array.from(
      { length: 60 },
      (_, i) => `${JSON.stringify({ a: `kedi ${i} uyur`, b: `${i}. kedi uykuda` })}\n`,
    ).join(''),
  )
  const steps: string[] = []
  const run = (out: string, more: object = {}) =>
    trainEncoder({
      pairs: [join(PROJECT_ROOT, 'corpus', 'pairs.jsonl')],
      general: [general],
      texts: [],
      evaluate: [join(PROJECT_ROOT, 'corpus', 'pairs.jsonl')],
      out: join(folder, out),
      notes: '',
      seed: 5,
      epochs: 1,
      batchSize: 32,
      dimension: 16,
      vocabulary: 800,
      learningRate: 0.05,
      ...more,
    })
  const first = await run('a', {
    onProgress: ({ step, steps: all }: { step: number; steps: number }) => steps.push(`${step}/${all}`),
  })
  assert.equal(first.dimension, 16)
  assert.equal(steps.at(-1), `${first.steps}/${first.steps}`)
  assert.equal((await run('b')).sha256, first.sha256)
  const alone = await run('c', { general: [] })
  assert.notEqual(alone.sha256, first.sha256)
  assert.ok(alone.steps < first.steps)
})
