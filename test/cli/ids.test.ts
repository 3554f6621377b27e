import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { withTable } from '../support/cli.js'
import { scratch } from '../support/scratch.js'

const { anlam } = withTable

const nfd = (text: string): string => text.normalize('NFD')

test('ids and fields are kept unchanged: long numbers, names such as __proto__, both Unicode normal forms', async t => {
  const cwd = scratch(t)
  const rows = [
    '{"id":1610521604143693813,"text":"Öğrenme oranı doğrulama kümesinde seçilir.","tweet_id":1610521604143693812,"__proto__":"a"}',
    '{"id":1610521604143693814,"text":"Öğrenme oranı küçükse eğitim uzar.","tweet_id":1610521604143693813}',
    '{"id":"\\ud800","text":"Öğrenme oranı büyükse eğitim ıraksar."}',
    JSON.stringify({ id: nfd('ölçü'), text: nfd('Öğrenme oranı ölçülür.'), [nfd('tür')]: nfd('ölçü') }),
  ]
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await anlam([...args, '--index', 'a', '--json'], { cwd })
    assert.equal(code, 0, stderr)
    return JSON.parse(stdout)
  }
  const refused = await anlam(['index', '-', '--index', 'a'], { cwd, stdin: rows.join('\n') })
  assert.deepEqual(
    [refused.code, /line 3: the id is not well-formed/.test(refused.stderr)],
    [2, true],
    refused.stderr,
  )
  const indexed = await anlam(['index', '-', '--index', 'a', '--on-error', 'skip', '--json'], {
    cwd,
    stdin: rows.join('\n'),
  })
  assert.deepEqual(
    [indexed.code, JSON.parse(indexed.stdout).documents, JSON.parse(indexed.stdout).skipped],
    [0, 3, 1],
  )
  const found = async (...filters: string[]): Promise<string[]> => {
    const { hits } = await run('search', 'öğrenme oranı', ...filters.flatMap(filter => ['--filter', filter]))
    return hits.map(({ id }: { id: string }) => id).sort()
  }
  assert.deepEqual(await found(), ['1610521604143693813', '1610521604143693814', 'ölçü'])
  assert.deepEqual(await found('tweet_id>1610521604143693812'), ['1610521604143693814'])
  assert.deepEqual(await found('__proto__=b'), [])
  assert.deepEqual(await found('__proto__>=a', '__proto__<b'), ['1610521604143693813'])
  assert.deepEqual(await found(`${nfd('tür')}=${nfd('ölçü')}`), ['ölçü'])
  const { removed } = await run('remove', '1610521604143693814', nfd('ölçü'))
  assert.equal(removed, 2)
  assert.deepEqual(await found(), ['1610521604143693813'])
})

test('a document may have the id of a passage of another one; indexing again changes nothing', async t => {
  const cwd = scratch(t)
  const rows = [
    { id: 'a', text: 'Birinci paragraf burada.\n\nİkinci paragraf burada.' },
    { id: 'a#1', text: 'Başka bir belge burada.' },
    { id: 'a#1#1', text: 'Daha başka bir belge.\n\nOnun ikinci paragrafı.' },
    { text: 'Kimliği olmayan bir satır.' },
  ]
  writeFileSync(join(cwd, 'a.jsonl'), rows.map(row => JSON.stringify(row)).join('\n'))
  const index = async () => {
    const { code, stdout, stderr } = await anlam(
      ['index', 'a.jsonl', '--unit', 'paragraph', '--index', 'a', '--json'],
      { cwd },
    )
    assert.equal(code, 0, stderr)
    return JSON.parse(stdout)
  }
  const first = await index()
  assert.deepEqual([first.documents, first.passages, first.unchanged], [4, 6, 0])
  const { stdout } = await anlam(['search', 'paragraf', '-k', '10', '--index', 'a', '--json'], { cwd })
  assert.deepEqual(
    JSON.parse(stdout)
      .hits.map((hit: { id: string; documentId: string }) => `${hit.documentId} ${hit.id}`)
      .sort(),
    ['a a#1', 'a a#2', 'a#1 a#1#1', 'a#1#1 a#1#1#1', 'a#1#1 a#1#1#2', 'a.jsonl:4 a.jsonl:4'],
  )
  assert.equal((await index()).unchanged, 4)
})
