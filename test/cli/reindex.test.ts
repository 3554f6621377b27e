import assert from 'node:assert/strict'
import { once } from 'node:events'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { EXIT_CODES } from '../../src/cli/exit.js'
import { indexEngine } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { reindex } from '../../src/ingest/reindex.js'
import { modelDirectory, STATIC_MODEL } from '../../src/model/models.js'
import { unlessOpenSearch } from '../opensearch/install.js'
import { sharedCluster } from '../opensearch/shared-cluster.js'
import { withTable } from '../support/cli.js'
import { scratch } from '../support/scratch.js'

const { anlam } = withTable

/** Another model than the bundled one: the same but for the last number of its table. */
function otherModel(cwd: string): string {
  const directory = join(cwd, 'other')
  cpSync(modelDirectory(loadConfig(), STATIC_MODEL), directory, { recursive: true })
  const path = join(directory, '0_StaticEmbedding', 'model.safetensors')
  const weights = readFileSync(path)
  weights[weights.length - 4]! ^= 1
  writeFileSync(path, weights)
  return directory
}

/** An index `n` by the static table, of two passages for each document. */
async function indexed(t: TestContext, documents: number, flags: Record<string, string> = {}) {
  const cwd = scratch(t)
  const env = Object.fromEntries(
    Object.entries(flags).map(([name, value]) => [
      `ANLAM_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`,
      value,
    ]),
  )
  const rows = Array.from({ length: documents }, (_, i) => ({
    id: `d${i}`,
    text: `Öğrenme oranı ${i} iken kayıp düşer.\n\nSeyreltme ${i} katmanda aşırı öğrenmeyi azaltır.`,
    title: `Ders ${i}`,
    heading: 'Giriş',
    sayı: i,
  }))
  writeFileSync(join(cwd, 'a.jsonl'), rows.map(row => JSON.stringify(row)).join('\n'))
  const run = async (...args: string[]) => anlam([...args, '--index', 'n', '--json'], { cwd, env })
  const done = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(...args)
    assert.equal(code, 0, stderr)
    return { ...JSON.parse(stdout), stderr }
  }
  await done('index', 'a.jsonl', '--unit', 'paragraph')
  const config = loadConfig({ flags: { indexes: join(cwd, 'indexes'), ...flags } })
  return { cwd, config, run, done, engine: indexEngine(config), model: otherModel(cwd) }
}

async function becomesAnother({
  run,
  done,
  engine,
  model,
}: Awaited<ReturnType<typeof indexed>>): Promise<void> {
  await engine.setMetadata('n', 'glossary', { version: 1, entries: [] })
  await engine.setMetadata('n', 'calibration', { version: 1 })
  const reader = await engine.open('n', { mode: 'reader' })
  const before = await reader.document('d3')
  await reader.close()
  const report = await done('reindex', '--model', model)
  assert.deepEqual(
    [report.documents, report.passages, report.from, report.model, report.resumed, report.dropped],
    [30, 60, 'builtin-static', model, 0, { documents: 0, passages: 0, metadata: ['calibration'] }],
  )
  assert.match(report.stderr, /the calibration of index n held for builtin-static only/)
  const index = await engine.open('n', { mode: 'reader' })
  assert.deepEqual(await index.document('d3'), before)
  assert.equal(index.identity.unit, 'paragraph')
  await index.close()
  assert.deepEqual(await engine.metadata('n', 'glossary'), { version: 1, entries: [] })
  assert.equal(await engine.metadata('n', 'calibration'), undefined)
  assert.equal((await done('index', 'a.jsonl', '--model', model)).unchanged, 30)
  const [hit] = (await done('search', 'seyreltme ne işe yarar', '--model', model)).hits
  assert.match(hit.text, /^Seyreltme/)
  const again = await run('reindex', '--model', model)
  assert.deepEqual([again.code, /already/.test(again.stderr)], [EXIT_CODES['invalid-input'], true])
}

test('an index by another model has the same documents, ids and metadata; its calibration is gone', async t => {
  await becomesAnother(await indexed(t, 30))
})

test('an index of a cluster by another model, too', { skip: await unlessOpenSearch() }, async t => {
  const urls = await sharedCluster()
  const prefix = `reindex-${process.pid}`
  const flags = { engine: 'opensearch', opensearchUrl: urls.join(','), opensearchPrefix: prefix }
  const made = await indexed(t, 30, flags)
  await becomesAnother(made)
  await made.engine.delete('n')
})

test('a run that is killed leaves the index as it was; the next one goes on, or says why it starts again', async t => {
  const { cwd, config, done, run, engine, model } = await indexed(t, 1100)
  const killed = withTable.start(['reindex', '--index', 'n', '--model', model], { cwd })
  const exit = once(killed, 'exit')
  while (!(await engine.successors.describe('n'))) await pause(20)
  killed.kill('SIGKILL')
  await exit
  assert.equal((await engine.describe('n'))!.model, 'builtin-static')
  assert.equal((await done('search', 'öğrenme oranı')).hits.length, 10)
  assert.equal((await run('reindex', '--model', 'yok')).code, EXIT_CODES['not-found'])

  const notes: string[] = []
  const reporter = { note: (text: string) => void notes.push(text), warn: () => undefined }
  const request = { index: 'n', model, metadata: { kept: [], dropped: [] }, reporter }
  const stopping = async (): Promise<void> => {
    const stop = new AbortController()
    let batches = 0
    const onEmbedded = (): void => void (++batches === 2 && stop.abort())
    await assert.rejects(reindex(config, { ...request, signal: stop.signal, onEmbedded }), {
      code: 'cancelled',
    })
  }
  await stopping()
  writeFileSync(join(cwd, 'b.jsonl'), '{"id":"b","text":"Yeni belge."}')
  await done('index', 'b.jsonl')
  await stopping()
  assert.match(notes.at(-1)!, /left out, because index n was written since/)
  const resumed = await reindex(config, request)
  assert.match(notes.at(-1)!, /gone on with/)
  assert.deepEqual([resumed.passages, resumed.resumed], [2201, 2048])
  assert.equal((await engine.describe('n'))!.model, model)
})
