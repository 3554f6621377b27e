import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { EmbeddedEngine } from '../../src/index/embedded/embedded-engine.js'
import type { IndexEngine } from '../../src/index/engine.js'
import { MemoryEngine } from '../../src/index/memory/memory-engine.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { SearcherPool } from '../../src/search/searcher-pool.js'
import { SILENT } from '../../src/types.js'
import { scratch } from '../support/scratch.js'
import { indexEngineContract } from './index-engine.js'

indexEngineContract('embedded', t => new EmbeddedEngine(scratch(t)))
indexEngineContract('memory', () => new MemoryEngine())

test('the memory engine has nothing to verify, repair, back up or restore', () => {
  assert.deepEqual(new MemoryEngine().capabilities, {})
})

test('searches follow what is made, deleted and replaced in any engine, without a file system', async t => {
  const engine: IndexEngine = new MemoryEngine()
  const config = loadConfig({ flags: { indexes: '/dev/null/indexes' } })
  const encoder = await openEncoder(config, STATIC_MODEL)
  t.after(() => encoder.close())
  const make = async (name: string, text: string): Promise<void> => {
    const { model, fingerprint, dimension } = encoder.spec
    const index = await engine.create(name, { model, fingerprint, dimension })
    const passages = [{ id: 'd', documentId: 'd', text, start: 0, end: text.length }]
    const document = { id: 'd', source: 'test', metadata: {} }
    await index.write([{ document, hash: '', passages }], await encoder.encode([text], { kind: 'document' }))
    await index.close()
  }
  const pool = await SearcherPool.open(config, [], SILENT, { engine, mayBeEmpty: true })
  t.after(() => pool.close())
  const search = async (index: string): Promise<string> => {
    await pool.refresh()
    const { hits } = await (await pool.get(index)).search({ query: 'zebra', k: 1 })
    return hits[0]!.text
  }
  await assert.rejects(search('hayvan'), { code: 'not-found' })
  await make('hayvan', 'Zebralar çizgilidir.')
  assert.equal(await search('hayvan'), 'Zebralar çizgilidir.')
  await engine.delete('hayvan')
  await make('hayvan', 'Gemiler yüzer.')
  await make('öteki', 'Öteki metin.')
  assert.equal(await search('hayvan'), 'Gemiler yüzer.')
  assert.equal(await search('öteki'), 'Öteki metin.')
  await engine.delete('hayvan')
  await assert.rejects(search('hayvan'), { code: 'not-found' })
  assert.deepEqual(pool.names, ['öteki'])
})
