import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { anlam } from '../support/cli.js'
import { scratch } from '../support/scratch.js'

test('documents whose files are gone are told, renames from copies too, and removed only when asked', async t => {
  const cwd = scratch(t)
  const folder = join(cwd, 'ders')
  mkdirSync(folder)
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  for (const name of ['bir', 'iki', 'üç']) write(`${name}.txt`, `Metin ${name} hakkında.`)
  writeFileSync(join(cwd, 'dışarı.txt'), 'Klasörün dışında bir metin.')
  const run = async (...args: string[]) =>
    JSON.parse((await anlam(['index', ...args, '--json'], { cwd })).stdout)
  await run('ders', 'dışarı.txt')
  renameSync(join(folder, 'bir.txt'), join(folder, 'yeni.txt'))
  copyFileSync(join(folder, 'iki.txt'), join(folder, 'kopya.txt'))
  rmSync(join(folder, 'üç.txt'))
  const told = await run('ders')
  assert.deepEqual(told.gone, [
    { id: 'ders/bir.txt', source: 'ders/bir.txt', renamedTo: 'ders/yeni.txt' },
    { id: 'ders/üç.txt', source: 'ders/üç.txt' },
  ])
  assert.equal(told.pruned, 0)
  const pruned = await anlam(['index', 'ders/', '--prune'], { cwd })
  assert.match(
    pruned.stdout,
    /gone: ders\/üç\.txt[\s\S]*2 documents are not in their files any more: removed 2/,
  )
  const { hits } = JSON.parse((await anlam(['search', 'metin', '--json'], { cwd })).stdout)
  assert.deepEqual(
    hits.map(({ id }: { id: string }) => id).sort(),
    ['dışarı.txt', 'ders/iki.txt', 'ders/kopya.txt', 'ders/yeni.txt'].sort(),
  )
  assert.deepEqual((await run('ders')).gone, [])
})

test('documents of a file that could not be read whole are not taken for gone', async t => {
  const cwd = scratch(t)
  const rows = ['{"id":"a","text":"Birinci metin."}', '{"id":"b","text":"İkinci metin."}']
  writeFileSync(join(cwd, 'a.jsonl'), rows.join('\n'))
  const run = async () =>
    JSON.parse((await anlam(['index', 'a.jsonl', '--prune', '--on-error', 'skip', '--json'], { cwd })).stdout)
  await run()
  writeFileSync(join(cwd, 'a.jsonl'), `${rows[0]}\n{kırık`)
  assert.deepEqual([(await run()).gone, (await run()).pruned], [[], 0])
  writeFileSync(join(cwd, 'a.jsonl'), rows[0]!)
  assert.equal((await run()).pruned, 1)
})
