import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { moveAside, publishFolder, replaceFile, replaceFiles } from '../../src/basics/files.js'
import { scratch } from '../support/scratch.js'

const read = (path: string): string => readFileSync(path, 'utf8')

test('text, bytes and pieces of either are written as they are, in their order', t => {
  const path = join(scratch(t), 'file')
  const large = 'ş'.repeat(1 << 20)
  for (const [content, wanted] of [
    ['metin', 'metin'],
    ['', ''],
    [Buffer.from('bytes'), 'bytes'],
    [['bir ', Buffer.from('iki '), 'üç'], 'bir iki üç'],
    [['a', large, 'b', large], `a${large}b${large}`],
  ] as const) {
    replaceFile(path, content)
    assert.equal(read(path), wanted)
  }
  assert.deepEqual(readdirSync(join(path, '..')), ['file'])
})

test('where one of several files cannot be written, all stay as they were, and nothing is left behind', t => {
  const folder = scratch(t)
  const [a, b] = [join(folder, 'a'), join(folder, 'b')]
  writeFileSync(a, 'old')
  function* failing(): Generator<string> {
    yield 'new'
    throw new Error('no more')
  }
  for (const shared of [false, true])
    assert.throws(
      () =>
        replaceFiles(
          [
            [a, 'new'],
            [b, failing()],
          ],
          { shared },
        ),
      /no more/,
    )
  assert.throws(
    () =>
      replaceFiles([
        [a, 'new'],
        [join(folder, 'none', 'b'), 'new'],
      ]),
    { code: 'ENOENT' },
  )
  assert.equal(read(a), 'old')
  assert.deepEqual(readdirSync(folder), ['a'])
})

test('where a file cannot get its name, nothing is left behind', t => {
  const folder = scratch(t)
  mkdirSync(join(folder, 'taken', 'inside'), { recursive: true })
  assert.throws(() => replaceFile(join(folder, 'taken'), 'new'))
  assert.deepEqual(readdirSync(folder), ['taken'])
})

test('a file that only some may read is never readable by others', t => {
  const path = join(scratch(t), 'secret')
  writeFileSync(path, 'old', { mode: 0o644 })
  replaceFile(path, 'new', { mode: 0o600 })
  assert.equal(statSync(path).mode & 0o777, 0o600)
})

test('a folder is published with all that is in it, over nothing that is there, and moved aside as a whole', t => {
  const root = scratch(t)
  const [partial, whole, gone] = ['partial', 'whole', 'gone'].map(name => join(root, name)) as [
    string,
    string,
    string,
  ]
  mkdirSync(join(partial, 'inner'), { recursive: true })
  writeFileSync(join(partial, 'inner', 'file'), 'x', { mode: 0o444 })
  publishFolder(partial, whole)
  assert.equal(read(join(whole, 'inner', 'file')), 'x')
  mkdirSync(partial)
  assert.throws(() => publishFolder(partial, whole))
  assert.equal(read(join(whole, 'inner', 'file')), 'x')
  moveAside(whole, gone)
  assert.deepEqual(readdirSync(root).sort(), ['gone', 'partial'])
})
