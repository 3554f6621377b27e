import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { inspect } from 'node:util'
import { indexEngine } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { AnlamError } from '../../src/errors.js'
import type { ClusterSettings } from '../../src/index/opensearch/client.js'
import { OpenSearchEngine } from '../../src/index/opensearch/opensearch-engine.js'
import { IDENTITY } from '../contract/identity.js'
import { scratch } from '../support/scratch.js'
import { clusteredVectors, documents, rowOf } from '../support/vectors.js'
import { ADMINISTRATOR, STRANGER, TestCluster, USER } from './cluster.js'
import { testEngine } from './engine.js'
import { send } from './http.js'
import { installOpenSearch, unlessOpenSearch } from './install.js'
import { sharedCluster } from './shared-cluster.js'

const skip = await unlessOpenSearch()
const SETTINGS = { prefix: 'anlam', shards: 1, replicas: 0 }

test('a cluster that cannot be reached is named, with what to do', async t => {
  const engine = new OpenSearchEngine({ ...SETTINGS, urls: ['http://127.0.0.1:1'] })
  t.after(() => engine.close())
  await assert.rejects(engine.list(), {
    code: 'unavailable',
    message: /^OpenSearch at http:\/\/127\.0\.0\.1:1 cannot be reached .*ANLAM_OPENSEARCH_URL$/,
  })
})

// Neither is to be had here: a server that answers like them.
for (const [what, version, message] of [
  ['another server', { number: '8.1.0' }, /is not OpenSearch; OpenSearch 2\.16 or newer/],
  [
    'an old OpenSearch',
    { number: '1.3.20', distribution: 'opensearch' },
    /has version 1\.3\.20; .* 2\.16 or newer/,
  ],
] as const)
  test(`${what} is refused, and named`, async t => {
    const server = createServer((_, answer) => {
      answer.setHeader('content-type', 'application/json').end(JSON.stringify({ version }))
    }).listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    t.after(() => server.close())
    const engine = new OpenSearchEngine({
      ...SETTINGS,
      urls: [`http://127.0.0.1:${(server.address() as AddressInfo).port}`],
    })
    t.after(() => engine.close())
    await assert.rejects(engine.list(), {
      code: 'invalid-input',
      message,
    })
  })

test('secrets come from settings or files, and stand in no message', t => {
  const folder = scratch(t)
  const file = join(folder, 'password')
  writeFileSync(file, 'çok gizli\n')
  const flags = { engine: 'opensearch', opensearchUrl: 'http://a:9200, http://b:9200' }
  const engineOf = (more: Record<string, unknown>) =>
    indexEngine(loadConfig({ flags: { ...flags, ...more } }))
  assert.equal(engineOf({ opensearchUsername: 'u', opensearchPasswordFile: file }).name, 'opensearch')
  assert.equal(engineOf({}), engineOf({}))
  assert.throws(() => engineOf({ opensearchUsername: 'u' }), { code: 'invalid-input', message: /_PASSWORD/ })
  assert.throws(() => engineOf({ opensearchApiKeyFile: join(folder, 'yok') }), {
    code: 'not-found',
    message: /API_KEY/,
  })
  for (const opensearchUrl of [
    'http://u:gizli@a:9200',
    'u:gizli@a:9200',
    'ftp://u:gizli@a',
    'http://u:gizli/@a',
    'http://b:9200,u:gizli@@a',
  ])
    assert.throws(
      () => engineOf({ opensearchUrl }),
      (error: AnlamError) => error.code === 'invalid-input' && !error.message.includes('gizli'),
    )
})

describe('what a cluster refuses', { skip }, () => {
  test('an index whose disk is full is read, and takes no writes', async t => {
    const urls = await sharedCluster()
    const engine = testEngine(t, urls)
    const index = await engine.create('test', IDENTITY)
    await index.write(documents(2), clusteredVectors(2, 16, 1))
    const block = (value: boolean | null) =>
      fetch(`${urls[0]}/${engine.prefix}-*/_settings`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ 'index.blocks.read_only_allow_delete': value }),
      })
    await block(true)
    await assert.rejects(index.write(documents(3), clusteredVectors(3, 16, 2)), { code: 'storage-full' })
    assert.equal((await index.stats()).documents, 2)
    await block(null)
    await index.write(documents(3), clusteredVectors(3, 16, 2))
    assert.equal((await index.stats()).documents, 3)
    assert.equal((await index.search(clusteredVectors(1, 16, 2).values, { k: 9 })).length, 3)
  })

  test('wrong authorities, users and rights are told apart', async t => {
    const cluster = await TestCluster.start({ nodes: 1, plugins: ['opensearch-knn', 'opensearch-security'] })
    t.after(() => cluster.stop())
    const { ca = '' } = cluster.access
    const { certificates } = await installOpenSearch()
    const listing = async (access: object): Promise<string[]> => {
      const engine = new OpenSearchEngine({ ...SETTINGS, urls: cluster.urls, ...access })
      try {
        return await engine.list()
      } finally {
        await engine.close()
      }
    }
    assert.deepEqual(await listing({ ca, ...USER }), [])
    await useAll(t, { ...SETTINGS, urls: cluster.urls, ca, ...USER })
    const refused = (access: object, message: RegExp) =>
      assert.rejects(listing(access), (error: AnlamError) => {
        assert.ok(error instanceof AnlamError)
        assert.equal(error.code, 'invalid-input')
        assert.match(error.message, message)
        const shown = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })
        for (const secret of [
          USER.password,
          Buffer.from(`${USER.username}:${USER.password}`).toString('base64'),
        ])
          assert.ok(!shown.includes(secret), 'the error shows the password')
        return true
      })
    await refused(USER, /certificate .* is not trusted .*ANLAM_OPENSEARCH_CA/)
    await refused({ ...USER, ca: readFileSync(join(certificates, 'other-ca.pem'), 'utf8') }, /is not trusted/)
    await refused({ ca, ...USER, username: 'nobody' }, /refuses these credentials/)
    await refused({ ca, ...STRANGER }, /does not allow this/)
    const raw = (access: object) =>
      send('GET', `${cluster.urls[0]}/_cat/indices`, undefined, { ca, ...access })
    assert.deepEqual([(await raw(ADMINISTRATOR)).status, (await raw(STRANGER)).status], [200, 403])
  })
})

/** What an engine does in a cluster, so that a user with too few rights fails. */
async function useAll(t: TestContext, settings: ClusterSettings): Promise<void> {
  const engine = new OpenSearchEngine(settings)
  t.after(() => engine.close())
  const index = await engine.create('x', IDENTITY)
  const vectors = clusteredVectors(3, IDENTITY.dimension, 1)
  await index.write(documents(3), vectors)
  assert.equal((await index.search(rowOf(vectors, 1), { k: 1 }))[0]?.id, 'd1')
  await engine.setMetadata('x', 'calibration', { kept: true })
  for await (const { passages } of index.scan()) assert.equal(passages.length, 3)
  assert.equal(await index.remove(['d0']), 1)
  await index.close()
  await engine.delete('x')
}
