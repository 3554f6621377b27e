import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import { copyDecisions } from '../../src/ingest/copy-decisions.js'
import { IDENTITY } from '../contract/identity.js'

test('a copy that is gone on with has the decisions that there are now, and no others', async () => {
  const [original, copy] = [new MemoryIndex('a', IDENTITY), new MemoryIndex('b', IDENTITY)]
  const records = Array.from({ length: 450 }, (_, i) => ({ key: `k${i}`, value: i }))
  await original.putRecords('decision', records)
  await original.putRecords('removal', [{ key: 'r', value: 1 }])
  await copyDecisions(original, copy)
  await original.removeRecords('decision', ['k7', 'k300'])
  await original.putRecords('decision', [{ key: 'k8', value: 'anew' }])
  await copyDecisions(original, copy)
  const kept = await copy.records('decision', { limit: 1000 })
  assert.deepEqual(kept, await original.records('decision', { limit: 1000 }))
  assert.equal(kept.length, 448)
  assert.deepEqual(await copy.records('removal', { limit: 1 }), [])
})
