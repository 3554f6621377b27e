import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { fillerOf } from '../../src/index/opensearch/codes.js'
import { DIMENSION, IDENTITY } from '../contract/identity.js'
import { clusteredVectors, documents } from '../support/vectors.js'
import { testEngine } from './engine.js'
import { send } from './http.js'
import { unlessOpenSearch } from './install.js'
import { sharedCluster } from './shared-cluster.js'

describe('rows of an index in OpenSearch that are no passages', { skip: await unlessOpenSearch() }, () => {
  const opened = async (t: TestContext, vectors: 'float' | 'byte' = 'float') => {
    const urls = await sharedCluster()
    // Always by the graph.
    const engine = testEngine(t, urls, { vectors, few: 0 })
    const index = await engine.create('test', IDENTITY)
    const alias = `${engine.prefix}-id-${index.id}`
    const ask = async (method: string, path: string, body?: object): Promise<unknown> =>
      JSON.parse((await send(method, `${urls[0]}/${path}`, body)).text)
    return { index, alias, ask }
  }

  for (const vectors of ['float', 'byte'] as const)
    test(`every row has a vector of ${vectors}s, and none but passages are found`, async t => {
      const { index, alias, ask } = await opened(t, vectors)
      await index.write(documents(20), clusteredVectors(20, DIMENSION, 1))
      const document = { id: 'none', source: 'test', metadata: {} }
      const nothing = { values: new Float32Array(0), rows: 0, dimension: DIMENSION }
      await index.write([{ document, hash: 'h', passages: [] }], nothing)
      await index.putRecords('decision', [{ key: 'a', value: 1 }])
      // As near as can be to what stands for the vectors of other rows.
      const size = 1 / Math.sqrt(DIMENSION)
      const filler = Float32Array.from(fillerOf({ vectors, dimension: DIMENSION }), x => Math.sign(x) * size)
      const hits = await index.search(filler, { k: 10 })
      assert.equal(hits.length, 10)
      assert.ok(hits.every(({ text }) => text.startsWith('metin')))
      const count = async (query: object): Promise<number> =>
        ((await ask('POST', `${alias}/_count`, { query })) as { count: number }).count
      // Twenty passages, one document, one record, the state.
      assert.equal(await count({ match_all: {} }), 23)
      assert.equal(await count({ bool: { must_not: [{ exists: { field: 'vector' } }] } }), 0)
    })
})
