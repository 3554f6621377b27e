import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { EXIT_CODES } from '../../src/cli/exit.js'
import { loadConfig } from '../../src/config.js'
import { exactCopies } from '../../src/curation/copies.js'
import { listRemovals, undoRemoval } from '../../src/curation/removals.js'
import { EmbeddedEngine } from '../../src/index/embedded/embedded-engine.js'
import { indexFiles } from '../../src/ingest/index-files.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { ndjson, withTable } from '../support/cli.js'
import { scratch } from '../support/scratch.js'

async function run<T>(cwd: string, ...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await withTable.anlam([...args, '--json'], { cwd })
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout) as T
}

/** A folder with an index of these texts. */
async function indexed(t: TestContext, texts: readonly string[]): Promise<string> {
  const cwd = scratch(t)
  const rows = texts.map((text, i) => JSON.stringify({ id: `r${i}`, text, yıl: 2000 + i }))
  const path = join(cwd, 'rows.jsonl')
  writeFileSync(path, rows.join('\n'))
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: join(cwd, 'indexes') } })
  await indexFiles(config, {
    paths: [path],
    index: 'default',
    read: { textField: 'text', idField: 'id', onError: 'fail' },
  })
  return cwd
}

test('dedupe lists what it would remove, removes it, and undo brings it back', async t => {
  const cwd = await indexed(t, [
    'Gradyan inişi kaybı azaltır.',
    'Gradyan  inişi kaybı azaltır.',
    'Kaybı gradyan inişi azaltır.',
    'Kediler bütün gün uyur.',
  ])
  interface Dedupe {
    documents: number
    removed: number
    removal: string | null
  }
  const planned = await run<Dedupe>(cwd, 'dedupe', '--dry-run', '--out', 'plan.jsonl')
  assert.deepEqual([planned.documents, planned.removed, planned.removal], [4, 1, null])
  const [row] = ndjson<Record<string, unknown>>(readFileSync(join(cwd, 'plan.jsonl'), 'utf8'))
  assert.deepEqual([row!.removed, row!.kept, row!.differs], ['r1', 'r0', ['yıl']])

  const near = await run<Dedupe>(cwd, 'dedupe', '--threshold', '0.9', '--keep', 'yıl')
  assert.equal(near.removed, 2)
  const { removals } = await run<{ removals: { id: string; by: string }[] }>(cwd, 'undo')
  assert.equal(removals[0]!.id, near.removal)
  assert.notEqual(removals[0]!.by, '')
  const undone = await run<{ restored: number }>(cwd, 'undo', near.removal!)
  assert.equal(undone.restored, 2)
})

test('tables are written by the name of the file, and what is exported is indexed again as it was', async t => {
  const cwd = await indexed(t, ['Gradyan inişi kaybı azaltır.', 'Kaybı gradyan inişi azaltır.', '= başlar'])
  const path = join(cwd, 'dışarı.parquet')
  const written = await run<{ passages: number }>(cwd, 'export', '--out', path, '--filter', 'yıl>=2001')
  assert.equal(written.passages, 2)
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: join(cwd, 'indexes') } })
  const read = { textField: 'text', idField: 'id', onError: 'fail' } as const
  await indexFiles(config, { paths: [path], index: 'yeni', read })
  const index = await new EmbeddedEngine(join(cwd, 'indexes')).open('yeni', { mode: 'reader' })
  t.after(() => index.close())
  const { document, passages } = (await index.document('r2'))!
  assert.deepEqual([passages[0]!.text, document.metadata], ['= başlar', { yıl: 2002 }])

  await run(cwd, 'mine', '--threshold', '0.9', '--out', 'çiftler.csv', '--excel')
  assert.ok(readFileSync(join(cwd, 'çiftler.csv'), 'utf8').startsWith('\ufeffscore;kind;flags;aId;a;'))
  const hits = await run<{ hits: number }>(cwd, 'search', 'gradyan', '--out', 'isabet.jsonl')
  assert.equal(ndjson(readFileSync(join(cwd, 'isabet.jsonl'), 'utf8')).length, hits.hits)
})

test('decisions are imported and counted, make training data, and what says the opposite stands apart', async t => {
  const cwd = await indexed(t, [
    'Dropout aşırı öğrenmeyi azaltır.',
    'Dropout aşırı öğrenmeyi azaltmaz.',
    'Aşırı öğrenmeyi dropout azaltır.',
  ])
  const rows = [
    { a: 'bir', b: 'iki', label: 1, by: 'ayşe', at: '2026-01-01T00:00:00Z' },
    { a: 'üç', b: 'dört', label: null },
  ]
  writeFileSync(join(cwd, 'k.jsonl'), rows.map(row => JSON.stringify(row)).join('\n'))
  assert.deepEqual(await run(cwd, 'review', 'import', 'k.jsonl'), {
    index: 'default',
    imported: 1,
    unchanged: 0,
    unlabelled: 1,
  })
  const status = await run<{ right: number; by: object }>(cwd, 'review', 'status')
  assert.deepEqual([status.right, status.by], [1, { ayşe: 1 }])
  await run(cwd, 'mine', '--threshold', '0.5', '--negatives', 'zor.csv', '--negatives-as', 'triplets')
  const [header, ...triplets] = readFileSync(join(cwd, 'zor.csv'), 'utf8').trim().split('\r\n')
  assert.equal(header, 'anchor,positive,negative')
  assert.ok(triplets.length > 0 && triplets.some(line => line.endsWith('azaltmaz.')))
  const similar = await run<Record<'hits' | 'contradictions', { id: string }[]>>(cwd, 'similar', 'r0')
  assert.deepEqual([similar.hits[0]!.id, similar.contradictions[0]!.id], ['r2', 'r1'])
  const found = await run<{ facets: { range: object }[] }>(cwd, 'search', 'dropout', '--facet', 'yıl')
  assert.deepEqual(found.facets[0]!.range, { least: '2000', greatest: '2002' })
  const unseen = await withTable.anlam(['search', 'dropout', '--facet', 'yıl', '--out', 'a.csv'], { cwd })
  assert.deepEqual([unseen.code, /--facet/.test(unseen.stderr)], [EXIT_CODES['invalid-input'], true])
})

test('tag sets and takes away fields of documents, found by their ids or those of passages; undo takes it back', async t => {
  const cwd = await indexed(t, ['Gradyan inişi kaybı azaltır.', 'Kediler bütün gün uyur.'])
  interface Tagged {
    tagged: number
    removal: string
  }
  const fields = async (): Promise<unknown[]> => {
    const { stdout } = await withTable.anlam(['export', '--format', 'jsonl'], { cwd })
    return ndjson<Record<string, unknown>>(stdout)
      .sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1))
      .map(({ durum = null, yıl = null }) => [durum, yıl])
  }
  const done = await run<Tagged>(cwd, 'tag', 'r0', '--set', 'durum=temiz', '--set', 'yıl=')
  assert.equal(done.tagged, 1)
  assert.deepEqual(await fields(), [
    ['temiz', null],
    [null, 2001],
  ])
  await run(cwd, 'undo', done.removal)
  assert.deepEqual(await fields(), [
    [null, 2000],
    [null, 2001],
  ])
  const unknown = await withTable.anlam(['tag', 'yok', '--set', 'durum=temiz'], { cwd })
  assert.equal(unknown.code, EXIT_CODES['not-found'])
  const unclear = await withTable.anlam(['tag', 'r0', '--set', 'durum'], { cwd })
  assert.equal(unclear.code, EXIT_CODES['invalid-input'])
})

test('a dedupe that is killed loses nothing: what is gone can be brought back', async t => {
  const cwd = await indexed(
    t,
    Array.from({ length: 900 }, (_, i) => `Deney ${i % 300} iyi sonuç verdi.`),
  )
  const engine = new EmbeddedEngine(join(cwd, 'indexes'))
  const child = withTable.start(['dedupe'], { cwd })
  const ended = new Promise<void>(resolve => child.on('close', () => resolve()))
  let removals = 0
  while (removals === 0 && child.exitCode === null) {
    const reader = await engine.open('default', { mode: 'reader' })
    removals = (await listRemovals(reader)).length
    await reader.close()
  }
  child.kill('SIGKILL')
  await ended
  const index = await engine.open('default', { mode: 'writer' })
  t.after(() => index.close())
  const found = await listRemovals(index)
  assert.equal(found.length, 1)
  assert.deepEqual((await undoRemoval(index, found[0]!.id)).left, [])
  const copies = await exactCopies(index)
  assert.deepEqual([copies.documents, copies.groups.length], [900, 300])
})
