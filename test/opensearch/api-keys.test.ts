import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { inspect } from 'node:util'
import type { AnlamError } from '../../src/errors.js'
import { OpenSearchEngine } from '../../src/index/opensearch/opensearch-engine.js'
import { IDENTITY } from '../contract/identity.js'
import { clusteredVectors, documents, rowOf } from '../support/vectors.js'
import { testEngine } from './engine.js'
import { unlessOpenSearch } from './install.js'
import { sharedCluster } from './shared-cluster.js'

const KEY = 'Z2l6bGktYW5haHRhcg=='

/** A door before a node, as providers have it, that lets only a key in. */
async function door(
  t: TestContext,
  node: string,
): Promise<{ url: string; server: Server; count: () => number }> {
  let entered = 0
  const server = createServer((from, to) => {
    if (from.headers.authorization !== `ApiKey ${KEY}`) {
      to.writeHead(401).end()
      return
    }
    entered++
    const { method, headers } = from
    const forward = request(node + from.url, { method, headers }, answer => {
      to.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(to)
    })
    forward.on('error', () => to.destroy())
    from.pipe(forward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close().closeAllConnections())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, count: () => entered }
}

describe('two nodes behind doors that ask for a key', { skip: await unlessOpenSearch() }, () => {
  test('are both used, and one serves when the other is gone', async t => {
    const [first, second] = await sharedCluster()
    const doors = [await door(t, first!), await door(t, second!)] as const
    const urls = doors.map(({ url }) => url)
    // Deletes what this test makes.
    const { prefix } = testEngine(t, [first!])
    const settings = { urls, prefix, shards: 1, replicas: 1 }
    const engine = new OpenSearchEngine({ ...settings, apiKey: KEY })
    t.after(() => engine.close())
    const index = await engine.create('test', IDENTITY)
    const vectors = clusteredVectors(20, IDENTITY.dimension, 1)
    await index.write(documents(20), vectors)
    const find = async (i: number) => (await index.search(rowOf(vectors, i), { k: 1 }))[0]?.id
    for (let i = 0; i < 8; i++) assert.equal(await find(i), `d${i}`)
    assert.ok(doors.every(({ count }) => count() > 0))
    const [gone, left] = doors
    gone.server.close().closeAllConnections()
    const before = left.count()
    for (let i = 8; i < 16; i++) assert.equal(await find(i), `d${i}`)
    await index.remove(['d0'])
    assert.ok(left.count() > before)
    await index.close()

    const wrong = new OpenSearchEngine({ ...settings, urls: [left.url], apiKey: 'eWFubMSxxZ8=' })
    t.after(() => wrong.close())
    await assert.rejects(wrong.list(), (error: AnlamError) => {
      assert.equal(error.code, 'invalid-input')
      assert.match(error.message, /refuses these credentials.*ANLAM_OPENSEARCH_API_KEY/)
      const shown = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })
      assert.ok(!shown.includes('eWFubMSxxZ8='), 'the error shows the key')
      return true
    })
  })
})
