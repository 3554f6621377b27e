import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createIndex } from '../../src/compose.js'
import { type Config, loadConfig } from '../../src/config.js'
import type { AnlamError } from '../../src/errors.js'
import { indexFiles } from '../../src/ingest/index-files.js'
import { readCheckpoint } from '../../src/model/checkpoint/read.js'
import {
  BUILTIN_MODEL,
  describeModel,
  modelDirectory,
  presentName,
  STATIC_MODEL,
} from '../../src/model/models.js'
import { openSearcher } from '../../src/search/searcher-pool.js'
import { verifyIndex } from '../../src/search/verify-index.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'

const table = await readCheckpoint(modelDirectory(loadConfig(), STATIC_MODEL))

/** An index that was made when the encoder with this fingerprint was called `builtin`. */
async function oldIndex(t: TestContext, fingerprint: string): Promise<{ config: Config; file: string }> {
  const root = scratch(t)
  const config = loadConfig({ flags: { indexes: join(root, 'indexes') } })
  const { dimension } = table
  const index = await createIndex(config, 'eski', { model: BUILTIN_MODEL, fingerprint, dimension })
  await index.commit()
  await index.close()
  const file = join(root, 'a.jsonl')
  writeFileSync(file, '{"id":"a","text":"Aşırı öğrenme, eğitim verisini ezberlemektir."}\n')
  return { config, file }
}

const read = { textField: 'text', idField: 'id', onError: 'fail', repair: true } as const

test('an index made by a bundled encoder under a former name is searched, written and verified with it', async t => {
  const { config, file } = await oldIndex(t, table.fingerprint)
  const report = await indexFiles(config, { paths: [file], index: 'eski', read })
  assert.equal(report.documents, 1)
  const { searcher, close } = await openSearcher(config, 'eski')
  t.after(close)
  assert.equal(searcher.encoder.spec.fingerprint, table.fingerprint)
  const { hits } = await searcher.search({ query: 'eğitim verisini ezberlemek', k: 1 })
  assert.equal(hits[0]!.id, 'a')
  for (const { ok, name, detail } of await verifyIndex(config, 'eski')) assert.ok(ok, `${name}: ${detail}`)
})

test('an index by an encoder that is bundled no longer is refused, naming both and a way out', async t => {
  const { config, file } = await oldIndex(t, '0'.repeat(64))
  const refused = (error: AnlamError): boolean => {
    assert.equal(error.code, 'incompatible-index')
    assert.match(
      error.message,
      /^index eski was built by builtin \(0{12}, \d+ .*, not by builtin \([0-9a-f]{12}/,
    )
    assert.match(error.message, /has changed since; index the documents into another name$/)
    return true
  }
  await assert.rejects(indexFiles(config, { paths: [file], index: 'eski', read }), refused)
  await assert.rejects(openSearcher(config, 'eski'), refused)
})

test('the name of a bundled encoder is found by its fingerprint, that of another model is kept', async () => {
  const nameOf = (model: string, fingerprint: string) => presentName({ model, fingerprint })
  assert.equal(await nameOf(STATIC_MODEL, table.fingerprint), STATIC_MODEL)
  const found = await nameOf(BUILTIN_MODEL, table.fingerprint)
  const { fingerprint } = await readCheckpoint(modelDirectory(loadConfig(), found))
  assert.equal(fingerprint, table.fingerprint)
  assert.equal(await nameOf(BUILTIN_MODEL, 'x'), BUILTIN_MODEL)
  assert.equal(await nameOf('/a/model', table.fingerprint), '/a/model')
})

test('each bundled encoder can be described, and its folder is part of the package', async () => {
  const { files } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
    files: string[]
  }
  for (const model of [BUILTIN_MODEL, STATIC_MODEL]) {
    const info = await describeModel(loadConfig(), model)
    assert.equal(info.model, model)
    const folder = relative(PROJECT_ROOT, info.directory)
    assert.ok(files.includes(folder), folder)
    assert.ok(existsSync(join(info.directory, 'README.md')) && existsSync(join(info.directory, 'NOTES.md')))
  }
  assert.equal((await describeModel(loadConfig(), STATIC_MODEL)).architecture, 'StaticEmbedding')
})
