import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { PROJECT_ROOT } from '../support/shared.js'
import { passageBytes, sizeOf, sizingRows } from './sizing.js'

test('docs/cluster.md has the sizes that the formula gives', () => {
  const document = readFileSync(join(PROJECT_ROOT, 'docs', 'cluster.md'), 'utf8')
  for (const row of sizingRows()) assert.ok(document.includes(`\n| ${row.join(' | ')} |\n`), row.join(' | '))
})

test('a load takes no more nodes or disks with smaller vectors, fewer passages or fewer copies', () => {
  const load = { passages: 1e8, dimension: 1024, vectors: 'float', replicas: 1 } as const
  const { nodes, disks, shards } = sizeOf(load)
  for (const less of [
    { ...load, vectors: 'byte' },
    { ...load, dimension: 384 },
    { ...load, passages: 1e7 },
    { ...load, replicas: 0 },
  ] as const) {
    const size = sizeOf(less)
    assert.ok(size.nodes < nodes && size.disks < disks && size.shards <= shards, JSON.stringify(less))
  }
})

test('the formula gives what seven indexes on three nodes took, within 8 %', () => {
  // Bytes on disk for each passage of 1,020, 12,887, 1,000, 20,000, 100,000, 200,000 and 20,000 sentences, not merged yet.
  for (const [dimension, vectors, measured] of [
    [384, 'float', 10_878],
    [384, 'float', 10_960],
    [256, 'float', 7185],
    [256, 'float', 7089],
    [256, 'float', 7046],
    [256, 'float', 7060],
    [256, 'byte', 3819],
  ] as const) {
    const { disk } = passageBytes({ dimension, vectors })
    assert.ok(Math.abs(disk / measured - 1) < 0.0805, `${disk} instead of ${measured}`)
  }
})

test('the formula gives no less than a million took, of which OpenSearch had merged some, and no more than a sixth more', () => {
  const { disk } = passageBytes({ dimension: 256, vectors: 'float' })
  assert.ok(disk > 6599 && disk < (6599 * 7) / 6, `${disk}`)
})
