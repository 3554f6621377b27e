import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearestRows } from '../../src/analysis/nearest-rows.js'
import { project } from '../../src/analysis/project.js'
import { clusteredVectors, rowOf } from '../support/vectors.js'

const ROWS = 300
const batch = clusteredVectors(ROWS, 16, 7, 3)
const vectors = Array.from({ length: ROWS }, (_, row) => rowOf(batch, row))
// Equal ones, whose product is not exactly 1.
vectors[1] = vectors[0]!

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.hypot(...Array.from(a, (x, d) => x - b[d]!))
}

test('the nearest rows are the exact ones, the row itself first, with their distances', async () => {
  const near = await nearestRows(vectors, 15)
  for (const [row, { rows, distances }] of near.entries()) {
    const all = vectors.map(other => distance(vectors[row]!, other)).sort((a, b) => a - b)
    assert.equal(rows[0], row)
    assert.equal(new Set(rows).size, 15)
    for (const [i, found] of distances.entries()) assert.ok(Math.abs(found - all[i]!) < 1e-6, `${row} ${i}`)
  }
  assert.deepEqual(near[0]!.rows.slice(0, 2), [0, 1])
  assert.equal(near[0]!.distances[1], 0)
})

test('points that are near each other lie near each other on a map, which is the same each time', async () => {
  const points = await project(vectors)
  assert.deepEqual(await project(vectors), points)
  const near = await nearestRows(vectors, 5)
  const mean = (distances: number[]): number => distances.reduce((sum, x) => sum + x) / distances.length
  const toNearest = mean(
    near.flatMap(({ rows }, i) => rows.slice(1).map(j => distance(points[i]!, points[j]!))),
  )
  const toAny = mean(points.map((point, i) => distance(point, points[(i * 7 + 1) % ROWS]!)))
  assert.ok(toNearest < toAny / 5, `${toNearest} and ${toAny}`)
})

test('points that are all in one place are laid out too', async () => {
  const points = await project(Array.from({ length: 20 }, () => vectors[0]!))
  assert.ok(points.flat().every(Number.isFinite))
})

test('a map of very few points needs no layout', async () => {
  assert.deepEqual(await project(vectors.slice(0, 2)), [
    [0, 0],
    [1, 0],
  ])
})
