import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { AnlamClient } from '../../src/client/client.js'
import { loadConfig } from '../../src/config.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { scratch } from '../support/scratch.js'
import { servingFiles } from '../support/server.js'

const ROWS = [
  { id: 'a', text: 'Öğrenme hızı çok büyük olursa eğitim ıraksar.' },
  { id: 'karsi', text: 'Öğrenme hızı çok büyük olursa eğitim ıraksamaz.' },
  { id: 'kopya', text: 'Öğrenme hızı çok büyük olursa  eğitim ıraksar.' },
  { id: 'zebra', text: 'Zebra sürüsü otlakta gezer.' },
]

test('similar passages are described as mining describes pairs, where a client asks for it', async t => {
  const root = scratch(t)
  const file = join(root, 'ders.jsonl')
  writeFileSync(file, ROWS.map(row => JSON.stringify(row)).join('\n'))
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: join(root, 'indexes') } })
  const server = await servingFiles(config, 'ders', [file])
  t.after(() => server.stop())
  const client = new AnlamClient({ url: server.url })
  const { hits } = await client.similar('a', { describe: true, k: 3 })
  const said = hits.map(({ id, kind, flags }) => ({ id, kind, flags }))
  assert.deepEqual(said, [
    { id: 'kopya', kind: 'duplicate', flags: [] },
    { id: 'karsi', kind: 'related', flags: ['negation'] },
    { id: 'zebra', kind: 'related', flags: [] },
  ])
  const plain = await client.similar('a', { k: 3 })
  assert.ok(plain.hits.every(hit => !('kind' in hit) && !('flags' in hit)))
  await assert.rejects(client.similar('a', { describe: true, k: 101 }), {
    code: 'invalid-input',
    message: /at most 100, not 101/,
  })
})
