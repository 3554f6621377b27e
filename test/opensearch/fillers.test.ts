import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fillerOf } from '../../src/index/opensearch/codes.js'
import { DIMENSION, IDENTITY } from '../contract/identity.js'
import { clusteredVectors, documents } from '../support/vectors.js'
import { testEngine } from './engine.js'
import { send } from './http.js'
import { unlessOpenSearch } from './install.js'
import { sharedCluster } from './shared-cluster.js'

describe('rows of an index in OpenSearch that are no passages', { skip: await unlessOpenSearch() }, () => {
  for (const vectors of ['float', 'byte'] as const)
    test(`have vectors of ${vectors}s, by which no search finds them`, async t => {
      const urls = await sharedCluster()
      // Always by the graph.
      const engine = testEngine(t, urls, { vectors, few: 0 })
      const index = await engine.create('test', IDENTITY)
      await index.write(documents(20), clusteredVectors(20, DIMENSION, 1))
      const document = { id: 'none', source: 'test', metadata: {} }
      const nothing = { values: new Float32Array(0), rows: 0, dimension: DIMENSION }
      await index.write([{ document, hash: 'h', passages: [] }], nothing)
      await index.putRecords('decision', [{ key: 'a', value: 1 }])
      const direction = Float32Array.from(fillerOf({ vectors, dimension: DIMENSION }))
      const length = Math.hypot(...direction)
      const hits = await index.search(
        direction.map(x => x / length),
        { k: 10 },
      )
      assert.equal(hits.length, 10)
      assert.ok(hits.every(({ text }) => text.startsWith('metin')))
      const count = async (query: object): Promise<number> => {
        const path = `${urls[0]}/${engine.prefix}-id-${index.id}/_count`
        return (JSON.parse((await send('POST', path, { query })).text) as { count: number }).count
      }
      // Twenty passages, a document, a record, the state.
      assert.equal(await count({ match_all: {} }), 23)
      assert.equal(await count({ bool: { must_not: [{ exists: { field: 'vector' } }] } }), 0)
    })
})
