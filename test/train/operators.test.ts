import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Checkpoint } from '../../src/model/checkpoint/types.js'
import { DataType } from '../../src/onnx/graph.js'
import { gelu, geluTanh, relu, sigmoid, softplus, tanh } from '../../src/train/gradient/activations.js'
import { add, atLeast, div, mul, scalar, sqrt, sub } from '../../src/train/gradient/arithmetic.js'
import { attention, gridInputs, maxima, weightedSums } from '../../src/train/gradient/grid.js'
import { layerNorm } from '../../src/train/gradient/layer-norm.js'
import { linear } from '../../src/train/gradient/linear.js'
import { matmul } from '../../src/train/gradient/products.js'
import {
  logSumExp,
  meanRows,
  normRows,
  sumAll,
  sumRows,
  unitRows,
} from '../../src/train/gradient/reductions.js'
import { crossEntropy, takeRows } from '../../src/train/gradient/rows.js'
import { concat, reshape, slice } from '../../src/train/gradient/shape.js'
import { gridFeeds, packTokens, placeTexts, poolFeeds } from '../../src/train/graph/inputs.js'
import { DenseSums, RowSums } from '../../src/train/graph/tables.js'
import { type Case, check, dot, flat, rowsOf, sum, type Values } from '../support/differences.js'

/** [m, k] · [k, n] */
function multiply(a: Values, b: Values, k: number): Values {
  const n = b.length / k
  return flat(
    rowsOf(a, k).map(row =>
      Array.from({ length: n }, (_, j) =>
        dot(
          row,
          b.filter((_, i) => i % n === j),
        ),
      ),
    ),
  )
}

/** [rows, columns] to [columns, rows] */
function transposed(a: Values, columns: number): Values {
  return flat(Array.from({ length: columns }, (_, j) => a.filter((_, i) => i % columns === j)))
}

/** By its series, which converges fast for small arguments. */
function erf(x: number): number {
  let term = x
  let total = x
  for (let n = 1; n < 120; n++) {
    term *= (-x * x) / n
    total += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * total
}

function softmax(row: readonly number[]): number[] {
  const most = Math.max(...row)
  const powers = row.map(x => Math.exp(x - most))
  return powers.map(p => p / sum(powers))
}

const pairwise = (f: (a: number, b: number) => number): Omit<Case, 'build' | 'draw'>[] => [
  {
    shapes: [
      ['n', 3],
      ['n', 3],
    ],
    names: { n: 4 },
    truth: ([a, b]) => a!.map((x, i) => f(x, b![i]!)),
  },
  { shapes: [['n', 3], [3]], names: { n: 4 }, truth: ([a, b]) => a!.map((x, i) => f(x, b![i % 3]!)) },
  { shapes: [[], ['n', 3]], names: { n: 4 }, truth: ([a, b]) => b!.map(x => f(a![0]!, x)) },
  {
    shapes: [
      ['n', 1],
      [1, 'm'],
    ],
    names: { n: 4, m: 3 },
    truth: ([a, b]) => flat([...a!].map(x => b!.map(y => f(x, y)))),
  },
]

test('sums, differences, products and quotients, broadcast in every way', async () => {
  for (const c of pairwise((a, b) => a + b)) await check({ ...c, build: (t, [a, b]) => add(t, a!, b!) })
  for (const c of pairwise((a, b) => a - b)) await check({ ...c, build: (t, [a, b]) => sub(t, a!, b!) })
  for (const c of pairwise((a, b) => a * b)) await check({ ...c, build: (t, [a, b]) => mul(t, a!, b!) })
  for (const c of pairwise((a, b) => a / b))
    await check({ ...c, draw: x => Math.sign(x) * (0.5 + Math.abs(x)), build: (t, [a, b]) => div(t, a!, b!) })
})

test('square roots and lower bounds', async () => {
  const each = { shapes: [['n', 4]], names: { n: 3 } }
  await check({
    ...each,
    draw: x => 1 + x * x,
    build: (t, [x]) => sqrt(t, x!),
    truth: ([x]) => x!.map(Math.sqrt),
  })
  await check({
    ...each,
    build: (t, [x]) => atLeast(t, x!, 0.2),
    truth: ([x]) => x!.map(x => Math.max(x, 0.2)),
  })
})

test('a value that is used several times, and one beside a constant', async () => {
  await check({
    shapes: [['n', 2]],
    names: { n: 3 },
    build: (t, [x]) => add(t, mul(t, x!, x!), mul(t, x!, scalar(t, 3))),
    truth: ([x]) => x!.map(x => x * x + 3 * x),
  })
})

test('linear layers, wide and narrow, with and without bias', async () => {
  for (const [outputs, inputs] of [
    [5, 3],
    [3, 5],
  ] as const) {
    await check({
      shapes: [['n', inputs], [outputs, inputs], [outputs]],
      names: { n: 4 },
      build: (t, [x, w, b]) => linear(t, x!, w!, b),
      truth: ([x, w, b]) => multiply(x!, transposed(w!, inputs), inputs).map((y, i) => y + b![i % outputs]!),
    })
    await check({
      shapes: [
        ['n', inputs],
        [outputs, inputs],
      ],
      names: { n: 4 },
      build: (t, [x, w]) => linear(t, x!, w!),
      truth: ([x, w]) => multiply(x!, transposed(w!, inputs), inputs),
    })
  }
})

test('products of matrices in batches', async () => {
  const batch = (of: Values, size: number): Values[] => rowsOf(of, size)
  await check({
    shapes: [
      ['b', 3, 4],
      ['b', 4, 2],
    ],
    names: { b: 2 },
    build: (t, [a, b]) => matmul(t, a!, b!, { alpha: 0.5 }),
    truth: ([a, b]) => flat(batch(a!, 12).map((m, i) => multiply(m, batch(b!, 8)[i]!, 4))).map(y => y / 2),
  })
  await check({
    shapes: [
      ['b', 3, 4],
      ['b', 2, 4],
    ],
    names: { b: 2 },
    build: (t, [a, b]) => matmul(t, a!, b!, { transB: true }),
    truth: ([a, b]) => flat(batch(a!, 12).map((m, i) => multiply(m, transposed(batch(b!, 8)[i]!, 4), 4))),
  })
})

test('layer normalisation', async () => {
  const epsilon = 0.01
  await check({
    shapes: [['n', 6], [6], [6]],
    names: { n: 5 },
    draw: x => 0.3 + x,
    build: (t, [x, scale, shift]) => layerNorm(t, x!, { scale: scale!, shift: shift!, epsilon }),
    truth: ([x, scale, shift]) =>
      flat(
        rowsOf(x!, 6).map(row => {
          const mean = sum(row) / 6
          const deviation = Math.sqrt(sum(row.map(v => (v - mean) ** 2)) / 6 + epsilon)
          return row.map((v, i) => ((v - mean) / deviation) * scale![i]! + shift![i]!)
        }),
      ),
  })
})

test('activations', async () => {
  const each = (build: Case['build'], f: (x: number) => number): Promise<void> =>
    check({ shapes: [['n', 20]], names: { n: 4 }, draw: x => 1.5 * x, build, truth: ([x]) => x!.map(f) })
  await each(
    (t, [x]) => gelu(t, x!),
    x => (x * (1 + erf(x / Math.SQRT2))) / 2,
  )
  await each(
    (t, [x]) => geluTanh(t, x!),
    x => (x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))) / 2,
  )
  await each(
    (t, [x]) => relu(t, x!),
    x => Math.max(0, x),
  )
  await each(
    (t, [x]) => softplus(t, x!),
    x => Math.log1p(Math.exp(x)),
  )
  await each((t, [x]) => tanh(t, x!), Math.tanh)
  await each(
    (t, [x]) => sigmoid(t, x!),
    x => 1 / (1 + Math.exp(-x)),
  )
})

test('reductions and unit rows', async () => {
  const each = (build: Case['build'], f: (row: Values) => Iterable<number>): Promise<void> =>
    check({ shapes: [['n', 4]], names: { n: 3 }, build, truth: ([x]) => flat(rowsOf(x!, 4).map(f)) })
  const norm = (row: Values): number => Math.sqrt(dot(row, row))
  await each(
    (t, [x]) => sumRows(t, x!),
    row => [sum(row)],
  )
  await each(
    (t, [x]) => meanRows(t, x!),
    row => [sum(row) / 4],
  )
  await each(
    (t, [x]) => logSumExp(t, x!),
    row => [Math.log(sum(row.map(Math.exp)))],
  )
  // Some of the norms are above the bound, some below.
  await each(
    (t, [x]) => normRows(t, x!, 1.8),
    row => [Math.max(norm(row), 1.8)],
  )
  await each(
    (t, [x]) => unitRows(t, x!),
    row => row.map(v => v / norm(row)),
  )
  await check({
    shapes: [['n', 4]],
    names: { n: 3 },
    build: (t, [x]) => sumAll(t, x!),
    truth: ([x]) => Float64Array.of(sum(x!)),
  })
})

test('other shapes: reshape, slice and concat', async () => {
  await check({
    shapes: [['n', 6]],
    names: { n: 4, m: 4 },
    build: (t, [x]) => {
      const parts = reshape(t, x!, ['m', 3, 2])
      return concat(t, [slice(t, parts, 1, 1, 3), slice(t, parts, 1, 0, 2)], 1)
    },
    truth: ([x]) => flat(rowsOf(x!, 6).map(row => [...row.subarray(2, 6), ...row.subarray(0, 4)])),
  })
})

const TEXTS = [[5, 6, 7], [8], [9, 10, 11, 12]]
const HEADS = 2
const HIDDEN = 6
const TOKENS = { tokens: 8, batch: 3, sequence: 4 }

const placed = TEXTS.map(ids => ({ ids, positions: [] }))
const grid = gridFeeds(placed, HEADS)

/** Indices of each text's tokens. */
const spans = TEXTS.map((ids, i) => {
  const from = TEXTS.slice(0, i).flat().length
  return ids.map((_, at) => from + at)
})

test('attention, each text by itself in spite of padding', async () => {
  const width = HIDDEN / HEADS
  await check({
    shapes: Array(3).fill(['tokens', HIDDEN]),
    names: TOKENS,
    feeds: grid,
    build: (t, [query, key, value]) =>
      attention(t, { query: query!, key: key!, value: value! }, HEADS, gridInputs(t.graph, HEADS)),
    truth: ([query, key, value]) => {
      const out = new Float64Array(query!.length)
      const head = (of: Values, token: number, h: number): Values =>
        of.subarray(token * HIDDEN + h * width, token * HIDDEN + (h + 1) * width)
      for (const tokens of spans)
        for (const q of tokens)
          for (let h = 0; h < HEADS; h++) {
            const shares = softmax(
              tokens.map(k => dot(head(query!, q, h), head(key!, k, h)) / Math.sqrt(width)),
            )
            tokens.forEach((k, i) => {
              head(value!, k, h).forEach((v, at) => {
                head(out, q, h)[at]! += shares[i]! * v
              })
            })
          }
      return out
    },
  })
})

test('pooling: weighted sums and maxima', async () => {
  const columns = (x: Values, tokens: readonly number[]): number[][] =>
    Array.from({ length: HIDDEN }, (_, d) => tokens.map(token => x[token * HIDDEN + d]!))
  const modules = [{}, { kind: 'pooling', modes: ['mean', 'lasttoken'] }] as unknown as Checkpoint['modules']
  await check({
    shapes: [['tokens', HIDDEN]],
    names: TOKENS,
    feeds: { ...grid, ...poolFeeds(placed, { modules }) },
    build: (t, [x]) => {
      const shape = ['batch', 2, 'sequence']
      const weights = t.constant(t.graph.input('pool_weights', DataType.FLOAT, shape), shape)
      return weightedSums(t, x!, weights, gridInputs(t.graph, HEADS))
    },
    truth: ([x]) =>
      flat(
        spans.flatMap(tokens => [
          columns(x!, tokens).map(column => sum(column) / tokens.length),
          columns(x!, tokens).map(column => column.at(-1)!),
        ]),
      ),
  })
  await check({
    shapes: [['tokens', HIDDEN]],
    names: TOKENS,
    feeds: grid,
    build: (t, [x]) => maxima(t, x!, gridInputs(t.graph, HEADS)),
    truth: ([x]) => flat(spans.map(tokens => columns(x!, tokens).map(column => Math.max(...column)))),
  })
})

test('gradients of tables add up those of the tokens that read a row', () => {
  const { ids, positions } = packTokens(placeTexts([[7, 5, 7], [5]], { family: 'roberta', padTokenId: 1 }))
  const gradient = Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40)
  const words = new RowSums([5, 5, 7, 7], 2)
  words.add(ids, gradient)
  assert.deepEqual([...words.gradient.rows], [5, 7])
  assert.deepEqual([...words.gradient.values], [6, 60, 4, 40])
  const small = new DenseSums({ positions: 6, types: 2 }, 2)
  small.add(positions, gradient)
  assert.deepEqual([...small.positions.values], [0, 0, 0, 0, 5, 50, 2, 20, 3, 30, 0, 0])
  assert.deepEqual([...small.types.values], [10, 100, 0, 0])
})

test('some rows of a matrix', async () => {
  const rows = [4, 0, 3]
  await check({
    shapes: [['n', 3]],
    names: { n: 5, some: 3 },
    feeds: { rows: { data: Int32Array.from(rows), dims: [3] } },
    build: (t, [x]) => takeRows(t, x!, t.graph.input('rows', DataType.INT32, ['some']), 'some'),
    truth: ([x]) => flat(rows.map(row => rowsOf(x!, 3)[row]!)),
  })
})

test('cross-entropy of one column of each row', async () => {
  const columns = [2, 0, 6]
  await check({
    shapes: [['n', 7]],
    names: { n: 3 },
    feeds: { columns: { data: Int32Array.from(columns), dims: [3, 1] } },
    build: (t, [x]) => crossEntropy(t, x!, t.graph.input('columns', DataType.INT32, ['n', 1])),
    truth: ([x]) => Float64Array.from(rowsOf(x!, 7), (row, i) => -Math.log(softmax([...row])[columns[i]!]!)),
  })
})
