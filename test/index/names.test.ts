import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { backup, createIndex, indexEngine, openIndex, restore } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { endDeletions, OWN_FOLDER } from '../../src/index/embedded/own-folder.js'
import { checkIndexName, checkNewIndexName } from '../../src/index/names.js'
import { KeyRing } from '../../src/server/key-ring.js'
import { addKey } from '../../src/server/keys.js'
import { IDENTITY } from '../contract/identity.js'
import { scratch } from '../support/scratch.js'

const DEVICES = ['con', 'PRN', 'aux.txt', 'NUL', 'Com1', 'lpt9.tar.gz', 'com²']
const REFUSED = [
  ...['', '.', '..', '.anlam', '.gizli', '-a', '_a', 'a.', 'a/b', 'a\\b', 'a b', 'a\0', 'a:b', 'a\n'],
  ...['keys.json', 'KEYS.JSON', ...DEVICES],
  ...['a'.repeat(65), '𐐀'.repeat(64), '\ud800'],
]

function newName(name: string, known: readonly string[]): string | undefined {
  try {
    return checkNewIndexName(name, known)
  } catch {
    return undefined
  }
}

test('names that a system cannot hold, or that could be ours, are refused, and nothing is made', async t => {
  const root = scratch(t)
  for (const name of REFUSED)
    await assert.rejects(
      createIndex(loadConfig({ flags: { indexes: root } }), name, IDENTITY),
      { code: 'invalid-input', message: /cannot name an index: use up to 64 letters/ },
      JSON.stringify(name),
    )
  assert.deepEqual(readdirSync(root), [])
})

test('whatever name is given becomes a folder of its own, by which it is listed and found again', async t => {
  const root = scratch(t)
  const near = fc.string({
    unit: fc.constantFrom(...'aAıİiçÇ1._-ß', 'ü', 'u\u0308', '𐐀', '中', ' ', '/', '\0'),
    minLength: 1,
    maxLength: 70,
  })
  await fc.assert(
    fc.asyncProperty(fc.oneof(near, fc.string({ unit: 'binary' })), async name => {
      const known = readdirSync(root)
      const given = newName(name, known)
      if (given === undefined) return
      assert.equal(checkIndexName(given), given)
      assert.equal(checkNewIndexName(name.normalize('NFD'), known), given)
      assert.ok(!given.startsWith('.') && given !== OWN_FOLDER)
      // Folders that temporary files stand beside must fit, too.
      assert.ok(Buffer.byteLength(given) <= 200)
      mkdirSync(join(root, given), { recursive: true })
      assert.ok(readdirSync(root).includes(given))
    }),
  )
})

test('an index keeps one that differs only in small and capital letters from being made', async t => {
  const config = loadConfig({ flags: { indexes: scratch(t) } })
  const make = async (name: string): Promise<void> => (await createIndex(config, name, IDENTITY)).close()
  for (const name of ['Notlar', 'ÖDEV', 'ısı']) await make(name)
  for (const name of ['notlar', 'NOTLAR', 'ödev', 'o\u0308dev'])
    await assert.rejects(make(name), { code: 'already-exists' }, name)
  // To no disk is ı an i.
  await make('isi')
  await assert.rejects(make('Notlar'), { code: 'already-exists' })
  await (await openIndex(config, 'O\u0308DEV', 'reader')).close()
  await assert.rejects(openIndex(config, 'notlar', 'reader'), { code: 'not-found' })
})

test('no index reaches what is ours: keys hold whatever indexes are called, and what is half made is none', async t => {
  const root = scratch(t)
  const config = loadConfig({ flags: { indexes: join(root, 'indexes') } })
  addKey(config, 'bir', 'read')
  const names = ['keys.json.tmp', 'anlam', 'keys', 'calibration.json', 'writer.lock', 'deleted-1']
  for (const name of names) await (await createIndex(config, name, IDENTITY)).close()
  // One that was called so by version 0.1.
  await backup(config, 'keys', join(config.indexes, 'keys.json'))
  assert.equal(new KeyRing(config).isNeeded, true)
  await (await openIndex(config, 'keys.json', 'reader')).close()
  assert.deepEqual(await indexEngine(config).list(), [...names, 'keys.json'].sort())
  for (const name of REFUSED)
    await assert.rejects(restore(config, join(config.indexes, 'keys'), name), { code: 'invalid-input' })
  // A file in the way is nothing that an index replaces.
  writeFileSync(join(config.indexes, 'dosya'), 'benim')
  await assert.rejects(createIndex(config, 'dosya', IDENTITY), { code: 'already-exists' })
})

test('deletions that were cut off are ended, those of version 0.1 too, and nothing else is touched', t => {
  const root = scratch(t)
  const [ours, former, index] = [
    join(root, OWN_FOLDER, 'deleted-x'),
    join(root, '.deleted-1-2'),
    join(root, 'deleted-1'),
  ]
  for (const folder of [ours, former, index]) mkdirSync(folder!, { recursive: true })
  endDeletions(root)
  assert.deepEqual(
    [ours, former, index].map(folder => existsSync(folder!)),
    [false, false, true],
  )
  endDeletions(join(root, 'yok'))
})
