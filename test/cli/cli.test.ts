import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { EXIT_CODES } from '../../src/cli/exit.js'
import { ERROR_CODES } from '../../src/errors.js'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { anlam, ndjson, withTable } from '../support/cli.js'
import { scratch } from '../support/scratch.js'
import { shared, unlessShared } from '../support/shared.js'

const ROWS = [
  { id: 'a', text: 'Aşırı öğrenme, modelin eğitim verisini ezberlemesidir.', tür: 'tanım' },
  { id: 'b', text: 'Evrişim katmanı görüntüde kenarları bulur.', tür: 'tanım' },
  { id: 'c', text: 'Öğrenme hızı çok büyükse eğitim ıraksar.', tür: 'uyarı' },
]

function folder(t: TestContext, rows: object[] = ROWS): string {
  const cwd = scratch(t)
  writeFileSync(join(cwd, 'a.jsonl'), rows.map(row => JSON.stringify(row)).join('\n'))
  return cwd
}

test('index, search, stats and remove work together, with the JSON keys of the contract', async t => {
  const cwd = folder(t)
  const indexed = await anlam(['index', 'a.jsonl', '--index', 'notlar', '--json'], { cwd })
  assert.equal(indexed.code, 0, indexed.stderr)
  const report = JSON.parse(indexed.stdout)
  for (const key of [
    'index',
    'documents',
    'passages',
    'skipped',
    'repaired',
    'truncated',
    'seconds',
    'passagesPerSecond',
    'provider',
    'precision',
  ])
    assert.ok(key in report, key)
  assert.deepEqual([report.index, report.documents, report.passages, report.skipped], ['notlar', 3, 3, 0])

  const found = JSON.parse(
    (
      await anlam(['search', 'model eğitim verisini ezberliyor', '--index', 'notlar', '-k', '2', '--json'], {
        cwd,
      })
    ).stdout,
  )
  assert.deepEqual(
    [found.mode, found.hits.length, found.hits[0].id, found.hits[0].rank],
    ['hybrid', 2, 'a', 1],
  )
  assert.deepEqual(found.hits[0].metadata, { tür: 'tanım' })
  assert.ok(found.hits[0].score > found.hits[1].score && found.timings.total > 0)

  const filtered = JSON.parse(
    (await anlam(['search', 'eğitim', '--index', 'notlar', '--filter', 'tür=uyarı', '--json'], { cwd }))
      .stdout,
  )
  assert.deepEqual(
    filtered.hits.map((hit: { id: string }) => hit.id),
    ['c'],
  )
  const strict = JSON.parse(
    (await anlam(['search', 'eğitim', '--index', 'notlar', '--min-score', '0.999', '--json'], { cwd }))
      .stdout,
  )
  assert.deepEqual(strict.hits, [])

  const many = await anlam(['search', '-', '--index', 'notlar'], {
    cwd,
    stdin: 'kenar bulma\n{"query":"öğrenme hızı"}\n',
  })
  assert.deepEqual(
    ndjson<{ hits: { id: string }[] }>(many.stdout).map(r => r.hits[0]!.id),
    ['b', 'c'],
  )

  assert.equal(
    JSON.parse((await anlam(['remove', 'a', 'yok', '--index', 'notlar', '--json'], { cwd })).stdout).removed,
    1,
  )
  const stats = JSON.parse((await anlam(['stats', '--index', 'notlar', '--json'], { cwd })).stdout)
  assert.deepEqual([stats.index, stats.documents, stats.passages, stats.model], ['notlar', 2, 2, 'builtin'])
})

test('indexing again embeds only what changed', async t => {
  const cwd = folder(t)
  const run = async () => JSON.parse((await anlam(['index', 'a.jsonl', '--json'], { cwd })).stdout)
  assert.equal((await run()).unchanged, 0)
  assert.equal((await run()).unchanged, 3)
  writeFileSync(
    join(cwd, 'a.jsonl'),
    [{ ...ROWS[0], text: 'Bambaşka bir metin.' }, ROWS[1], ROWS[2]]
      .map(row => JSON.stringify(row))
      .join('\n'),
  )
  assert.equal((await run()).unchanged, 2)
  const { hits } = JSON.parse((await anlam(['search', 'bambaşka metin', '--json'], { cwd })).stdout)
  assert.equal(hits.length, 3)
  assert.equal(hits[0].text, 'Bambaşka bir metin.')
})

test('a bad row fails without writing anything; --on-error skip skips it', async t => {
  const cwd = folder(t)
  const rows = Array.from({ length: 10 }, (_, i) =>
    i === 6 ? '{kırık' : JSON.stringify({ text: `metin ${i}` }),
  )
  writeFileSync(join(cwd, 'b.jsonl'), rows.join('\n'))
  const failed = await anlam(['index', 'b.jsonl', '--json'], { cwd })
  assert.equal(failed.code, EXIT_CODES['invalid-input'])
  const { error } = JSON.parse(failed.stderr)
  assert.equal(error.code, 'invalid-input')
  assert.match(error.message, /b\.jsonl, line 7/)
  assert.ok(!existsSync(join(cwd, 'indexes')))
  const skipped = await anlam(['index', 'b.jsonl', '--json', '--on-error', 'skip'], { cwd })
  const report = JSON.parse(skipped.stdout)
  assert.deepEqual([report.documents, report.skipped], [9, 1])
  assert.match(report.skips.join(), /^b\.jsonl, line 7: not JSON/)
  const { path, documents, passages, words, leftOut, skipped: rowsSkipped } = report.files[0]
  assert.deepEqual([path, documents, passages, words, leftOut, rowsSkipped], ['b.jsonl', 9, 9, 18, {}, 1])
})

for (const [what, args, code, message] of [
  ['a missing path', ['index', 'yok.jsonl'], 'not-found', /yok\.jsonl/],
  ['an empty corpus', ['index', 'boş.jsonl'], 'invalid-input', /no text to index/],
  ['a missing index', ['search', 'x', '--index', 'yok'], 'not-found', /there is no index yok/],
  [
    'an index name with a path',
    ['index', 'a.jsonl', '--index', '../kaçış'],
    'invalid-input',
    /cannot name an index/,
  ],
  ['k = 0', ['search', 'x', '-k', '0'], 'invalid-input', /k must be a whole number from 1 to 10000/],
  ['k = 1000000', ['search', 'x', '-k', '1000000'], 'invalid-input', /k must be/],
  ['an empty query', ['search', ' '], 'invalid-input', /query is empty/],
  ['an unknown model', ['embed', 'x', '--model', 'kim/yok'], 'not-found', /there is no model/],
  ['neither text nor file', ['embed'], 'invalid-input', /give either/],
  ['a missing config file', ['stats', '--config', 'yok.json'], 'not-found', /no config file/],
] as const) {
  test(`${what} is a clear error with its own exit code`, async t => {
    const cwd = folder(t)
    writeFileSync(join(cwd, 'boş.jsonl'), '')
    if (args[0] === 'search' && !args.includes('--index' as never))
      assert.equal((await anlam(['index', 'a.jsonl'], { cwd })).code, 0)
    const run = await anlam(args, { cwd })
    assert.equal(run.code, EXIT_CODES[code], run.stderr)
    assert.match(run.stderr, message)
    assert.equal(run.stdout, '')
  })
}

test('a misspelt option or command is refused with a suggestion', async t => {
  const cwd = folder(t)
  for (const [args, name] of [
    [['search', 'x', '--indx', 'a'], /Did you mean --index\?/],
    [['serch', 'x'], /Did you mean search\?/],
  ] as const) {
    const run = await anlam(args, { cwd })
    assert.equal(run.code, EXIT_CODES['invalid-input'])
    assert.match(run.stderr, name)
  }
})

test("another model's index is refused with both names", {
  skip: unlessShared('reference/static-tiny'),
}, async t => {
  const cwd = folder(t)
  await anlam(['index', 'a.jsonl'], { cwd })
  for (const args of [
    ['index', 'a.jsonl'],
    ['search', 'x'],
  ]) {
    const run = await anlam([...args, '--model', shared('reference/static-tiny')], { cwd })
    assert.equal(run.code, EXIT_CODES['incompatible-index'])
    assert.match(run.stderr, /builtin .*static-tiny/)
  }
})

test('a unit other than the index was built with is refused', async t => {
  const cwd = folder(t)
  await anlam(['index', 'a.jsonl', '--unit', 'sentence'], { cwd })
  const run = await anlam(['index', 'a.jsonl', '--unit', 'paragraph'], { cwd })
  assert.equal(run.code, EXIT_CODES['incompatible-index'])
})

test('embed prints tokens, truncation and the model’s own vector for each line', {
  skip: unlessShared('reference/xlmr-tiny'),
}, async t => {
  const cwd = folder(t)
  writeFileSync(
    join(cwd, 'uzun.jsonl'),
    `${JSON.stringify({ metin: 'iki\nsatır' })}\n${JSON.stringify({ metin: 'uzun '.repeat(2000) })}\n`,
  )
  const model = shared('reference/xlmr-tiny')
  const run = await anlam(['embed', '--input', 'uzun.jsonl', '--text-field', 'metin', '--model', model], {
    cwd,
  })
  const rows = ndjson<{ text: string; tokens: number; truncated: boolean; embedding: number[] }>(run.stdout)
  assert.deepEqual(
    rows.map(r => [r.truncated, r.embedding.length]),
    [
      [false, 64],
      [true, 64],
    ],
  )
  assert.equal(rows[0]!.text, 'iki\nsatır')
  assert.equal(rows[1]!.tokens, 512)
  const stdin = await anlam(['embed', '-', '--model', model], { cwd, stdin: 'bir\niki' })
  assert.equal(ndjson(stdin.stdout).length, 2)
})

test('similarity, model info and doctor work', async t => {
  const cwd = folder(t)
  const { score } = JSON.parse(
    (await anlam(['similarity', 'derin öğrenme', 'Derin Öğrenme', '--json'], { cwd })).stdout,
  )
  assert.ok(score > 0.99)
  const info = JSON.parse((await anlam(['model', 'info', 'builtin-static', '--json'], { cwd })).stdout)
  assert.equal(info.architecture, 'StaticEmbedding')
  const doctor = await anlam(['doctor', '--json'], { cwd })
  assert.equal(doctor.code, 0, doctor.stdout)
  assert.equal(JSON.parse(doctor.stdout).ok, true)
  assert.match(doctor.stdout, /(full|reduced) range/)
})

test('difficult texts are accepted: NUL, lone surrogates, 10 MB, nothing the model knows', async t => {
  const cwd = scratch(t)
  const lines = [
    '{"id":"nul","text":"derin\\u0000öğrenme"}',
    '{"id":"yarım","text":"kayıp \\ud83d fonksiyonu"}',
    JSON.stringify({ id: 'uzun', text: 'çok uzun bir metin '.repeat(520_000) }),
    '{"id":"bilinmez","text":"𒀀𒀁𒀂"}',
  ]
  writeFileSync(join(cwd, 'a.jsonl'), lines.join('\n'))
  const run = await withTable.anlam(['index', 'a.jsonl', '--json'], { cwd })
  assert.equal(run.code, 0, run.stderr)
  const { documents, repaired, skipped } = JSON.parse(run.stdout)
  assert.deepEqual({ documents, repaired, skipped }, { documents: 3, repaired: 2, skipped: 1 })
})

test('settings: a flag overrides the environment, which overrides the file', async t => {
  const cwd = folder(t)
  writeFileSync(join(cwd, 'anlam.config.json'), '{"indexes":"dosyadan","index":"kendi"}')
  await anlam(['index', 'a.jsonl'], { cwd })
  assert.ok(existsSync(join(cwd, 'dosyadan', 'kendi', 'manifest.json')))
  await anlam(['index', 'a.jsonl'], { cwd, env: { ANLAM_INDEXES: 'ortamdan' } })
  assert.ok(existsSync(join(cwd, 'ortamdan', 'kendi', 'manifest.json')))
  await anlam(['index', 'a.jsonl', '--indexes', 'bayraktan'], { cwd, env: { ANLAM_INDEXES: 'ortamdan2' } })
  assert.ok(existsSync(join(cwd, 'bayraktan')) && !existsSync(join(cwd, 'ortamdan2')))
  writeFileSync(join(cwd, 'anlam.config.json'), '{"indxes":"x"}')
  assert.equal((await anlam(['stats'], { cwd })).code, EXIT_CODES['invalid-input'])
})

test('the error of a second writer names the process of the first', async t => {
  const cwd = folder(t)
  await anlam(['index', 'a.jsonl'], { cwd })
  const holder = await EmbeddedIndex.open(join(cwd, 'indexes'), 'default', { mode: 'writer' })
  t.after(() => holder.close())
  const run = await anlam(['remove', 'a'], { cwd })
  assert.equal(run.code, EXIT_CODES.unavailable)
  assert.match(run.stderr, new RegExp(`process ${process.pid}`))
})

test('verify finds a flipped byte, repair saves the rest, and a backup restores everything', async t => {
  const cwd = folder(t)
  await anlam(['index', 'a.jsonl'], { cwd })
  const sound = JSON.parse((await anlam(['verify', '--deep', '--json'], { cwd })).stdout)
  assert.equal(sound.ok, true)
  for (const name of ['manifest', 'database', 'writes', 'vectors', 'graph', 'recall', 'model'])
    assert.ok(
      sound.checks.some((check: { name: string }) => check.name === name),
      name,
    )
  assert.equal((await anlam(['backup', 'default', 'yedek'], { cwd })).code, 0)

  const database = join(cwd, 'indexes', 'default', 'store.sqlite')
  const bytes = readFileSync(database)
  bytes[bytes.indexOf('Evrişim') + 1]! ^= 1
  writeFileSync(database, bytes)
  const damaged = await anlam(['verify', '--json'], { cwd })
  assert.equal(damaged.code, EXIT_CODES['corrupt-index'])
  assert.equal(JSON.parse(damaged.stdout).ok, false)
  assert.match(damaged.stderr, /anlam repair --index default/)
  assert.equal((await anlam(['search', 'kenarlar'], { cwd })).code, EXIT_CODES['corrupt-index'])

  const repaired = JSON.parse((await anlam(['repair', '--json'], { cwd })).stdout)
  assert.deepEqual([repaired.documents, repaired.lost], [2, ['b']])
  assert.ok(existsSync(join(repaired.kept, 'store.sqlite')))
  assert.equal((await anlam(['verify'], { cwd })).code, 0)
  assert.equal((await anlam(['index', 'a.jsonl'], { cwd })).code, 0)

  assert.equal((await anlam(['restore', 'yedek', 'eski'], { cwd })).code, 0)
  const found = JSON.parse((await anlam(['search', 'kenarlar', '--index', 'eski', '--json'], { cwd })).stdout)
  assert.equal(found.hits[0].id, 'b')
  assert.equal((await anlam(['restore', 'yedek', 'eski'], { cwd })).code, EXIT_CODES['already-exists'])
})

test('each error code has its own exit code', () => {
  assert.deepEqual(Object.keys(EXIT_CODES).sort(), [...ERROR_CODES].sort())
  assert.equal(new Set(Object.values(EXIT_CODES)).size, ERROR_CODES.length)
})
