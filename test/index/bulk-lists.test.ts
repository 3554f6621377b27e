import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Random } from '../../src/basics/random.js'
import {
  keyOf,
  type ListMemory,
  listMemory,
  SortedLists,
} from '../../src/index/embedded/bulk/candidate-lists.js'
import { CodeProducts, codeProduct, NO_PRODUCT } from '../../src/index/embedded/bulk/code-products.js'
import { createLayer, type Layer, upTo } from '../../src/index/embedded/bulk/layer.js'
import { planPairs } from '../../src/index/embedded/bulk/pairs.js'
import { RefineStage } from '../../src/index/embedded/bulk/refine-lists.js'
import { RowProducts } from '../../src/index/embedded/bulk/row-products.js'

const ROWS = 600
const LENGTH = 20

/** Codes in clusters; none is a multiple of 16 long, by which they are multiplied. */
function clustered(dimension: number): Layer {
  const random = new Random(5)
  const codes = new Uint8Array(new SharedArrayBuffer(ROWS * dimension))
  const centres = Array.from({ length: 12 * dimension }, () => 30 + random.below(68))
  for (let row = 0; row < ROWS; row++)
    for (let d = 0; d < dimension; d++)
      codes[row * dimension + d] = centres[(row % 12) * dimension + d]! + random.below(40) - 20
  return createLayer({ rows: ROWS, dimension, codes, scale: 1, length: LENGTH, choices: 8, most: 16 })
}

test('products by 128 bits are those of one code after the other', async () => {
  const layer = clustered(37)
  const { codes, dimension } = layer
  // The largest there are.
  codes.fill(1, 0, dimension).fill(127, dimension, 2 * dimension)
  const some = new RowProducts(layer, 5)
  const others = [0, 1, 2, 99, ROWS - 1]
  for (const row of [0, 1, 7]) {
    some.clear()
    for (const other of others) some.add(other)
    assert.deepEqual(
      [...some.of(row)],
      others.map(other => codeProduct(codes, row, other, dimension)),
    )
  }
  const products = await CodeProducts.create(dimension)
  const [left, right] = [upTo(ROWS).subarray(0, 70), upTo(ROWS).subarray(70, 575)]
  products.take({ codes, rows: left })
  await products.multiply({ codes, rows: right })
  products.rowFloors.fill(NO_PRODUCT)
  products.columnFloors.fill(NO_PRODUCT)
  const at = (row: number, column: number): number =>
    codeProduct(codes, left[row]!, right[column]!, dimension)
  products.rowFloors[3] = at(3, 500)
  products.columnFloors[504] = at(69, 504)
  const wanted: number[] = []
  for (let row = 0; row < left.length; row++)
    for (let column = 0; column < right.length; column++) {
      assert.equal(products.scores[row * products.columns + column], at(row, column))
      if ((row === 3 && at(3, column) >= at(3, 500)) || (column === 504 && at(row, 504) >= at(69, 504)))
        wanted.push(row * 2 ** 16 + column)
    }
  assert.deepEqual([...products.scan()], wanted)
})

test('lists are refined by those of their candidates', () => {
  const layer = clustered(48)
  const truth = sortedLists(layer, () => true)
  const random = new Random(9)
  // A third of all pairs was never compared.
  const from = sortedLists(layer, () => random.below(3) > 0)
  const into = listMemory(ROWS, LENGTH)
  const stage = new RefineStage(layer, { kind: 'refine', from, into })
  for (let row = ROWS - 1; row >= 0; row--) stage.refine(row)
  const [before, after] = [share(from, truth), share(into, truth)]
  assert.ok(before < 0.75 && after > 0.95, `${before} and then ${after}`)
  const lists = new SortedLists(into)
  for (let row = 0; row < ROWS; row++) {
    const partners = lists.partners(row)
    assert.equal(new Set([row, ...partners]).size, LENGTH + 1)
    const keys = partners.map(other => keyOf(codeProduct(layer.codes, row, other, 48), row, other))
    assert.deepEqual(
      keys,
      [...keys].sort((a, b) => b - a),
    )
    partners.forEach((other, at) => {
      assert.equal(lists.product(row, at), codeProduct(layer.codes, row, other, 48))
    })
  }
})

function sortedLists({ codes, dimension }: Layer, isCompared: () => boolean): ListMemory {
  const memory = listMemory(ROWS, LENGTH)
  const lists = new SortedLists(memory)
  for (let row = 0; row < ROWS; row++) {
    const others = [...upTo(ROWS)].filter(other => other !== row && isCompared())
    const keys = others.map(other => keyOf(codeProduct(codes, row, other, dimension), row, other))
    lists.set(row, Float64Array.from(keys).sort())
  }
  return memory
}

function share(lists: ListMemory, truth: ListMemory): number {
  const [found, wanted] = [new SortedLists(lists), new SortedLists(truth)]
  let count = 0
  for (let row = 0; row < ROWS; row++) {
    const there = new Set(found.partners(row))
    count += wanted.partners(row).filter(other => there.has(other)).length
  }
  return count / (ROWS * LENGTH)
}

test('the parts in which pairs are compared are all of them, each once', () => {
  // 1,300 cells of 1 to 1,200 members: some of several blocks.
  const starts = [0]
  for (let cell = 0; cell < 1300; cell++) starts.push(starts.at(-1)! + 1 + ((cell * 37) % 1200))
  const parts = planPairs(Uint32Array.from(starts))
  assert.ok(parts.length > 3)
  const rows = new Uint8Array(starts.at(-1)!)
  for (const part of parts)
    for (let at = 0; at < part.length; at += 4) {
      const [from, to, end, cell] = part.subarray(at, at + 4) as unknown as [number, number, number, number]
      assert.ok(from >= starts[cell]! && to <= end && end === starts[cell + 1])
      for (let row = from; row < to; row++) rows[row]!++
    }
  assert.ok(rows.every(times => times === 1))
})
