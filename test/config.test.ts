import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Config, loadConfig } from '../src/config.js'
import { AnlamError } from '../src/errors.js'
import { scratch } from './support/scratch.js'

function setEnvironment(t: TestContext, values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) {
    process.env[name] = value
    t.after(() => delete process.env[name])
  }
}

test('the former name of a setting means the same, from a flag, the environment and a file', t => {
  const file = join(scratch(t), 'anlam.config.json')
  assert.equal(loadConfig().effort, 100)
  writeFileSync(file, '{"ef":40}')
  assert.equal(loadConfig({ file }).effort, 40)
  setEnvironment(t, { ANLAM_EF: '50' })
  assert.equal(loadConfig({ file }).effort, 50)
  assert.equal(loadConfig({ file, flags: { ef: '60' } }).effort, 60)
  assert.ok(!('ef' in loadConfig({ file })))
})

test('the present name of a setting wins over the former one in the same place, and no further', t => {
  const file = join(scratch(t), 'anlam.config.json')
  writeFileSync(file, '{"ef":40,"effort":45}')
  assert.equal(loadConfig({ file }).effort, 45)
  setEnvironment(t, { ANLAM_EF: '50' })
  assert.equal(loadConfig({ file }).effort, 50)
  setEnvironment(t, { ANLAM_EFFORT: '55' })
  assert.equal(loadConfig({ file }).effort, 55)
  assert.equal(loadConfig({ file, flags: { ef: '60', effort: '65' } }).effort, 65)
})

test('an effort outside 1 to 10,000 is refused', () => {
  for (const effort of ['0', '10001', '1.5', 'çok'])
    assert.throws(() => loadConfig({ flags: { effort } }), /effort/)
})

test('a wrong setting is told by where it stands, its value, and what it should be', t => {
  const file = join(scratch(t), 'anlam.config.json')
  const refusal = (sources: Parameters<typeof loadConfig>[0], name: keyof Config = 'port'): string => {
    try {
      // Settings of the environment and the file are checked when they are read.
      void loadConfig(sources)[name]
    } catch (error) {
      assert.ok(error instanceof AnlamError && error.code === 'invalid-input', String(error))
      return error.message
    }
    assert.fail('it was taken')
  }
  const range = 'it must be a whole number from 0 to 65535'
  assert.equal(refusal({ flags: { port: 'abc' } }), `--port is "abc": ${range}`)
  writeFileSync(file, '{"port":70000}')
  assert.equal(refusal({ file }), `"port" in ${file} is 70000: ${range}`)
  setEnvironment(t, { ANLAM_PORT: '1.5' })
  assert.equal(refusal({ file }), `ANLAM_PORT is "1.5": ${range}`)
  assert.equal(
    refusal({ flags: { provider: 'cdua' } }, 'provider'),
    '--provider is "cdua": it must be one of auto, cuda, webgpu, cpu; did you mean cuda?',
  )
  assert.match(
    refusal({ flags: { corsOrigin: 'a/b' } }, 'corsOrigin'),
    /^--cors-origin is "a\/b": an origin is like/,
  )
  assert.match(refusal({ flags: { trustProxy: 'belki' } }, 'trustProxy'), /it must be true or false$/)
  setEnvironment(t, { ANLAM_OPENSEARCH_URL: 'https://ali:gizli@arama:9200' })
  const url = refusal({}, 'opensearchUrl')
  assert.match(url, /^ANLAM_OPENSEARCH_URL is "https:\/\/…@arama:9200": an address of OpenSearch is like/)
  writeFileSync(file, '{"prot":1}')
  assert.equal(refusal({ file }), `${file}: there is no setting "prot"; did you mean "port"?`)
  writeFileSync(file, '{"port":')
  assert.match(refusal({ file }), /anlam\.config\.json is not JSON: /)
  writeFileSync(file, '[1]')
  assert.match(refusal({ file }), /anlam\.config\.json must be a JSON object/)
  assert.match(refusal({ file: scratch(t) }), /this is a folder, not a file/)
})

test('a wrong variable keeps nobody from what does not need it', t => {
  setEnvironment(t, { ANLAM_PORT: 'abc', ANLAM_EFFORT: '20' })
  const config = loadConfig()
  assert.deepEqual([config.effort, config.host], [20, '127.0.0.1'])
  assert.throws(() => config.port, /ANLAM_PORT/)
  assert.throws(() => ({ ...config }), /ANLAM_PORT/, 'a copy must not lose it silently')
})

test('a variable that is nearly one of ours is doubted, and no other', t => {
  const doubts: string[] = []
  setEnvironment(t, {
    ANLAM_PRECISON: 'int8',
    ANLAM_SEED: '7',
    ANLAM_TEST_MINILM: 'x',
    ANLAM_MODEL: 'builtin',
  })
  loadConfig({ onDoubt: message => doubts.push(message) })
  assert.deepEqual(doubts, ['ANLAM_PRECISON is no setting; did you mean ANLAM_PRECISION?'])
})

test('memory is a size, in a flag, the environment and a file', t => {
  assert.equal(loadConfig().memory, undefined)
  for (const [given, bytes] of [
    ['512m', 512 << 20],
    ['1.5GB', 1.5 * 2 ** 30],
    ['4gib', 4 * 2 ** 30],
    ['2000000', 2_000_000],
    [2_000_000, 2_000_000],
  ])
    assert.equal(loadConfig({ flags: { memory: given } }).memory, bytes)
  setEnvironment(t, { ANLAM_MEMORY: '2g' })
  assert.equal(loadConfig().memory, 2 ** 31)
  for (const memory of ['1k', 'çok', '-1g', '0', 'g'])
    assert.throws(
      () => loadConfig({ flags: { memory } }),
      new AnlamError(
        'invalid-input',
        `--memory is "${memory}": it must be a size of at least 1m, such as 512m or 2g`,
      ),
    )
})
