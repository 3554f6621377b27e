import assert from 'node:assert/strict'
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { FileChanges } from '../../src/ingest/watch/file-changes.js'
import { SILENT } from '../../src/types.js'
import { scratch } from '../support/scratch.js'

test('a file that is named is followed across renames, others beside it are not, and links are as they were named', async t => {
  const folder = scratch(t)
  const [named, link] = [join(folder, 'a.txt'), join(folder, 'bağ')]
  mkdirSync(join(folder, 'gerçek', 'alt'), { recursive: true })
  symlinkSync(join(folder, 'gerçek'), link)
  writeFileSync(named, 'Eski metin.')
  const changes = await FileChanges.start([named, link], SILENT)
  t.after(() => changes.close())
  writeFileSync(join(folder, 'b.txt'), 'Başka metin.')
  writeFileSync(join(folder, 'yeni'), 'Yeni metin.')
  renameSync(join(folder, 'yeni'), named)
  writeFileSync(join(folder, 'gerçek', 'alt', 'c.md'), 'Metin.')
  for (const name of ['.gizli.md', '~$c.docx', 'c.md~'])
    writeFileSync(join(folder, 'gerçek', 'alt', name), 'Metin değil.')
  assert.deepEqual(await changes.next(), [named, join(link, 'alt', 'c.md')])
})

test('where the file system tells of nothing, files are looked at, and waiting ends with the signal', async t => {
  const folder = scratch(t)
  const notes: string[] = []
  const reporter = { ...SILENT, note: (text: string) => void notes.push(text) }
  const changes = await FileChanges.start([folder], reporter, async () => true)
  t.after(() => changes.close())
  assert.match(notes.join(), /may not tell of changes: files are looked at every 2 s/)
  const path = join(folder, 'a.txt')
  // Again from time to time: in the first milliseconds, a folder may be looked at for the first time after the file came.
  const writing = setInterval(() => {
    rmSync(path)
    writeFileSync(path, 'Metin.')
  }, 6000)
  t.after(() => clearInterval(writing))
  writeFileSync(path, 'Metin.')
  assert.deepEqual(await changes.next(), [path])
  clearInterval(writing)
  assert.equal(await changes.next(AbortSignal.timeout(10)), undefined)
})
