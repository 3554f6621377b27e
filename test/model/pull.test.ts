import assert from 'node:assert/strict'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { EXIT_CODES } from '../../src/cli/exit.js'
import { loadConfig } from '../../src/config.js'
import { AnlamError, type ErrorCode } from '../../src/errors.js'
import { parseHubId } from '../../src/model/hub/names.js'
import { type PullOptions, pull } from '../../src/model/hub/pull.js'
import { type RemoteFile, selectFiles } from '../../src/model/hub/select.js'
import { findPulled, RECORD_FILE } from '../../src/model/hub/store.js'
import { modelDirectory, STATIC_MODEL } from '../../src/model/models.js'
import { anlam, ndjson, start } from '../support/cli.js'
import { COMMIT, type FakeHub, startHub } from '../support/hub.js'
import { scratch } from '../support/scratch.js'

const MODEL = { name: 'org/model', revision: 'main' }

/** A hub with the built-in checkpoint and some irrelevant files. */
async function hubWithModel(t: TestContext): Promise<{ hub: FakeHub; models: string; options: PullOptions }> {
  const folder = join(scratch(t), 'repository')
  cpSync(modelDirectory(loadConfig(), STATIC_MODEL), folder, { recursive: true })
  writeFileSync(join(folder, 'pytorch_model.bin'), 'x'.repeat(200_000))
  writeFileSync(join(folder, '.gitattributes'), 'x')
  mkdirSync(join(folder, 'onnx'))
  writeFileSync(join(folder, 'onnx', 'model.onnx'), 'x')
  const hub = await startHub(t, folder)
  const models = join(scratch(t), 'models')
  return { hub, models, options: { model: MODEL, models, endpoint: hub.url, onnx: false, patience: 1 } }
}

function code(expected: ErrorCode, message = /./): (error: unknown) => boolean {
  return error => error instanceof AnlamError && error.code === expected && message.test(error.message)
}

const WEIGHTS = '0_StaticEmbedding/model.safetensors'

test('a pull fetches the files needed to run, and the model loads by its hub id, even offline', async t => {
  const { hub, models, options } = await hubWithModel(t)
  const report = await pull(options)
  assert.equal(report.commit, COMMIT)
  const files = (readdirSync(report.directory, { recursive: true }) as string[])
    .filter(path => lstatSync(join(report.directory, path)).isFile())
    .sort()
  assert.deepEqual(
    files,
    [
      '0_StaticEmbedding/model.safetensors',
      '0_StaticEmbedding/tokenizer.json',
      'README.md',
      RECORD_FILE,
      'config_sentence_transformers.json',
      'modules.json',
    ].sort(),
  )
  assert.equal(report.downloaded, report.bytes)
  assert.deepEqual(
    hub.requests.filter(({ host, authorization }) => host.startsWith('localhost') && authorization),
    [],
  )
  const env = { ANLAM_MODELS: models, HF_HUB_OFFLINE: '1' }
  const run = await anlam(['embed', 'derin öğrenme', '--model', 'org/model'], { cwd: models, env })
  assert.equal(ndjson<{ embedding: number[] }>(run.stdout)[0]!.embedding.length, 384)
  const verified = await anlam(['model', 'verify', 'org/model', '--json'], { cwd: models, env })
  assert.equal(verified.code, 0, verified.stdout)
  assert.equal(
    (await anlam(['model', 'pull', 'org/model'], { cwd: models, env })).code,
    EXIT_CODES.unavailable,
  )
})

test('a second pull of the same commit downloads nothing', async t => {
  const { hub, options } = await hubWithModel(t)
  await pull(options)
  const sent = new Map(hub.sent)
  assert.equal((await pull({ ...options, model: { ...MODEL, revision: COMMIT } })).downloaded, 0)
  assert.deepEqual(hub.sent, sent)
})

test('a download resumes after every lost connection', async t => {
  const { hub, models, options } = await hubWithModel(t)
  hub.faults.cut = { after: 700_000, times: 3 }
  const { directory, bytes, downloaded } = await pull(options)
  assert.equal(downloaded, bytes)
  assert.equal(findPulled(models, MODEL), directory)
})

test('if connections keep breaking, the error gives advice, and the next pull resumes', async t => {
  const { hub, models, options } = await hubWithModel(t)
  hub.faults.cut = { after: 100_000, times: 99 }
  await assert.rejects(pull(options), code('unavailable', /pull again to resume/))
  assert.equal(findPulled(models, MODEL), undefined)
  hub.faults.cut.times = 0
  const report = await pull(options)
  assert.ok(report.downloaded < report.bytes - 300_000, `${report.downloaded} of ${report.bytes}`)
})

test('a file that arrives damaged is never accepted', async t => {
  const { hub, models, options } = await hubWithModel(t)
  for (const damaged of ['modules.json', WEIGHTS]) {
    hub.faults.damaged = damaged
    await assert.rejects(
      pull(options),
      code('corrupt-checkpoint', new RegExp(`${damaged}.* arrives damaged`)),
    )
    assert.equal(findPulled(models, MODEL), undefined)
    delete hub.faults.damaged
  }
  await pull(options)
})

test('stale leftovers of an earlier pull are not reused', async t => {
  const { models, options } = await hubWithModel(t)
  const partial = join(models, 'org--model', `${COMMIT}.partial`, '0_StaticEmbedding')
  mkdirSync(partial, { recursive: true })
  writeFileSync(join(partial, 'model.safetensors'), 'something else')
  const { directory } = await pull(options)
  const builtin = modelDirectory(loadConfig(), STATIC_MODEL)
  assert.deepEqual(readFileSync(join(directory, WEIGHTS)), readFileSync(join(builtin, WEIGHTS)))
})

for (const [status, expected, message] of [
  [401, 'invalid-input', /set HF_TOKEN/],
  [403, 'invalid-input', /set HF_TOKEN/],
  [404, 'not-found', /has no model org\/model at main/],
  [429, 'overloaded', /fewer requests/],
  [503, 'unavailable', /answered 503/],
] as const) {
  test(`a hub that answers ${status} is explained`, async t => {
    const { hub, options } = await hubWithModel(t)
    hub.faults.statuses = new Array(5).fill(status)
    await assert.rejects(pull(options), code(expected, message))
  })
}

test('temporary 429 and 5xx answers are retried', async t => {
  const { hub, options } = await hubWithModel(t)
  hub.faults.statuses = [429, 503, 500, 502]
  assert.equal((await pull(options)).commit, COMMIT)
})

test('the token is sent to the hub but not to hosts it redirects to', async t => {
  const { hub, options } = await hubWithModel(t)
  hub.faults.token = 'hf_geheim'
  await assert.rejects(pull(options), code('invalid-input', /set HF_TOKEN/))
  await assert.rejects(
    pull({ ...options, token: 'hf_yanlis' }),
    code('invalid-input', /may not read it|HF_TOKEN/),
  )
  await pull({ ...options, token: 'hf_geheim' })
  assert.ok(hub.requests.some(({ authorization }) => authorization === 'Bearer hf_geheim'))
  assert.deepEqual(
    hub.requests.filter(({ host, authorization }) => host.startsWith('localhost') && authorization),
    [],
  )
})

test('an unreachable hub is named', async t => {
  const { models } = await hubWithModel(t)
  const options = { model: MODEL, models, endpoint: 'http://127.0.0.1:9', onnx: false, patience: 1 }
  await assert.rejects(pull(options), code('unavailable', /cannot reach http:\/\/127\.0\.0\.1:9/))
})

test('matching files in the Hugging Face cache are used, as real files', async t => {
  const { options } = await hubWithModel(t)
  const cache = scratch(t)
  const snapshot = join(cache, 'models--org--model', 'snapshots', COMMIT)
  cpSync(modelDirectory(loadConfig(), STATIC_MODEL), snapshot, { recursive: true })
  mkdirSync(join(cache, 'models--org--model', 'blobs'))
  renameSync(join(snapshot, WEIGHTS), join(cache, 'models--org--model', 'blobs', 'w'))
  symlinkSync('../../../blobs/w', join(snapshot, WEIGHTS))
  writeFileSync(join(snapshot, 'README.md'), 'changed by hand')
  const { directory, cached, downloaded } = await pull({ ...options, cache })
  assert.ok(lstatSync(join(directory, WEIGHTS)).isFile())
  assert.ok(cached > 3_000_000 && downloaded > 0 && downloaded < 10_000)
  assert.equal(readFileSync(join(snapshot, 'README.md'), 'utf8'), 'changed by hand')
})

test('a pull killed at any moment and repeated yields the same verified directory', async t => {
  const { hub, models } = await hubWithModel(t)
  const env = { ANLAM_MODELS: models, HF_ENDPOINT: hub.url, HF_HUB_CACHE: join(models, 'none') }
  hub.faults.slow = 5000
  for (const after of [300, 500, 700]) {
    const child = start(['model', 'pull', 'org/model'], { cwd: '.', env })
    setTimeout(() => child.kill('SIGKILL'), after)
    await once(child, 'close')
    assert.equal(findPulled(models, MODEL), undefined)
  }
  delete hub.faults.slow
  const run = await anlam(['model', 'pull', 'org/model', '--json'], { cwd: '.', env })
  assert.equal(run.code, 0, run.stderr)
  assert.equal((await anlam(['model', 'verify', 'org/model'], { cwd: '.', env })).code, 0)
  assert.ok(!existsSync(`${JSON.parse(run.stdout).directory}.partial`))
})

test('of two simultaneous pulls, the second names the process of the first', async t => {
  const { hub, models, options } = await hubWithModel(t)
  hub.faults.slow = 100_000
  const first = pull(options)
  const lock = join(models, 'org--model', `${COMMIT}.partial`, 'pulling.pid')
  while (!existsSync(lock)) await new Promise(resolve => setTimeout(resolve, 5))
  await assert.rejects(
    pull(options),
    code('unavailable', new RegExp(`^process ${process.pid} is already pulling this model`)),
  )
  await first
})

test('a cancelled pull says so, and can be resumed', async t => {
  const { hub, options } = await hubWithModel(t)
  hub.faults.slow = 10_000
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 200)
  await assert.rejects(pull({ ...options, signal: controller.signal }), code('cancelled'))
  delete hub.faults.slow
  await pull(options)
})

test('verify detects a flipped byte in a pulled model, and names the file', async t => {
  const { models, options } = await hubWithModel(t)
  const { directory } = await pull(options)
  const path = join(directory, WEIGHTS)
  const bytes = readFileSync(path)
  bytes[bytes.length - 77]! ^= 4
  writeFileSync(path, bytes)
  const run = await anlam(['model', 'verify', 'org/model'], { cwd: models, env: { ANLAM_MODELS: models } })
  assert.equal(run.code, EXIT_CODES['corrupt-checkpoint'])
  assert.match(run.stdout, /FAIL {2}files .*0_StaticEmbedding\/model\.safetensors is damaged/)
})

test('a single safetensors file is preferred to shards, and those to ONNX', () => {
  const choose = (paths: string[], onnx = false): string[] =>
    selectFiles(
      paths.map((path, size): RemoteFile => ({ path, size, digest: { algorithm: 'sha256', hex: '' } })),
      { onnx },
    ).map(({ path }) => path)
  const base = [
    'config.json',
    'modules.json',
    'tokenizer.json',
    '1_Pooling/config.json',
    '2_Dense/model.safetensors',
  ]
  assert.deepEqual(
    choose([
      ...base,
      'model.safetensors',
      'pytorch_model.bin',
      'tf_model.h5',
      'openvino/openvino_model.xml',
      'onnx/model.onnx',
    ]),
    [...base, 'model.safetensors'],
  )
  const shards = [
    'model-00001-of-00002.safetensors',
    'model-00002-of-00002.safetensors',
    'model.safetensors.index.json',
  ]
  assert.deepEqual(choose([...base, ...shards]), [...base, ...shards])
  assert.deepEqual(choose([...base, ...shards, 'model.safetensors']), [...base, 'model.safetensors'])
  assert.deepEqual(choose(['config.json', '../x.json', 'onnx/../../x.onnx', 'a\\..\\..\\x.json']), [
    'config.json',
  ])
  assert.deepEqual(choose(['config.json', 'onnx/model.onnx', 'pytorch_model.bin']), [
    'config.json',
    'onnx/model.onnx',
  ])
  assert.deepEqual(choose(['config.json', 'model.safetensors', 'onnx/model.onnx'], true), [
    'config.json',
    'model.safetensors',
    'onnx/model.onnx',
  ])
})

test('hub ids are distinguished from paths', () => {
  assert.deepEqual(parseHubId('org/name'), { name: 'org/name', revision: 'main' })
  assert.deepEqual(parseHubId('org/name@v1.0'), { name: 'org/name', revision: 'v1.0' })
  for (const id of [
    STATIC_MODEL,
    './org/name',
    'org/name/more',
    '../x',
    'org/..',
    'org/name@../..',
    '/org/name',
    '',
  ])
    assert.equal(parseHubId(id), undefined, id)
})
