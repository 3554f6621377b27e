import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { EXIT_CODES } from '../../src/cli/exit.js'
import { EmbeddedEngine } from '../../src/index/embedded/embedded-engine.js'
import { unlessOpenSearch } from '../opensearch/install.js'
import { sharedCluster } from '../opensearch/shared-cluster.js'
import { ANLAM, withTable } from '../support/cli.js'
import { scratch } from '../support/scratch.js'

const { anlam } = withTable
const TEXTS = ['Öğrenme oranı kaybı etkiler.', 'Seyreltme aşırı öğrenmeyi azaltır.', 'Katman sayısı artar.']

async function indexed(t: TestContext, names: readonly string[], env: Record<string, string> = {}) {
  const cwd = scratch(t)
  writeFileSync(
    join(cwd, 'a.jsonl'),
    TEXTS.map((text, i) => JSON.stringify({ id: `d${i}`, text })).join('\n'),
  )
  const run = async (...args: string[]) => anlam(args, { cwd, env })
  for (const index of names) {
    const { code, stderr } = await run('index', 'a.jsonl', '--index', index)
    assert.equal(code, 0, stderr)
  }
  return { cwd, run, list: async () => JSON.parse((await run('list', '--json')).stdout) }
}

test('`list` shows the sizes and the model of each index, also beside a damaged one', async t => {
  const { cwd, run, list } = await indexed(t, ['b', 'a'])
  const { engine, indexes } = await list()
  assert.equal(engine, 'embedded')
  assert.deepEqual(
    indexes.map(({ bytes, dimension, ...row }: { bytes: number; dimension: number }) => {
      assert.ok(bytes > 10_000 && dimension > 0)
      return row
    }),
    ['a', 'b'].map(index => ({ index, model: 'builtin-static', documents: 3, passages: 3 })),
  )
  assert.match((await run('list')).stdout, /^a {2}3 passages of 3 documents, \d+\.\d MB, by builtin-static/)
  writeFileSync(join(cwd, 'indexes', 'a', 'manifest.json'), 'no manifest')
  const rows = (await list()).indexes
  assert.deepEqual([rows[0].error.code, rows[1].passages], ['corrupt-index', 3])
  assert.equal((await run('delete', 'a', '--yes')).code, 0)
  assert.deepEqual((await list()).indexes.length, 1)
})

test('`rename` gives an index another name; `delete` takes one away if nobody writes it, and says which there is not', async t => {
  const { cwd, run, list } = await indexed(t, ['a'])
  assert.deepEqual((await run('delete', 'yok', '--yes')).code, EXIT_CODES['not-found'])
  const writer = await new EmbeddedEngine(join(cwd, 'indexes')).open('a', { mode: 'writer' })
  const refused = await run('delete', 'a', '--yes')
  assert.deepEqual([refused.code, /process \d+/.test(refused.stderr)], [EXIT_CODES.unavailable, true])
  await writer.close()
  const asked = await run('delete', 'a')
  assert.deepEqual([asked.code, /3 documents.*--yes/.test(asked.stderr)], [EXIT_CODES['invalid-input'], true])
  assert.equal((await list()).indexes.length, 1)
  const renamed = await run('rename', 'a', 'b', '--json')
  assert.deepEqual(JSON.parse(renamed.stdout), { index: 'b', formerly: 'a' })
  assert.deepEqual(JSON.parse((await run('delete', 'b', '--yes', '--json')).stdout), { deleted: 'b' })
  assert.deepEqual((await list()).indexes, [])
  assert.deepEqual(readdirSync(join(cwd, 'indexes')), ['.anlam'])
})

test('at a terminal, `delete` wants the name to be typed', async t => {
  const { cwd, list } = await indexed(t, ['not'])
  // Python has a terminal to offer; Node.js has none.
  const python = 'import os,pty,sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))'
  const typing = async (typed: string): Promise<number> => {
    const child = spawn('python3', ['-c', python, process.execPath, ANLAM, 'delete', 'not'], { cwd })
    let shown = ''
    child.stdout.on('data', chunk => {
      shown += chunk
      if (shown.endsWith('to delete it: ')) child.stdin.write(typed)
    })
    const [code] = await once(child, 'exit')
    assert.match(shown, /index not in indexes: 3 documents, 3 passages/)
    return code
  }
  assert.equal(await typing('nor\n'), EXIT_CODES['invalid-input'])
  assert.equal((await list()).indexes.length, 1)
  assert.equal(await typing('not\n'), 0)
  assert.equal((await list()).indexes.length, 0)
})

test('indexes of a cluster are listed and deleted alike', { skip: await unlessOpenSearch() }, async t => {
  const urls = await sharedCluster()
  const prefix = `list-${process.pid}`
  const env = {
    ANLAM_ENGINE: 'opensearch',
    ANLAM_OPENSEARCH_URL: urls.join(','),
    ANLAM_OPENSEARCH_PREFIX: prefix,
  }
  const { run, list } = await indexed(t, ['uzak'], env)
  const { engine, indexes } = await list()
  assert.deepEqual(
    [engine, indexes.length, indexes[0].index, indexes[0].passages],
    ['opensearch', 1, 'uzak', 3],
  )
  assert.ok(indexes[0].bytes > 1000)
  assert.equal((await run('delete', 'yok', '--yes')).code, EXIT_CODES['not-found'])
  assert.equal((await run('delete', 'uzak', '--yes')).code, 0)
  assert.deepEqual((await list()).indexes, [])
})
