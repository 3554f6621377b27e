import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { IDENTITY } from '../contract/identity.js'
import { anlam } from '../support/cli.js'
import { scratch } from '../support/scratch.js'
import { clusteredVectors, documents, rowOf } from '../support/vectors.js'
import { testEngine } from './engine.js'
import { send } from './http.js'
import { unlessOpenSearch } from './install.js'
import { sharedCluster } from './shared-cluster.js'

describe('an index that is saved in a repository of its cluster', { skip: await unlessOpenSearch() }, () => {
  test('is restored with its metadata under another name, also from beside a writer', async t => {
    const urls = await sharedCluster()
    const engine = testEngine(t, urls)
    const repository = `kept-${randomUUID()}`
    const registered = { type: 'fs', settings: { location: repository } }
    assert.equal((await send('PUT', `${urls[0]}/_snapshot/${repository}`, registered)).status, 200)
    t.after(async () => {
      await send('DELETE', `${urls[0]}/_snapshot/${repository}/*`)
      await send('DELETE', `${urls[0]}/_snapshot/${repository}`)
    })
    const { snapshot, restoreSnapshot } = engine.capabilities
    const vectors = clusteredVectors(50, IDENTITY.dimension, 1)
    const writer = await engine.create('x', IDENTITY)
    await writer.write(documents(50), vectors)
    await engine.setMetadata('x', 'calibration', { kept: true })
    const place = { repository, snapshot: 'bir' }
    await snapshot('x', place)
    await assert.rejects(snapshot('x', place), { code: 'already-exists' })
    await assert.rejects(snapshot('x', { repository, snapshot: 'BÜYÜK' }), { code: 'invalid-input' })
    await assert.rejects(snapshot('x', { repository: 'yok', snapshot: 'bir' }), {
      code: 'not-found',
      message: /yok/,
    })
    await assert.rejects(snapshot('yok', place), { code: 'not-found' })
    await writer.remove(['d7'])

    await assert.rejects(restoreSnapshot({ repository, snapshot: 'yok' }, 'y'), {
      code: 'not-found',
      message: /yok/,
    })
    await assert.rejects(restoreSnapshot(place, 'X'), { code: 'already-exists' })
    await restoreSnapshot(place, 'y')
    assert.deepEqual(await engine.list(), ['x', 'y'])
    // Nobody writes the restored one, although somebody wrote the index that was saved.
    const restored = await engine.open('y', { mode: 'writer' })
    assert.notEqual(restored.id, writer.id)
    assert.equal((await restored.search(rowOf(vectors, 7), { k: 1 }))[0]?.id, 'd7')
    assert.deepEqual(await engine.metadata('y', 'calibration'), { kept: true })
    await restored.remove(['d8'])
    assert.deepEqual([(await restored.stats()).documents, (await writer.stats()).documents], [49, 49])
    await Promise.all([restored.close(), writer.close()])

    await engine.delete('x')
    const env = {
      ANLAM_ENGINE: 'opensearch',
      ANLAM_OPENSEARCH_URL: urls.join(','),
      ANLAM_OPENSEARCH_PREFIX: engine.prefix,
    }
    const run = await anlam(['restore', 'bir', 'x', '--repository', repository], { cwd: scratch(t), env })
    assert.equal(run.code, 0, run.stderr)
    assert.equal((await engine.size('x')).documents, 50)
    const refused = await anlam(['backup', 'x', 'iki'], { cwd: scratch(t), env })
    assert.deepEqual([refused.code, /--repository/.test(refused.stderr)], [2, true])
  })
})
