import assert from 'node:assert/strict'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import Sqlite from 'better-sqlite3'
import { ndjson, withTable } from '../support/cli.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'

const { anlam } = withTable

interface Found {
  query: string
  mode: string
  hits: {
    rank: number
    id: string
    score: number
    text: string
    cosine?: number
    bm25?: number
    highlights?: { start: number; end: number }[]
  }[]
}

test('lexical and hybrid search give highlights; an index built without words is a clear error', async t => {
  const cwd = scratch(t)
  cpSync(join(PROJECT_ROOT, 'corpus', 'documents'), join(cwd, 'ders'), { recursive: true })
  assert.equal((await anlam(['index', 'ders'], { cwd })).code, 0)
  const search = async (...args: string[]): Promise<Found> =>
    JSON.parse((await anlam(['search', ...args, '--json'], { cwd })).stdout) as Found
  const lexical = await search('asiri ogrenme', '--mode', 'lexical', '-k', '5')
  assert.equal(lexical.mode, 'lexical')
  const [first] = lexical.hits
  assert.match(first!.text, /aşırı öğrenme/i)
  assert.ok(first!.highlights!.some(({ start, end }) => /^aşırı$/i.test(first!.text.slice(start, end))))
  const hybrid = await search('aşırı öğrenme nasıl önlenir', '--mode', 'hybrid', '-k', '5')
  assert.deepEqual(
    hybrid.hits.map(hit => hit.rank),
    [1, 2, 3, 4, 5],
  )
  for (const { score, cosine, bm25 } of hybrid.hits)
    assert.ok(score >= 0 && score <= 1 && Math.abs(cosine!) <= 1 && bm25! >= 0)
  const without = await search('öğrenme -hızı -hızını', '--mode', 'hybrid', '-k', '50')
  assert.ok(without.hits.length > 0 && without.hits.every(({ text }) => !/hızı/i.test(text)))
  const refused = await anlam(['search', '-derin', '--mode', 'lexical'], { cwd })
  assert.equal(refused.code, 2)
  const lines = await anlam(['search', '-', '--mode', 'lexical', '-k', '1'], {
    cwd,
    stdin: 'dropout\nkümeleme\n',
  })
  assert.deepEqual(
    ndjson<Found>(lines.stdout).map(({ query }) => query),
    ['dropout', 'kümeleme'],
  )

  const database = new Sqlite(join(cwd, 'indexes', 'default', 'store.sqlite'))
  database.exec("DROP TABLE lexical; DELETE FROM meta WHERE key = 'lexical'")
  database.close()
  const old = await anlam(['search', 'dropout', '--mode', 'lexical'], { cwd })
  assert.equal(old.code, 5)
  assert.match(old.stderr, /anlam index/)
  await anlam(['index', 'ders'], { cwd })
  const again = new Sqlite(join(cwd, 'indexes', 'default', 'store.sqlite'))
  again.exec("UPDATE meta SET value = '2' WHERE key = 'lexical'")
  again.close()
  const older = await anlam(['search', 'dropout', '--mode', 'lexical'], { cwd })
  assert.equal(older.code, 5, 'words of an older analysis')
  const byMeaning = await anlam(['search', 'dropout'], { cwd })
  assert.equal(byMeaning.code, 0)
  assert.match(byMeaning.stderr, /warning: searched by meaning alone/)
  const demanding = await anlam(['search', '+dropout -katman'], { cwd })
  assert.equal(demanding.code, 5, 'meaning cannot see to what a query demands')
  await anlam(['index', 'ders'], { cwd })
  assert.ok((await search('dropout', '--mode', 'lexical')).hits.length > 0)
})

test('filters take bounds, and compare dates in order', async t => {
  const cwd = scratch(t)
  const rows = [2019, 2021, 2023].map(year => ({
    id: `y${year}`,
    text: `derin öğrenme ${year}`,
    year,
    date: `${year}-05-01`,
  }))
  writeFileSync(join(cwd, 'a.jsonl'), rows.map(row => JSON.stringify(row)).join('\n'))
  await anlam(['index', 'a.jsonl'], { cwd })
  const ids = async (...filters: string[]): Promise<string[]> => {
    const args = filters.flatMap(filter => ['--filter', filter])
    const { stdout } = await anlam(['search', 'derin öğrenme', '--json', ...args], { cwd })
    return (JSON.parse(stdout) as Found).hits.map(hit => hit.id).sort()
  }
  assert.deepEqual(await ids('year>=2021'), ['y2021', 'y2023'])
  assert.deepEqual(await ids('date>2019-05-01', 'date<2023'), ['y2021'])
  assert.deepEqual(await ids('year=2019'), ['y2019'])
  assert.equal((await anlam(['search', 'x', '--filter', 'year'], { cwd })).code, 2)
})

test('retrieval is evaluated in every mode, on a file and on an index', async t => {
  const cwd = scratch(t)
  const lines = (rows: object[]): string => rows.map(row => JSON.stringify(row)).join('\n')
  writeFileSync(
    join(cwd, 'c.jsonl'),
    lines([
      { id: 'a', text: 'Aşırı öğrenme modelin ezberlemesidir.' },
      { id: 'b', text: 'Işık hızı sabittir.' },
      { id: 'c', text: 'Kümeleme verileri ayırır.' },
    ]),
  )
  writeFileSync(join(cwd, 'q.jsonl'), lines([{ id: 'q', text: 'ISIK HIZI' }]))
  writeFileSync(join(cwd, 'r.jsonl'), lines([{ queryId: 'q', corpusId: 'b' }]))
  await anlam(['index', 'c.jsonl'], { cwd })
  const task = ['eval', 'retrieval', '--queries', 'q.jsonl', '--qrels', 'r.jsonl', '--json']
  for (const mode of ['semantic', 'lexical', 'hybrid'])
    for (const source of [
      ['--corpus', 'c.jsonl'],
      ['--index', 'default'],
    ]) {
      const { stdout, stderr } = await anlam([...task, '--mode', mode, ...source], { cwd })
      const result = JSON.parse(stdout || `{"error": ${JSON.stringify(stderr)}}`) as Record<string, unknown>
      assert.equal(result.mode, mode)
      if (mode !== 'semantic') assert.equal(result['ndcg@10'], 1, JSON.stringify(result))
    }
})

test('a folder of all formats and encodings is indexed, with a correct summary', async t => {
  const cwd = scratch(t)
  const folder = join(cwd, 'karisik')
  mkdirSync(folder)
  const write = (name: string, content: string | Uint8Array): void =>
    writeFileSync(join(folder, name), content)
  write('a.txt', Buffer.from('A\xf0\xfdrl\xfdklar k\xfc\xe7\xfck olmal\xfdd\xfdr.', 'latin1'))
  write('b.jsonl', '{"id":"b1","text":"Ã¶ÄŸrenme hÄ±zÄ±"}\n{"id":"b2","text":"temiz satır"}\n')
  write('c.html', '<title>Sayfa</title><nav>menü</nav><h1>Başlık</h1><p>Sayfadaki metin.</p>')
  write('d.srt', '1\n00:00:01,000 --> 00:00:02,000\nAltyazıdaki söz.\n')
  write('e.ipynb', JSON.stringify({ cells: [{ cell_type: 'markdown', source: 'Defterdeki metin.' }] }))
  write('f.jsonl.gz', gzipSync('{"id":"f1","text":"sıkıştırılmış satır"}'))
  write('g.pdf', '%PDF-1.4 bozuk')
  write('h.bin', 'x')
  write('i.txt', Buffer.from('\ufeffİki baytlı yazı', 'utf16le'))
  const { stdout, stderr, code } = await anlam(['index', 'karisik', '--json'], { cwd })
  assert.equal(code, 0, stderr)
  const { documents, skipped, repaired, repairs } = JSON.parse(stdout) as Record<string, unknown>
  assert.deepEqual(
    { documents, skipped, repaired, repairs },
    {
      documents: 8,
      skipped: 2,
      // Two files that are not UTF-8, and one wrongly decoded row.
      repaired: 3,
      repairs: { 'utf8-as-cp1252': 1 },
    },
  )
  assert.match(stderr, /g\.pdf: the file cannot be read/)
  assert.match(stderr, /h\.bin: not a text format/)
  const kept = await anlam(['index', 'karisik', '--index', 'ham', '--no-repair', '--json'], { cwd })
  assert.equal((JSON.parse(kept.stdout) as { repaired: number }).repaired, 2)
})

test('hits say what they stand under', async t => {
  const cwd = scratch(t)
  writeFileSync(
    join(cwd, 'a.md'),
    '---\ntitle: Ders notları\n---\n\n# Giriş\n\nAşırı öğrenme ezberlemektir.\n',
  )
  await anlam(['index', 'a.md'], { cwd })
  const { stdout } = await anlam(['search', 'ezber'], { cwd })
  assert.match(stdout, /ezberlemektir\.\n +a\.md.*\n +Ders notları › Giriş\n/)
})
