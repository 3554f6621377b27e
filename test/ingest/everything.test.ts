import assert from 'node:assert/strict'
import { cpSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { indexEngine } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { allDocuments } from '../../src/index/read-all.js'
import { indexFiles } from '../../src/ingest/index-files.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { scratch } from '../support/scratch.js'
import { shared, unlessShared } from '../support/shared.js'

/** Of the shared files, those of which something is refused, and why. */
const REFUSED: Record<string, RegExp> = {
  'iki-text.csv': /the column "text" is there twice/,
  'vekil-kimlik.jsonl': /line 1: .*well-formed/,
  'kesir.jsonl': /id "1" is a duplicate/,
}
const IDS_TWICE = ['cakisma.jsonl']

test('a folder of every kind of file is indexed with a summary in which each file is accounted for', {
  skip: unlessShared('cases/files'),
}, async t => {
  const folder = scratch(t)
  const files = join(folder, 'ders')
  cpSync(shared('cases/files'), files, { recursive: true })
  writeFileSync(join(files, 'eski.doc'), 'ikili')
  writeFileSync(join(files, 'bozuk.pdf'), '%PDF-1.4 yarım')
  const names = readdirSync(files).sort()
  const config = loadConfig({ flags: { indexes: join(folder, 'indexes'), model: STATIC_MODEL } })
  const skipped: string[] = []
  const report = await indexFiles(config, {
    paths: [files],
    index: 'x',
    read: { textField: 'text', idField: 'id', onError: 'skip', onSkip: what => skipped.push(what) },
  })

  const index = await indexEngine(config).open('x', { mode: 'reader' })
  t.after(() => index.close())
  const stored = new Map<string, { documents: number; passages: number }>()
  for await (const { id, source } of allDocuments(index)) {
    const counts = stored.get(source) ?? { documents: 0, passages: 0 }
    const { passages } = (await index.document(id))!
    stored.set(source, { documents: counts.documents + 1, passages: counts.passages + passages.length })
  }
  const told = report.files.map(({ path, documents, passages }) => [path, { documents, passages }] as const)
  assert.deepEqual(new Map(told.filter(([, { documents }]) => documents > 0)), stored)
  assert.equal((await index.stats()).passages, report.passages)

  const byName = new Map(report.files.map(each => [each.path.slice(files.length + 1), each]))
  for (const name of names) {
    const said = skipped.filter(what => what.includes(`/${name}`))
    const read = byName.get(name)
    if (name === 'eski.doc') assert.match(said.join(), /save it as \.docx/)
    else if (name === 'bozuk.pdf') assert.match(said.join(), /bozuk\.pdf: the file cannot be read/)
    else if (REFUSED[name]) assert.match(said.join(), REFUSED[name])
    else if (!IDS_TWICE.includes(name)) assert.deepEqual(said, [], name)
    assert.equal(read?.skipped ?? said.length, said.length, name)
    assert.ok(said.length > 0 || read!.words > 0, `${name}: ${JSON.stringify(read)}`)
  }
  assert.ok(byName.get('blok.md')!.leftOut.code! > 0)
})
