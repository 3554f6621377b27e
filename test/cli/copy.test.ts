import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { EXIT_CODES } from '../../src/cli/exit.js'
import { loadConfig } from '../../src/config.js'
import { EmbeddedEngine } from '../../src/index/embedded/embedded-engine.js'
import { copyIndex } from '../../src/ingest/copy-index.js'
import { unlessOpenSearch } from '../opensearch/install.js'
import { sharedCluster } from '../opensearch/shared-cluster.js'
import { anlam } from '../support/cli.js'
import { scratch } from '../support/scratch.js'

const TEXTS = Array.from(
  { length: 30 },
  (_, i) => `Öğrenme oranı ${i} iken kayıp düşer.\n\nSeyreltme ${i} katmanda aşırı öğrenmeyi azaltır.`,
)

function written(cwd: string): void {
  const rows = TEXTS.map((text, i) => ({ id: `d${i}`, text, title: `Ders ${i}`, sayı: i, heading: 'Giriş' }))
  writeFileSync(join(cwd, 'a.jsonl'), rows.map(row => JSON.stringify(row)).join('\n'))
  writeFileSync(join(cwd, 'terimler.jsonl'), '{"tr":["seyreltme"],"en":["dropout"]}\n')
}

const hits = async (cwd: string, index: string, ...args: string[]) =>
  JSON.parse(
    (await anlam(['search', 'seyreltme ne işe yarar', '--index', index, '--json', ...args], { cwd })).stdout,
  ).hits

test('a copy has the same documents, vectors and metadata; nothing is embedded again', async t => {
  const cwd = scratch(t)
  written(cwd)
  assert.equal((await anlam(['index', 'a.jsonl', '--unit', 'paragraph', '--index', 'n'], { cwd })).code, 0)
  const run = await anlam(['copy', '--from', 'n', '--to', 'embedded:kopya', '--json'], { cwd })
  assert.equal(run.code, 0, run.stderr)
  const { documents, passages, compared, to } = JSON.parse(run.stdout)
  assert.deepEqual(
    [documents, passages, compared.passages, to],
    [30, 60, 60, { engine: 'embedded', name: 'kopya' }],
  )
  assert.deepEqual(await hits(cwd, 'kopya'), await hits(cwd, 'n'))
  const again = await anlam(['index', 'a.jsonl', '--index', 'kopya', '--json'], { cwd })
  assert.equal(JSON.parse(again.stdout).unchanged, 30)
  const refused = await anlam(['copy', '--from', 'n', '--to', 'kopya'], { cwd })
  assert.equal(refused.code, EXIT_CODES['already-exists'])
  assert.equal((await anlam(['copy', '--from', 'yok', '--to', 'b'], { cwd })).code, EXIT_CODES['not-found'])
  assert.ok(!existsSync(join(cwd, 'indexes', 'b')))
})

test('a copy that is cancelled leaves nothing, and half a copy is begun anew', async t => {
  const cwd = scratch(t)
  written(cwd)
  await anlam(['index', 'a.jsonl', '--index', 'n'], { cwd })
  const config = loadConfig({ flags: { indexes: join(cwd, 'indexes') } })
  const place = (name: string) => ({ engine: 'embedded' as const, name })
  const request = { from: place('n'), to: place('m'), metadata: ['calibration'] }
  const engine = new EmbeddedEngine(config.indexes)
  await assert.rejects(copyIndex(config, { ...request, signal: AbortSignal.abort() }), { code: 'cancelled' })
  assert.deepEqual(await engine.list(), ['n'])
  const half = await engine.create('m', (await engine.describe('n'))!)
  await half.close()
  await engine.setMetadata('m', 'copying', { from: 'n' })
  await engine.setMetadata('n', 'calibration', { a: 1 })
  assert.equal((await copyIndex(config, request)).documents, 30)
  assert.deepEqual(await engine.metadata('m', 'calibration'), { a: 1 })
  assert.equal(await engine.metadata('m', 'copying'), undefined)
})

test('an index moves to a cluster and back', { skip: await unlessOpenSearch() }, async t => {
  const cwd = scratch(t)
  written(cwd)
  const urls = await sharedCluster()
  const env = { ANLAM_OPENSEARCH_URL: urls.join(','), ANLAM_OPENSEARCH_PREFIX: `copy-${process.pid}` }
  const run = async (...args: string[]) => {
    const ran = await anlam([...args, '--json'], { cwd, env })
    assert.equal(ran.code, 0, ran.stderr)
    return JSON.parse(ran.stdout)
  }
  await run('index', 'a.jsonl', '--unit', 'paragraph', '--index', 'n')
  assert.equal((await run('copy', '--from', 'embedded:n', '--to', 'opensearch:uzak')).passages, 60)
  assert.equal((await run('copy', '--from', 'opensearch:uzak', '--to', 'embedded:geri')).passages, 60)
  const [there, back] = [
    await run('search', 'seyreltme', '--index', 'n'),
    await run('search', 'seyreltme', '--index', 'geri'),
  ]
  assert.deepEqual(back.hits, there.hits)
  const far = await run('search', 'seyreltme', '--index', 'uzak', '--engine', 'opensearch')
  const scores = (found: { hits: { id: string; score: number }[] }) =>
    found.hits.map(({ id, score }) => [id, score.toFixed(5)])
  assert.deepEqual(scores(far), scores(there))
})
