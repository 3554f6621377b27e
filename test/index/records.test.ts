import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../src/config.js'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { checkIntegrity } from '../../src/index/embedded/maintenance/integrity.js'
import { repairIndex } from '../../src/index/embedded/maintenance/repair.js'
import { openDatabase } from '../../src/index/embedded/sqlite.js'
import { copyIndex } from '../../src/ingest/copy-index.js'
import { refusal } from '../contract/engine.js'
import { IDENTITY } from '../contract/identity.js'
import { scratch } from '../support/scratch.js'
import { clusteredVectors, documents } from '../support/vectors.js'

test('a damaged record is noticed, the others are repaired, and decisions are copied with an index', async t => {
  const root = scratch(t)
  const index = await EmbeddedIndex.create(root, 'x', IDENTITY)
  await index.write(documents(20), clusteredVectors(20, IDENTITY.dimension, 1))
  await index.putRecords(
    'decision',
    ['a', 'b', 'c'].map(key => ({ key, value: { key } })),
  )
  await index.putRecords('removal', [{ key: 'r', value: 1 }])
  await index.close()
  const recordsCheck = async () =>
    (await checkIntegrity(join(root, 'x'), 'x')).find(({ name }) => name === 'records')
  assert.deepEqual(await recordsCheck(), { name: 'records', ok: true, detail: '4 are whole' })

  const config = loadConfig({ flags: { indexes: root } })
  const place = (name: string) => ({ engine: 'embedded', name }) as const
  await copyIndex(config, { from: place('x'), to: place('kopya'), metadata: [] })
  const copy = await EmbeddedIndex.open(root, 'kopya', { mode: 'reader' })
  assert.equal((await copy.records('decision', { limit: 9 })).length, 3)
  assert.equal((await copy.records('removal', { limit: 9 })).length, 0)
  await copy.close()

  const database = openDatabase(join(root, 'x', 'store.sqlite'))
  database.exec(`UPDATE records SET value = '{"key":"B"}' WHERE key = 'b'`)
  database.close()
  assert.match((await recordsCheck())!.detail, /1 damaged .* record b/)
  const damaged = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
  await assert.rejects(damaged.records('decision', { limit: 9 }), refusal('corrupt-index'))
  await damaged.close()
  const report = await repairIndex(root, 'x')
  assert.ok(report.done.some(done => done.startsWith('1 damaged records')))
  const repaired = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
  t.after(() => repaired.close())
  assert.deepEqual(
    (await repaired.records('decision', { limit: 9 })).map(({ key }) => key),
    ['a', 'c'],
  )
})
