import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import type { AppliedChange } from '../../src/ingest/watch/apply-changes.js'
import { withTable } from '../support/cli.js'
import { scratch } from '../support/scratch.js'

const { anlam, start } = withTable

async function documents(cwd: string): Promise<string[]> {
  const { stdout } = await anlam(['search', 'metin', '-k', '50', '--json'], { cwd })
  return JSON.parse(stdout)
    .hits.map(({ documentId }: { documentId: string }) => documentId)
    .sort()
}

test('--watch takes over files that are written, renamed and removed, one line each, until Ctrl-C', async t => {
  const cwd = scratch(t)
  const folder = join(cwd, 'ders')
  mkdirSync(folder)
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  write('a.md', '# Bir\n\nBirinci metin.\n\n# İki\n\nİkinci metin.\n')
  write('b.txt', 'Adı değişecek metin.')
  write('satır.jsonl', '{"id":"s","text":"Satırdaki metin."}')
  const child = start(['index', 'ders', '--watch', '--prune', '--json'], { cwd })
  t.after(() => child.kill('SIGKILL'))
  const ended = once(child, 'close')
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value as string)
  /** Waits until so many files are told of. */
  const follow = async (count: number): Promise<Map<string, AppliedChange>> => {
    const found = new Map<string, AppliedChange>()
    while (found.size < count) {
      const change: AppliedChange = await next()
      found.set(change.path, change)
    }
    return found
  }
  assert.equal((await next()).documents, 4)

  // As editors write: a temporary file, renamed over the old one.
  write('.a.md.swp', '# Bir\n\nBirinci metin.\n\n# Yeni\n\nYeni metin.\n\n# Son\n\nSon metin.\n')
  renameSync(join(folder, '.a.md.swp'), join(folder, 'a.md'))
  renameSync(join(folder, 'b.txt'), join(folder, 'c.txt'))
  mkdirSync(join(folder, 'alt'))
  write('alt/d.txt', 'Alt klasörde metin.')
  write('kopya.jsonl', '{"id":"s","text":"Aynı adlı metin."}')
  write('resim.png', 'metin değil')
  const first = await follow(5)
  const told = [...first.values()].map(({ path, change, documents, unchanged, pruned }) => [
    ...[path, change, documents, unchanged, pruned],
  ])
  assert.deepEqual(told.sort(), [
    ['ders/a.md', 'changed', 3, 1, 0],
    ['ders/alt/d.txt', 'new', 1, 0, 0],
    ['ders/b.txt', 'removed', 0, 0, 1],
    ['ders/c.txt', 'new', 1, 0, 0],
    ['ders/kopya.jsonl', 'failed', 0, 0, 0],
  ])
  assert.deepEqual(first.get('ders/b.txt')!.gone, [
    { id: 'ders/b.txt', source: 'ders/b.txt', renamedTo: 'ders/c.txt' },
  ])
  assert.match(first.get('ders/kopya.jsonl')!.reason!, /kopya\.jsonl, line 1: id "s" is a duplicate/)

  write('a.md', '# Bir\n\nBirinci metin.\n')
  write('satır.jsonl', '{"id":"s","text":"Satırdaki metin."}\n{kırık')
  const second = await follow(2)
  const { gone, pruned } = second.get('ders/a.md')!
  assert.deepEqual([gone.map(({ id }) => id), pruned], [['ders/a.md~1', 'ders/a.md~2', 'ders/a.md~3'], 3])
  assert.match(second.get('ders/satır.jsonl')!.reason!, /line 2/)

  // Where all files vanish, the disk may only be away.
  for (const name of ['a.md', 'c.txt', 'alt', 'satır.jsonl', 'kopya.jsonl'])
    rmSync(join(folder, name), { recursive: true })
  const third = await follow(4)
  for (const { change, pruned, reason } of third.values())
    assert.deepEqual([change, pruned, /no file is left/.test(reason ?? '')], ['removed', 0, true])

  child.kill('SIGINT')
  assert.deepEqual(await ended, [0, null])
  assert.deepEqual(await documents(cwd), ['ders/a.md', 'ders/alt/d.txt', 'ders/c.txt', 's'])
})

test('--dry-run says what would be done, in words too, and makes no index', async t => {
  const cwd = scratch(t)
  writeFileSync(join(cwd, 'a.txt'), 'Bir metin.')
  const { stdout } = await anlam(['index', 'a.txt', '--dry-run'], { cwd })
  assert.match(stdout, /a\.txt: 1 new; 1 passages.*\n.*1 new, 0 changed, 0 unchanged.*\nnothing was written/)
  assert.ok(!existsSync(join(cwd, 'indexes')))
})
