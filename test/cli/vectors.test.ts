import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { EXIT_CODES } from '../../src/cli/exit.js'
import { EmbeddedEngine } from '../../src/index/embedded/embedded-engine.js'
import { openNpy } from '../../src/tables/npy.js'
import { runHere } from '../support/in-process.js'

const ROWS = [
  { id: 'a', text: 'Aşırı öğrenme, modelin eğitim verisini ezberlemesidir.', tür: 'tanım', yıl: 2021 },
  { id: 'b', text: 'Evrişim katmanı görüntüde kenarları bulur.', tür: 'tanım', yıl: 2022 },
  { id: 'c', text: 'Öğrenme hızı çok büyükse eğitim ıraksar.', tür: 'uyarı', yıl: 2023 },
]

const folder = mkdtempSync(join(tmpdir(), 'anlam-test-'))
after(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)
const run = (...args: string[]) => runHere(args, { ANLAM_INDEXES: at('indexes') })

before(async () => {
  writeFileSync(at('a.jsonl'), ROWS.map(row => JSON.stringify(row)).join('\n'))
  const { code, stderr } = await run('index', at('a.jsonl'), '--index', 'notlar')
  assert.equal(code, 0, stderr)
})

async function vectors(index: string): Promise<(Float32Array | undefined)[]> {
  const opened = await new EmbeddedEngine(at('indexes')).open(index, { mode: 'reader' })
  try {
    return await opened.vectors(ROWS.map(({ id }) => id))
  } finally {
    await opened.close()
  }
}

const near = (a: Float32Array | undefined, b: Float32Array | undefined): void =>
  a!.forEach((x, i) => {
    assert.ok(Math.abs(x - b![i]!) < 1e-6, `${x} and ${b![i]}`)
  })

test('texts, metadata and vectors come back from Parquet and .npy as they were', async t => {
  const own = await vectors('notlar')
  for (const [index, exported, imported] of [
    ['p', ['--vectors', '--out', at('v.parquet')], [at('v.parquet')]],
    ['n', ['--vectors', at('v.npy'), '--out', at('t.jsonl')], [at('t.jsonl'), '--vectors', at('v.npy')]],
  ] as const) {
    const written = await run('export', '--index', 'notlar', ...exported, '--json')
    assert.deepEqual([written.code, JSON.parse(written.stdout).passages], [0, 3], written.stderr)
    const { code, stdout, stderr } = await run('import', ...imported, '--index', index, '--json')
    assert.equal(code, 0, stderr)
    const { documents, compared, leastCosine } = JSON.parse(stdout)
    assert.deepEqual([documents, compared], [3, 3])
    assert.ok(leastCosine > 0.99999, String(leastCosine))
    const there = await vectors(index)
    for (const [i, vector] of there.entries()) near(vector, own[i])
    const again = await run('export', '--index', index)
    assert.deepEqual(
      again.stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
      ROWS,
    )
  }
  const array = openNpy(at('v.npy'))
  t.after(() => array.close())
  assert.deepEqual([array.rows, array.dimension], [3, own[0]!.length])
  near(array.next(), own[0])
})

test('vectors of another model, of another number, and pickles leave no index, and say why', async () => {
  const refused = async (code: keyof typeof EXIT_CODES, message: RegExp, ...args: string[]) => {
    const ran = await run('import', ...args, '--index', 'yeni')
    assert.deepEqual([ran.code, ran.stdout], [EXIT_CODES[code], ''], ran.stderr)
    assert.match(ran.stderr, message)
    assert.equal(await new EmbeddedEngine(at('indexes')).describe('yeni'), undefined)
  }
  await run('export', '--index', 'notlar', '--vectors', at('v.npy'), '--out', at('t.jsonl'))
  const lines = readFileSync(at('t.jsonl'), 'utf8').trim().split('\n')
  writeFileSync(at('ters.jsonl'), [...lines].reverse().join('\n'))
  await refused(
    'incompatible-index',
    /is not what builtin-static makes of it/,
    at('ters.jsonl'),
    '--vectors',
    at('v.npy'),
  )
  writeFileSync(at('iki.jsonl'), lines.slice(1).join('\n'))
  await refused('invalid-input', /3 vectors, .* 2 rows/, at('iki.jsonl'), '--vectors', at('v.npy'))
  writeFileSync(at('dort.jsonl'), [...lines, '{"id":"d","text":"Dördüncü satır."}'].join('\n'))
  await refused('invalid-input', /3 vectors, .* more than 3 rows/, at('dort.jsonl'), '--vectors', at('v.npy'))
  await refused('invalid-input', /no list of numbers in field "vector"/, at('t.jsonl'))
  writeFileSync(at('v.jsonl'), '{"text":"Kısa bir metin.","vector":[1,2,3]}')
  await refused('invalid-input', /vectors of 3 dimensions, where the model has \d+/, at('v.jsonl'))
  // What pickle.dumps({}) begins with, under an innocent name.
  writeFileSync(at('e.npy'), Buffer.from([0x80, 4, 0x7d, 0x94, 0x2e]))
  await refused('invalid-input', /a pickle is a program/, at('t.jsonl'), '--vectors', at('e.npy'))
  writeFileSync(at('embeddings.pkl'), 'x')
  await refused('invalid-input', /numpy\.save/, at('embeddings.pkl'))
})

test('what has no place for vectors is refused before anything is read', async () => {
  const csv = await run('export', '--index', 'notlar', '--vectors', '--out', at('v.csv'))
  assert.deepEqual([csv.code, /FILE\.npy/.test(csv.stderr)], [EXIT_CODES['invalid-input'], true])
  const other = await run('export', '--index', 'notlar', '--vectors', at('v.bin'), '--out', at('t.jsonl'))
  assert.equal(other.code, EXIT_CODES['invalid-input'])
})

test('removing what is not there is an error of its own, and some of it is a warning', async () => {
  const none = await run('remove', 'yok', 'hiç', '--index', 'notlar')
  assert.equal(none.code, EXIT_CODES['not-found'])
  assert.match(none.stderr, /index notlar has no document yok, hiç/)
  const some = await run('remove', 'a', 'yok', '--index', 'notlar', '--json')
  assert.deepEqual(
    [some.code, JSON.parse(some.stdout)],
    [0, { index: 'notlar', removed: 1, missing: ['yok'] }],
  )
})
