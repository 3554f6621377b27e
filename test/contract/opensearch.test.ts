import { describe, type TestContext } from 'node:test'
import type { SearchIndex } from '../../src/index/types.js'
import { type TestEngineOptions, testEngine } from '../opensearch/engine.js'
import { unlessOpenSearch } from '../opensearch/install.js'
import { sharedCluster } from '../opensearch/shared-cluster.js'
import { besideWriterContract } from './beside-writer.js'
import type { Engine } from './engine.js'
import { facetsContract } from './facets.js'
import { IDENTITY } from './identity.js'
import { indexEngineContract } from './index-engine.js'
import { lexicalContract } from './lexical.js'
import { lexicalScoresContract } from './lexical-scores.js'
import { nearestContract } from './nearest.js'
import { outcomesContract } from './outcomes.js'
import { readsContract } from './reads.js'
import { recordsContract } from './records.js'
import { searchIndexContract } from './search-index.js'

const skip = await unlessOpenSearch()
const urls = skip ? [] : await sharedCluster()

// The suites have engines of their own, and mostly wait for the cluster.
describe('OpenSearch', { skip, concurrency: 3 }, () => {
  // Copies take time to make, and the same code: those who read beside a writer, or a graph of shards, have them.
  const creating = (options: TestEngineOptions = { replicas: 0 }): Engine => ({
    create: async t => closing(t, await testEngine(t, urls, options).create('test', IDENTITY)),
    recall: 0.98,
    runs: 2,
    every: 10,
  })
  // So few passages are compared one by one.
  const engine = { ...creating(), many: 400 }
  searchIndexContract('opensearch', engine)
  nearestContract('opensearch', engine)
  outcomesContract('opensearch', engine)
  readsContract('opensearch', engine)
  recordsContract('opensearch', engine)
  facetsContract('opensearch', engine)
  lexicalContract('opensearch', engine)
  lexicalScoresContract('opensearch', engine)
  indexEngineContract('opensearch', t => testEngine(t, urls, { replicas: 0 }))
  const beside = async (t: TestContext): Promise<{ writer: SearchIndex; reader: SearchIndex }> => {
    const engine = testEngine(t, urls)
    const writer = await closing(t, await engine.create('test', IDENTITY))
    return { writer, reader: await closing(t, await engine.open('test', { mode: 'reader' })) }
  }
  besideWriterContract('opensearch', beside, 1)
  // Otherwise the graph is used from some thousand passages on.
  nearestContract('opensearch, its graph', creating({ few: 0, shards: 2 }))
})

async function closing<T extends SearchIndex>(t: TestContext, index: T): Promise<T> {
  t.after(() => index.close().catch(() => undefined))
  return index
}
