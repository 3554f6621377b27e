import assert from 'node:assert/strict'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { indexEngine } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { compareFiles } from '../../src/ingest/compare-files.js'
import { indexFiles } from '../../src/ingest/index-files.js'
import { reindex } from '../../src/ingest/reindex.js'
import { watchIndex } from '../../src/ingest/watch/watch-index.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { otherModel } from '../support/other-model.js'
import { makePdf } from '../support/pdf.js'
import { scratch } from '../support/scratch.js'

const read = { textField: 'text', idField: 'id', onError: 'fail' } as const

function prepared(folder: string) {
  const config = loadConfig({ flags: { indexes: join(folder, 'indexes'), model: STATIC_MODEL } })
  const lessons = join(folder, 'ders')
  mkdirSync(lessons)
  const write = (name: string, text: string): void => writeFileSync(join(lessons, name), text)
  return { config, lessons, write, request: { paths: [lessons], index: 'x', read } }
}

test('watching ends with an error where the folder is gone, and removes nothing', async t => {
  const { config, lessons, write, request } = prepared(scratch(t))
  write('a.txt', 'Bir metin.')
  const onWatching = (): void => rmSync(lessons, { recursive: true })
  const watching = {
    ...request,
    prune: true,
    onIndexed: () => undefined,
    onWatching,
    onChange: () => assert.fail(),
  }
  await assert.rejects(watchIndex(config, watching), { code: 'not-found', message: /is gone/ })
  const index = await indexEngine(config).open('x', { mode: 'reader' })
  assert.equal((await index.stats()).documents, 1)
  await index.close()
  const standard = { ...watching, paths: ['-'] }
  await assert.rejects(watchIndex(config, standard), { code: 'invalid-input', message: /cannot be watched/ })
})

test('watching ends where an index by another model has taken the place of the watched one', async t => {
  const folder = scratch(t)
  const { config, write, request } = prepared(folder)
  write('a.txt', 'Bir metin.')
  const model = otherModel(folder)
  const onWatching = async (): Promise<void> => {
    await reindex({ ...config, model }, { index: 'x', model, metadata: { kept: [], dropped: [] } })
    write('a.txt', 'Başka bir metin.')
  }
  let replaced: Promise<void> | undefined
  const watching = {
    ...request,
    onIndexed: () => undefined,
    onWatching: () => {
      replaced = onWatching()
    },
    onChange: () => assert.fail(),
  }
  await assert.rejects(watchIndex(config, watching), { code: 'incompatible-index' })
  await replaced
})

test('a comparison tells what would be new, changed and gone, and writes nothing', async t => {
  const { config, lessons, write, request } = prepared(scratch(t))
  for (const name of ['bir', 'iki', 'üç', 'dört']) write(`${name}.txt`, `Metin ${name} hakkında.`)
  const before = await compareFiles(config, request)
  assert.deepEqual([before.new, before.changed, before.passages, before.exists], [4, 0, 4, false])
  assert.deepEqual(await indexEngine(config).list(), [])
  await indexFiles(config, request)
  write('iki.txt', 'Metin iki, başka türlü.')
  renameSync(join(lessons, 'üç.txt'), join(lessons, 'yeni.txt'))
  rmSync(join(lessons, 'dört.txt'))
  for (const _ of ['once', 'and again']) {
    const told = await compareFiles(config, request)
    assert.deepEqual([told.new, told.changed, told.unchanged], [1, 1, 1])
    assert.deepEqual(
      told.gone.map(({ id, renamedTo }) => [id, renamedTo].map(path => path?.slice(lessons.length + 1))),
      [
        ['dört.txt', undefined],
        ['üç.txt', 'yeni.txt'],
      ],
    )
  }
})

test('an error says why nothing of the files is text', async t => {
  const { config, lessons, request } = prepared(scratch(t))
  writeFileSync(join(lessons, 'a.pdf'), makePdf([{ image: true }]))
  const error = { code: 'invalid-input', message: /no text to index in .*a\.pdf: page 1 is a scanned image/ }
  await assert.rejects(indexFiles(config, request), error)
  await assert.rejects(compareFiles(config, request), error)
})
