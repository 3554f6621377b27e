import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Random } from '../../src/basics/random.js'
import { rowOf, unitCosine } from '../../src/basics/vectors.js'
import type { AnlamError } from '../../src/errors.js'
import { AllPairs, type AllPairsOptions } from '../../src/mining/neighbours/all-pairs.js'
import { BLOCK } from '../../src/mining/neighbours/code-file.js'
import { allows } from '../../src/mining/neighbours/types.js'
import { VectorWriter } from '../../src/mining/neighbours/vector-file.js'
import { BYTE_RANGES } from '../../src/onnx/byte-range.js'
import type { VectorBatch } from '../../src/types.js'
import { unlessMultiplied } from '../support/byte-ranges.js'
import { scratch } from '../support/scratch.js'
import { clusteredVectors, unit } from '../support/vectors.js'

const VECTOR_FILE = 'vectors.f32'

type Settings = Omit<AllPairsOptions, 'folder' | 'vectors' | 'rows' | 'dimension' | 'threads'>

function settings(rows: number, seed: number, changes: Partial<Settings> = {}): Settings {
  const random = new Random(seed)
  const ranks = Uint32Array.from({ length: rows }, (_, i) => i)
  for (let i = rows - 1; i > 0; i--) {
    const j = random.below(i + 1)
    ;[ranks[i], ranks[j]] = [ranks[j]!, ranks[i]!]
  }
  return { threshold: 0.5, k: 10, ranks, constraint: { kind: 'any' }, memory: 1 << 30, ...changes }
}

/** The reference result, by exhaustive comparison. */
function bruteForce(vectors: VectorBatch, { threshold, k, ranks, constraint }: Settings): string[] {
  return Array.from({ length: vectors.rows }, (_, a) => {
    const found: { partner: number; score: number }[] = []
    for (let partner = 0; partner < vectors.rows; partner++) {
      if (partner === a || !allows(constraint, a, partner)) continue
      const score = Math.fround(unitCosine(rowOf(vectors, a), rowOf(vectors, partner)))
      if (score >= Math.fround(threshold)) found.push({ partner, score })
    }
    found.sort((x, y) => y.score - x.score || ranks[x.partner]! - ranks[y.partner]!)
    return found
      .slice(0, k)
      .map(({ partner, score }) => `${partner}:${score}`)
      .join(' ')
  })
}

function place(t: TestContext, vectors: VectorBatch): string {
  const folder = scratch(t)
  const writer = new VectorWriter(join(folder, VECTOR_FILE))
  writer.append(vectors.values)
  writer.close()
  return folder
}

async function open(folder: string, { rows, dimension }: VectorBatch, options: Settings): Promise<AllPairs> {
  return AllPairs.open({
    folder,
    vectors: join(folder, VECTOR_FILE),
    rows,
    dimension,
    threads: 2,
    ...options,
  })
}

async function finish(pairs: AllPairs): Promise<string[]> {
  for (;;) {
    const { done, total } = await pairs.advance(1000)
    if (done === total) break
  }
  const rows: string[] = []
  for (let pass = 0; pass < pairs.passes; pass++) {
    const { sizes, partners, scores } = await pairs.lists(pass)
    let at = 0
    for (const size of sizes) {
      rows.push(Array.from({ length: size }, () => `${partners[at]}:${scores[at++]}`).join(' '))
    }
  }
  await pairs.close()
  return rows
}

async function compare(t: TestContext, vectors: VectorBatch, options: Settings): Promise<number> {
  const folder = place(t, vectors)
  const found = await finish(await open(folder, vectors, options))
  const wanted = bruteForce(vectors, options)
  assert.equal(found.length, wanted.length)
  for (const [row, list] of wanted.entries()) assert.equal(found[row], list, `row ${row}`)
  return wanted.filter(list => list !== '').length
}

/** Rows with very few distinct values, so that most scores occur many times. */
function tiedVectors(rows: number, dimension: number, seed: number): VectorBatch {
  const random = new Random(seed)
  const values = new Float32Array(rows * dimension)
  for (let row = 0; row < rows; row++)
    values.set(
      unit(Array.from({ length: dimension }, (_, d) => (d === 0 ? 1 : random.below(2)))),
      row * dimension,
    )
  return { values, rows, dimension }
}

for (const type of [...BYTE_RANGES, 'fp32'] as const) {
  const skip = type === 'fp32' ? false : await unlessMultiplied(type)
  const name = type === 'fp32' ? type : `int8 in the ${type} range`

  test(`${name} finds the same neighbours as exhaustive comparison`, { skip }, async t => {
    for (const [rows, dimension, seed] of [
      [1, 8, 1],
      [2, 8, 2],
      [65, 33, 3],
      [700, 96, 4],
      [2 * BLOCK + 77, 24, 5],
    ] as const) {
      for (const threshold of [0.8, 0.3]) {
        const vectors = clusteredVectors(rows, dimension, seed)
        const having = await compare(t, vectors, settings(rows, seed, { threshold, type }))
        assert.ok(rows < 3 || having > 0, 'there is something to find')
      }
    }
  })

  test(`${name} breaks ties by rank, even across the limit k`, { skip }, async t => {
    const vectors = tiedVectors(600, 9, 7)
    await compare(t, vectors, settings(600, 7, { threshold: 0.6, k: 5, type }))
    await compare(t, vectors, settings(600, 8, { threshold: -1, k: 40, type }))
  })
}

test('rows with a single very large component are found too, although int8 clips them', async t => {
  const rows = 400
  const vectors = clusteredVectors(rows, 64, 11)
  for (const row of [3, 4, 399]) {
    const spiked = rowOf(vectors, row).slice()
    spiked[5] = 30
    vectors.values.set(unit(spiked), row * 64)
  }
  await compare(t, vectors, settings(rows, 11, { threshold: 0.9 }))
})

test('a constraint excludes pairs, but not the next allowed neighbours', async t => {
  const rows = BLOCK + 900
  const vectors = clusteredVectors(rows, 32, 13)
  const groups = Uint32Array.from({ length: rows }, (_, i) => i % 3)
  for (const constraint of [
    { kind: 'between', split: 500 },
    { kind: 'between', split: BLOCK },
    { kind: 'within', groups },
    { kind: 'across', groups },
  ] as const)
    await compare(t, vectors, settings(rows, 13, { constraint, k: 3 }))
})

test('with little memory there are more passes and the same results', async t => {
  const rows = 3 * BLOCK + 5
  const vectors = clusteredVectors(rows, 16, 17)
  const options = settings(rows, 17, { threshold: 0.9, k: 4 })
  const folder = place(t, vectors)
  const pairs = await open(folder, vectors, { ...options, memory: 1 })
  assert.equal(pairs.passes, 4)
  assert.deepEqual(await finish(pairs), bruteForce(vectors, options))
})

test('an interrupted run is resumed', async t => {
  const rows = 3 * BLOCK + 5
  const vectors = clusteredVectors(rows, 16, 19)
  const options = settings(rows, 19, { threshold: 0.9, k: 4, memory: 36 * 2 * BLOCK })
  const folder = place(t, vectors)
  mkdirSync(folder, { recursive: true })
  let runs = 0
  for (let last = 0; ; runs++) {
    const pairs = await open(folder, vectors, options)
    assert.equal(pairs.progress.done, last, 'nothing is done again')
    const { done, total } = await pairs.advance(1)
    const stop = AbortSignal.abort()
    if (done === total) {
      assert.deepEqual(await finish(pairs), bruteForce(vectors, options))
      break
    }
    await assert.rejects(pairs.advance(1, stop), (error: AnlamError) => error.code === 'cancelled')
    last = done
    await pairs.close()
  }
  assert.ok(runs > 3, `${runs} runs`)
})
