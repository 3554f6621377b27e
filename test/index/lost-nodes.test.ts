import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { Cluster } from '../../src/index/opensearch/client.js'

/** As a node answered a search during which another one was killed. */
const LOST = {
  error: {
    root_cause: [],
    type: 'search_phase_execution_exception',
    reason: '',
    phase: 'fetch',
    failed_shards: [],
  },
  status: 500,
}
/** As it answers a search that it does not understand. */
const WRONG = {
  error: {
    root_cause: [{ type: 'query_shard_exception', reason: 'failed to create query' }],
    type: 'search_phase_execution_exception',
    reason: 'all shards failed',
  },
  status: 500,
}

test('a search that lost its shards is repeated, one that fails for a reason is not', async t => {
  const answers = [LOST, LOST, { hits: 1 }, WRONG]
  const server = createServer((_, response) => {
    const answer = answers.shift()!
    response.writeHead('status' in answer ? answer.status : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const cluster = new Cluster({ urls: [`http://127.0.0.1:${port}`], prefix: 'a', shards: 1, replicas: 0 })
  t.after(async () => {
    await cluster.close()
    server.close()
  })
  assert.deepEqual(await cluster.send('POST', '/a/_search'), { hits: 1 })
  await assert.rejects(cluster.send('POST', '/a/_search'), {
    code: 'internal',
    message: /failed to create query/,
  })
  assert.equal(answers.length, 0)
})
