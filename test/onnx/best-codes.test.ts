import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Random } from '../../src/basics/random.js'
import { areBestExact, buildBestCodes, type Slabs } from '../../src/onnx/best-codes.js'
import { ONE_THREAD, Session } from '../../src/onnx/session.js'

interface Case {
  dimension: number
  count: number
  best: number
  slabs?: Slabs
  /** Most distance of codes from zero: few values make many products equal. */
  span?: number
  rows?: number
}

async function best(codes: Uint8Array, a: Uint8Array, { dimension, best: most, slabs }: Case) {
  const session = await Session.create(buildBestCodes(codes, dimension, most, slabs), ONE_THREAD)
  const found = await session.runAll<'products' | 'places', Float32Array | Int32Array>(
    { a: { data: a, dims: [a.length / dimension, dimension] } },
    ['products', 'places'],
  )
  await session.close()
  return found
}

const product = (a: Uint8Array, b: Uint8Array): number =>
  a.reduce((sum, x, d) => sum + (x - 64) * (b[d]! - 64), 0)

/** Whether each row's products are the greatest of all, in order, and each place is of a product that is as great. */
async function check(wanted: Case): Promise<void> {
  const { dimension, count, best: most, span = 63, rows = 5 } = wanted
  const random = new Random(count)
  const make = (of: number): Uint8Array =>
    Uint8Array.from({ length: of * dimension }, () => 64 - span + random.below(2 * span + 1))
  const [codes, a] = [make(count), make(rows)]
  const rowOf = (all: Uint8Array, i: number) => all.subarray(i * dimension, (i + 1) * dimension)
  const found = await best(codes, a, wanted)
  assert.deepEqual([found.products.length, found.places.length], [rows * most, rows * most])
  for (let row = 0; row < rows; row++) {
    const all = Array.from({ length: count }, (_, i) => product(rowOf(a, row), rowOf(codes, i)))
    const [products, places] = [found.products, found.places].map(x => [
      ...x.subarray(row * most, (row + 1) * most),
    ])
    assert.deepEqual(products, all.toSorted((x, y) => y - x).slice(0, most), JSON.stringify(wanted))
    assert.deepEqual(
      places!.map(place => all[place]),
      products,
    )
    assert.equal(new Set(places).size, most)
  }
}

test('the best of slabs are the best of all, whatever their number and width', async () => {
  const dimension = 6
  const slabs = { width: 16, group: 3 }
  // One slab, one that is not full, several, one group, several, and one whose last slab has one row.
  for (const count of [1, 5, 16, 17, 32, 47, 48, 49, 96, 100, 145, 200])
    for (const span of [1, 63])
      for (const most of [1, 7, 16, 40])
        if (most <= count) await check({ dimension, count, best: most, slabs, span })
  await check({ dimension, count: 200, best: 200, slabs })
  await check({ dimension, count: 90, best: 30, slabs: { width: 1, group: 4 } })
  await check({ dimension, count: 90, best: 30, slabs: { width: 30, group: 1 } })
  await check({ dimension, count: 200, best: 20, slabs, span: 0 })
  await check({ dimension, count: 200, best: 20, slabs, rows: 1 })
})

test('so they are of slabs as they are on a GPU', async () => {
  for (const count of [4096, 8 * 4096, 9 * 4096 + 3])
    await check({ dimension: 8, count, best: 65, span: 3, rows: 3 })
})

test('the largest codes in as many dimensions as are exact are multiplied exactly', async () => {
  const dimension = 4227
  assert.deepEqual([areBestExact(dimension), areBestExact(dimension + 1)], [true, false])
  const row = (code: number): number[] => Array<number>(dimension).fill(code)
  const [high, low] = [row(127), row(1)]
  const nearly = high.with(7, 126)
  const codes = Uint8Array.from([...low, ...high, ...nearly])
  const most = dimension * 63 ** 2
  for (const slabs of [undefined, { width: 1, group: 3 }]) {
    const { products, places } = await best(codes, Uint8Array.from(high), {
      dimension,
      count: 3,
      best: 3,
      ...(slabs && { slabs }),
    })
    assert.deepEqual([...products], [most, most - 63, -most])
    assert.deepEqual([...places], [1, 2, 0])
  }
})
