import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { Cluster, type SendOptions } from '../../src/index/opensearch/client.js'
import type { Failure } from '../../src/index/opensearch/failures.js'
import { newIndex, newMeta } from '../../src/index/opensearch/mapping.js'
import { OpenSearchIndex } from '../../src/index/opensearch/opensearch-index.js'
import { DIMENSION, IDENTITY } from '../contract/identity.js'
import { clusteredVectors, documents } from '../support/vectors.js'
import { testEngine } from './engine.js'
import { unlessOpenSearch } from './install.js'
import { sharedCluster } from './shared-cluster.js'

const LOST: Failure = { status: 0, type: 'TimeoutError', reason: 'lost', passes: true, cause: undefined }

/** A connection whose requests arrive late, or once more. */
class LossyCluster extends Cluster {
  private path: RegExp | undefined
  private how: 'lost' | 'twice' | 'late' = 'lost'
  private late: (() => Promise<unknown>)[] = []

  /** The next request to a path is not answered, and arrives when `arrive` is called. */
  lose(path: RegExp): void {
    this.path = path
    this.how = 'lost'
  }

  /** The next request to a path arrives at once, and again when `arrive` is called. */
  repeat(path: RegExp): void {
    this.path = path
    this.how = 'twice'
  }

  /** The next request to a path is not answered, and arrives just after the next read. */
  delay(path: RegExp): void {
    this.path = path
    this.how = 'late'
  }

  /** What was sent last arrives first. */
  async arrive(): Promise<void> {
    for (const request of this.late.splice(0).reverse()) await request()
  }

  override async trySend<T>(
    method: string,
    path: string,
    options: SendOptions = {},
  ): Promise<{ body: T } | { failure: Failure }> {
    const send = () => super.trySend<T>(method, path, options)
    if (method === 'GET') {
      const answer = await send()
      if (this.how === 'late') await this.arrive()
      return answer
    }
    if (!this.path?.test(path)) return send()
    this.path = undefined
    this.late.push(send)
    return this.how === 'twice' ? send() : { failure: LOST }
  }
}

async function lossyIndex(t: TestContext) {
  const urls = await sharedCluster()
  const { prefix } = testEngine(t, urls)
  const cluster = new LossyCluster({ urls, prefix, shards: 1, replicas: 0 })
  t.after(() => cluster.close())
  const meta = newMeta('x', 'id', IDENTITY)
  const aliases = { [`${prefix}-id-id`]: {} }
  await cluster.send('PUT', `/${prefix}-x`, { body: { ...newIndex(meta, cluster.settings), aliases } })
  const open = () => OpenSearchIndex.open(cluster, meta, 'writer', { effort: 100, few: 5000, grace: 60_000 })
  return { cluster, open, index: await open() }
}

const write = (index: OpenSearchIndex, count: number, version: number) =>
  index.write(
    documents(count, { metadata: () => ({ version }) }),
    clusteredVectors(count, DIMENSION, version),
  )

/** Versions of all documents, by every way to read them. */
async function versions(index: OpenSearchIndex): Promise<unknown[]> {
  const listed = (await index.documents({ limit: 99 })).map(({ metadata }) => metadata.version)
  const hits = await index.search(clusteredVectors(1, DIMENSION, 9).values, { k: 99 })
  const found = hits.sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ metadata }) => metadata.version)
  assert.deepEqual(found, listed)
  const { documents: counted, passages } = await index.stats()
  assert.deepEqual([counted, passages], [listed.length, listed.length])
  return listed
}

describe('a writer whose answers are lost', { skip: await unlessOpenSearch() }, () => {
  test('goes on, whether its state arrives before the next one, after it, or not at all', async t => {
    const { cluster, open, index } = await lossyIndex(t)
    await write(index, 2, 1)
    cluster.delay(/_doc.state$/)
    await assert.rejects(write(index, 3, 2), { code: 'unavailable' })
    assert.deepEqual(await versions(index), [2, 2, 2])
    await write(index, 1, 3)
    assert.deepEqual(await versions(index), [3, 2, 2])

    cluster.lose(/_doc.state$/)
    await assert.rejects(write(index, 4, 4), { code: 'unavailable' })
    assert.deepEqual(await versions(index), [3, 2, 2])
    await write(index, 2, 5)
    await cluster.arrive()
    assert.deepEqual(await versions(index), [5, 5, 2])
    assert.equal(await index.remove(['d2']), 1)

    cluster.delay(/_doc.state$/)
    await assert.rejects(write(index, 3, 6), { code: 'unavailable' })
    await index.close()
    const next = await open()
    assert.equal(next.warning, null)
    assert.deepEqual(await versions(next), [6, 6, 6])
    await next.close()
  })

  test('may be opened again at once, also if neither its beginning nor its end was answered', async t => {
    const { cluster, open, index } = await lossyIndex(t)
    await write(index, 2, 1)
    cluster.lose(/_doc.state$/)
    await assert.rejects(index.close(), { code: 'unavailable' })
    cluster.lose(/_doc.state$/)
    await assert.rejects(open(), { code: 'unavailable' })
    await cluster.arrive()
    const next = await open()
    assert.match(
      next.warning ?? '',
      new RegExp(`^process ${process.pid} .* did not end its writing of index x`),
    )
    await write(next, 1, 2)
    assert.deepEqual(await versions(next), [2, 1])
    await next.close()
  })

  test('does not bring back what it replaced, if rows arrive once more after that', async t => {
    const { cluster, index } = await lossyIndex(t)
    cluster.repeat(/_bulk$/)
    await write(index, 2, 1)
    await write(index, 1, 2)
    await cluster.arrive()
    assert.deepEqual(await versions(index), [2, 1])
    cluster.lose(/_bulk$/)
    await assert.rejects(write(index, 2, 3), { code: 'unavailable' })
    await write(index, 1, 4)
    await cluster.arrive()
    assert.deepEqual(await versions(index), [4, 1])
    await index.close()
  })
})
