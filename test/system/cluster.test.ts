import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { unlessOpenSearch } from '../opensearch/install.js'
import { LosingCluster } from './cluster/losses.js'

describe('a cluster that fails', { skip: await unlessOpenSearch(), concurrency: false }, () => {
  test('what was acknowledged survives the loss of a node, and searches go on meanwhile', async t => {
    const losing = await LosingCluster.start({ documents: 2000, batch: 250, searches: 200 })
    t.after(() => losing.stop())
    const { acknowledged, killed } = await losing.loseOneWhileWriting()
    assert.equal(acknowledged, 2000)
    await losing.bringBack([killed])
    await losing.loseOneWhileSearching()
  })
})
