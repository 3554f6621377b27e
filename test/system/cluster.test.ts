import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { OpenSearchEngine } from '../../src/index/opensearch/opensearch-engine.js'
import { IDENTITY } from '../contract/identity.js'
import { TestCluster } from '../opensearch/cluster.js'
import { unlessOpenSearch } from '../opensearch/install.js'
import { scratch } from '../support/scratch.js'
import { clusteredVectors, documents, rowOf } from '../support/vectors.js'
import { LosingCluster } from './cluster/losses.js'

const SETTINGS = { prefix: 'anlam', shards: 1, replicas: 0 }

describe('a cluster that fails', { skip: await unlessOpenSearch(), concurrency: false }, () => {
  test('what was acknowledged survives the loss of a node, and searches go on meanwhile', async t => {
    const losing = await LosingCluster.start({ documents: 2000, batch: 250, searches: 200 })
    t.after(() => losing.stop())
    const { acknowledged, killed } = await losing.loseOneWhileWriting()
    assert.equal(acknowledged, 2000)
    await losing.bringBack([killed])
    await losing.loseOneWhileSearching()
  })

  test('an index is saved by a snapshot of the cluster, and is the same when it is restored', async t => {
    const snapshots = scratch(t)
    const cluster = await TestCluster.start({ nodes: 1, settings: { 'path.repo': snapshots } })
    const administer = async (method: string, path: string, body?: object): Promise<void> => {
      const { status, text } = await cluster.request(method, path, body)
      assert.equal(status, 200, text)
    }
    const engine = new OpenSearchEngine({ ...SETTINGS, urls: cluster.urls })
    t.after(async () => {
      await engine.close()
      await cluster.stop()
    })
    const vectors = clusteredVectors(50, IDENTITY.dimension, 1)
    const index = await engine.create('x', IDENTITY)
    await index.write(documents(50), vectors)
    await engine.setMetadata('x', 'calibration', { kept: true })
    await index.close()
    await administer('PUT', '/_snapshot/kept', { type: 'fs', settings: { location: snapshots } })
    const indices = `${SETTINGS.prefix}-*`
    const only = { indices, include_global_state: false }
    await administer('PUT', '/_snapshot/kept/one?wait_for_completion=true', only)
    await engine.delete('x')
    assert.deepEqual(await engine.list(), [])
    await administer('POST', '/_snapshot/kept/one/_restore?wait_for_completion=true', only)
    const restored = await engine.open('x', { mode: 'writer' })
    assert.equal(restored.id, index.id)
    assert.equal((await restored.stats()).documents, 50)
    assert.equal((await restored.search(rowOf(vectors, 7), { k: 1 }))[0]?.id, 'd7')
    assert.deepEqual(await engine.metadata('x', 'calibration'), { kept: true })
    await restored.write(documents(1), {
      ...vectors,
      values: vectors.values.slice(0, IDENTITY.dimension),
      rows: 1,
    })
  })
})
