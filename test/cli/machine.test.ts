import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkIndexes, checkSettings, inEnglish } from '../../src/cli/diagnosis.js'
import { describeMachine } from '../../src/cli/machine.js'
import { cachedModels } from '../../src/cli/model-cache.js'
import { loadConfig } from '../../src/config.js'
import { EmbeddedEngine } from '../../src/index/embedded/embedded-engine.js'
import { IDENTITY } from '../contract/identity.js'
import { runHere } from '../support/in-process.js'
import { scratch } from '../support/scratch.js'

test('a machine is told by what it computes with, and by nothing that names its owner', () => {
  const machine = describeMachine()
  assert.equal(machine.processor, cpus()[0]!.model.trim())
  assert.equal(machine.platform, `${process.platform}-${process.arch}`)
  assert.ok(machine.memory.total >= machine.memory.free && machine.threads >= 1)
  if (process.platform === 'linux') assert.match(machine.libc!, /^(?:glibc \d|musl)/)
  if (process.platform === 'linux' && process.arch === 'x64') assert.ok(Array.isArray(machine.features))
})

test('settings are told with where they are from, secrets hidden, and a wrong one fails', () => {
  const flags = { effort: '50', opensearchPassword: 'gizli' }
  assert.equal(
    inEnglish(checkSettings(loadConfig({ flags }), { flags })),
    'opensearchPassword is (hidden), from --opensearch-password; effort is "50", from --effort',
  )
  process.env.ANLAM_PORT = 'abc'
  try {
    assert.throws(() => checkSettings(loadConfig(), {}), /ANLAM_PORT is "abc"/)
  } finally {
    delete process.env.ANLAM_PORT
  }
})

test('indexes are told with what they hold, and a damaged one fails by name', async t => {
  const indexes = join(scratch(t), 'indexes')
  const config = loadConfig({ flags: { indexes } })
  assert.equal(inEnglish(await checkIndexes(config)), `0 in ${indexes}`)
  const engine = new EmbeddedEngine(indexes)
  await (await engine.create('a', IDENTITY)).close()
  assert.equal(
    inEnglish(await checkIndexes(config)),
    `1 in ${indexes}; a has 0 passages by ${IDENTITY.model}`,
  )
  writeFileSync(join(indexes, 'a', 'manifest.json'), 'no manifest')
  await assert.rejects(checkIndexes(config), /^Error: a: .*manifest\.json/)
})

test('pulled models are told by their names and bytes', t => {
  const folder = scratch(t)
  assert.deepEqual(cachedModels(join(folder, 'yok')), { models: [], bytes: 0 })
  mkdirSync(join(folder, 'BAAI--bge-m3', 'abc'), { recursive: true })
  writeFileSync(join(folder, 'BAAI--bge-m3', 'abc', 'x'), '12345')
  assert.deepEqual(cachedModels(folder), { models: ['BAAI/bge-m3'], bytes: 5 })
})

test('bench measures encoding, searches and their recall, and leaves nothing behind', async () => {
  const { code, stdout, stderr } = await runHere(['bench', '--seconds', '0.1', '--json'])
  assert.equal(code, 0, stderr)
  const { machine, model, encoding, search } = JSON.parse(stdout)
  assert.equal(machine.node, process.version)
  assert.deepEqual([model.model, model.provider], ['builtin-static', 'cpu'])
  assert.ok(encoding.sentences >= 64 && encoding.sentencesPerSecond > 0 && encoding.tokensPerSentence > 2)
  assert.ok(search.passages >= 64 && search.queries === 50 && search.k === 10 && search.index === null)
  assert.ok(search.recall > 0.9 && search.recall <= 1)
  assert.ok(search.search.median > 0 && search.search.p95 >= search.search.median)
})
