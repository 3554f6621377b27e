import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { createIndex, openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { scratch } from '../support/scratch.js'
import { serving } from '../support/server.js'

test('a document refused by the index gets its own error: 400, or on its line of a bulk write', async t => {
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: join(scratch(t), 'indexes') } })
  const encoder = await openEncoder(config)
  const index = await createIndex(config, 'ders', encoder.spec)
  const passage = { id: 'a', documentId: 'eski', text: 'kedi', start: 0, end: 4 }
  const document = { id: 'eski', source: 's', metadata: {} }
  const vectors = await encoder.encode(['kedi'], { kind: 'document' })
  await index.write([{ document, hash: '', passages: [passage] }], vectors)
  await index.close()
  await encoder.close()
  const server = await serving(config)
  t.after(() => server.stop())

  const path = `${server.url}/v1/indexes/ders/documents`
  const headers = { 'content-type': 'application/json' }
  const put = (id: string): Promise<Response> =>
    fetch(`${path}/${id}`, { method: 'PUT', headers, body: '{"text":"gradyan inişi"}' })
  const refused = await put('a')
  assert.equal(refused.status, 400)
  const { code, detail } = (await refused.json()) as { code: string; detail: string }
  assert.equal(code, 'invalid-input')
  assert.match(detail, /"a" is refused: passage "a" belongs to document "eski"/)
  assert.equal((await put('b')).status, 200)

  const body = ['c', 'a', 'd'].map(id => JSON.stringify({ id, text: `metin ${id}` })).join('\n')
  const bulk = await fetch(path, { method: 'POST', body })
  const lines = (await bulk.text())
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  assert.deepEqual(lines[0], { line: 1, id: 'c', outcome: 'indexed' })
  assert.deepEqual([lines[1].line, lines[1].error.code], [2, 'invalid-input'])
  assert.match(lines[1].error.message, /"a" is refused/)
  assert.deepEqual(lines[2], { line: 3, id: 'd', outcome: 'indexed' })
  assert.equal((await fetch(`${path}/a`)).status, 404)
})
