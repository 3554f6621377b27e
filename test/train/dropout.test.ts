import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DataType, GraphBuilder } from '../../src/onnx/graph.js'
import { ONE_THREAD, Session } from '../../src/onnx/session.js'
import { Tape } from '../../src/train/gradient/tape.js'
import { Dropout } from '../../src/train/graph/dropout.js'
import type { PlacedText } from '../../src/train/graph/inputs.js'
import { dropTokens } from '../../src/train/graph/token-dropout.js'

const RATE = 0.1
const WIDTH = 8
const LAYERS = 1
/** All masks that tokens choose from. */
const MASKS = 1024

/** Drops from rows of ones; returns what remains and the gradient of its sum. */
async function dropped(
  dropout: Dropout,
  rows: Int32Array,
  site: number,
): Promise<[Float32Array, Float32Array]> {
  const tokens = rows.length / dropout.sites
  const g = new GraphBuilder()
  const t = new Tape(g)
  const shape = ['tokens', WIDTH]
  const x = t.variable(g.input('x', DataType.FLOAT, shape), shape)
  const y = dropout.within(t)(x, site)
  const [gradient] = t.gradients(y, g.input('seed', DataType.FLOAT, shape), [x])
  g.publish(y.value, shape, DataType.FLOAT)
  g.publish(gradient!, shape, DataType.FLOAT)
  const session = await Session.create(g.finish('dropout'), ONE_THREAD)
  const ones = { data: new Float32Array(tokens * WIDTH).fill(1), dims: [tokens, WIDTH] }
  const outputs = await session.runAll<string, Float32Array>(
    { x: ones, seed: ones, dropout_rows: { data: rows, dims: [dropout.sites, tokens] } },
    [y.value, gradient!],
  )
  await session.close()
  return [outputs[y.value]!, outputs[gradient!]!]
}

test('over all masks, each value is dropped at the rate and keeps its mean; gradients are dropped with it', async () => {
  const dropout = new Dropout(RATE, LAYERS, WIDTH)
  const each = Int32Array.from({ length: dropout.sites * MASKS }, (_, i) => i % MASKS)
  const [values, gradient] = await dropped(dropout, each, 2)
  assert.deepEqual(gradient, values)
  for (let column = 0; column < WIDTH; column++) {
    const of = values.filter((_, i) => i % WIDTH === column)
    assert.equal(of.filter(x => x === 0).length, Math.round(RATE * MASKS))
    assert.ok(Math.abs(of.reduce((sum, x) => sum + x, 0) / MASKS - 1) < 1e-6)
  }
  assert.notDeepEqual(values.slice(0, WIDTH), values.slice(WIDTH, 2 * WIDTH))
})

test('a token keeps its masks in whatever chunk it is, and has another one at each site', () => {
  const dropout = new Dropout(RATE, LAYERS, WIDTH)
  const texts = [[1, 2, 3], [4], [5, 6]].map(ids => ({ ids }))
  const drawn = dropout.draw(texts, 9)
  assert.deepEqual(dropout.draw(texts, 9), drawn)
  assert.notDeepEqual(dropout.draw(texts, 10), drawn)
  const alone = dropout.feed([drawn[1]!])
  const all = dropout.feed(drawn)
  assert.deepEqual(alone.dims, [3, 1])
  assert.deepEqual(all.dims, [3, 6])
  const fourth = [0, 1, 2].map(site => all.data[site * 6 + 3])
  assert.deepEqual(fourth, [...alone.data])
  assert.equal(new Set(fourth).size, 3)
})

test('whole tokens are left out at the rate; the outer ones and one between them stay', () => {
  const text = (length: number): PlacedText => {
    const ids = Array.from({ length }, (_, i) => 100 + i)
    return { ids, positions: [...ids.keys()] }
  }
  const texts = [text(1), text(2), text(3), text(1002)]
  const dropped = dropTokens(texts, 0.3, 8)
  assert.deepEqual(dropTokens(texts, 0.3, 8), dropped)
  assert.deepEqual(dropped.slice(0, 3), texts.slice(0, 3))
  const { ids, positions } = dropped[3]!
  assert.ok(Math.abs(ids.length - 702) < 60, `${ids.length} of 1002 stay`)
  assert.deepEqual([ids[0], ids.at(-1)], [100, 1101])
  assert.deepEqual(
    ids.map(id => id - 100),
    positions,
  )
  for (const { ids } of dropTokens(Array(50).fill(text(5)), 0.99, 3)) assert.ok(ids.length >= 3)
})
