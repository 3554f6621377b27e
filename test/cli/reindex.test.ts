import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { indexEngine } from '../../src/compose.js'
import { type Config, loadConfig } from '../../src/config.js'
import { indexFiles } from '../../src/ingest/index-files.js'
import { type ReindexReport, reindex } from '../../src/ingest/reindex.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { unlessOpenSearch } from '../opensearch/install.js'
import { sharedCluster } from '../opensearch/shared-cluster.js'
import { withTable } from '../support/cli.js'
import { otherModel } from '../support/other-model.js'
import { scratch } from '../support/scratch.js'

const { anlam } = withTable

/** An index `n` by the static table, of two passages for each document. */
async function indexed(t: TestContext, documents: number, flags: Record<string, string> = {}) {
  const cwd = scratch(t)
  const rows = Array.from({ length: documents }, (_, i) => ({
    id: `d${i}`,
    text: `Öğrenme oranı ${i} iken kayıp düşer.\n\nSeyreltme ${i} katmanda aşırı öğrenmeyi azaltır.`,
    title: `Ders ${i}`,
    heading: 'Giriş',
    sayı: i,
  }))
  writeFileSync(join(cwd, 'a.jsonl'), rows.map(row => JSON.stringify(row)).join('\n'))
  const config = (model: string): Config =>
    loadConfig({ flags: { indexes: join(cwd, 'indexes'), model, ...flags } })
  const index = (file: string, model = STATIC_MODEL) =>
    indexFiles(config(model), { paths: [join(cwd, file)], index: 'n', unit: 'paragraph', read: READ })
  await index('a.jsonl')
  return { cwd, config, index, engine: indexEngine(config(STATIC_MODEL)), model: otherModel(cwd) }
}

const READ = { textField: 'text', idField: 'id', onError: 'fail' } as const

type Indexed = Awaited<ReturnType<typeof indexed>>

async function becomesAnother(
  { config, index, engine, model }: Indexed,
  run: () => Promise<Omit<ReindexReport, 'seconds' | 'provider' | 'precision'>>,
): Promise<void> {
  await engine.setMetadata('n', 'glossary', { version: 1, entries: [] })
  await engine.setMetadata('n', 'calibration', { version: 1 })
  const writer = await engine.open('n', { mode: 'writer' })
  await writer.putRecords('decision', [{ key: 'a|b', value: 1 }])
  await writer.putRecords('removal', [{ key: 'r', value: {} }])
  const before = await writer.document('d3')
  await writer.close()
  await assert.rejects(reindex(config(model), request(model)), {
    code: 'invalid-input',
    message: /anlam undo/,
  })
  const again = await engine.open('n', { mode: 'writer' })
  await again.removeRecords('removal', ['r'])
  await again.close()

  const report = await run()
  assert.deepEqual(
    [report.documents, report.passages, report.from, report.model, report.resumed, report.dropped],
    [30, 60, 'builtin-static', model, 0, { documents: 0, passages: 0, metadata: ['calibration'] }],
  )
  const opened = await engine.open('n', { mode: 'reader' })
  assert.deepEqual(await opened.document('d3'), before)
  assert.deepEqual(await opened.records('decision', { limit: 2 }), [{ key: 'a|b', value: 1 }])
  assert.equal(opened.identity.unit, 'paragraph')
  await opened.close()
  assert.deepEqual(await engine.metadata('n', 'glossary'), { version: 1, entries: [] })
  assert.equal(await engine.metadata('n', 'calibration'), undefined)
  assert.equal((await index('a.jsonl', model)).unchanged, 30)
  await assert.rejects(reindex(config(model), request(model)), { code: 'invalid-input', message: /already/ })
}

const request = (model: string) => ({
  index: 'n',
  model,
  metadata: { kept: ['glossary'], dropped: ['calibration'] },
})

test('an index by another model has the same documents, ids and metadata; its calibration is gone', async t => {
  const made = await indexed(t, 30)
  await becomesAnother(made, async () => {
    const args = ['reindex', '--index', 'n', '--model', made.model, '--json']
    const { code, stdout, stderr } = await anlam(args, { cwd: made.cwd })
    assert.equal(code, 0, stderr)
    assert.match(stderr, /the calibration of index n held for builtin-static only/)
    return JSON.parse(stdout)
  })
})

test('an index of a cluster by another model, too', { skip: await unlessOpenSearch() }, async t => {
  const urls = await sharedCluster()
  const prefix = `reindex-${process.pid}`
  const made = await indexed(t, 30, {
    engine: 'opensearch',
    opensearchUrl: urls.join(','),
    opensearchPrefix: prefix,
  })
  await becomesAnother(made, () => reindex(made.config(made.model), request(made.model)))
  await made.engine.delete('n')
})

test('a run that is killed leaves the index as it was; the next one goes on, or says why it starts again', async t => {
  const { cwd, config, index, engine, model } = await indexed(t, 1100)
  const killed = withTable.start(['reindex', '--index', 'n', '--model', model], { cwd })
  const exit = once(killed, 'exit')
  while (!(await engine.successors.describe('n'))) await pause(20)
  killed.kill('SIGKILL')
  await exit
  assert.equal((await engine.describe('n'))!.model, 'builtin-static')
  const reader = await engine.open('n', { mode: 'reader' })
  assert.equal((await reader.lexical({ word: 'oranı' }, { k: 10 })).length, 10)
  await reader.close()

  const notes: string[] = []
  const reporter = { note: (text: string) => void notes.push(text), warn: () => undefined }
  const stopping = async (): Promise<void> => {
    const stop = new AbortController()
    let batches = 0
    const onEmbedded = (): void => void (++batches === 2 && stop.abort())
    const options = { ...request(model), reporter, signal: stop.signal, onEmbedded }
    await assert.rejects(reindex(config(model), options), { code: 'cancelled' })
  }
  await stopping()
  writeFileSync(join(cwd, 'b.jsonl'), '{"id":"b","text":"Yeni belge."}')
  await index('b.jsonl')
  await stopping()
  assert.match(notes.at(-1)!, /left out, because index n was written since/)
  const resumed = await reindex(config(model), { ...request(model), reporter })
  assert.match(notes.at(-1)!, /gone on with/)
  assert.deepEqual([resumed.passages, resumed.resumed], [2201, 2048])
  assert.equal((await engine.describe('n'))!.model, model)
})
