import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { extensionOf, FORMATS, KNOWN_EXTENSIONS, wayOut } from '../../src/basics/file-formats.js'
import { formatOf } from '../../src/corpus/formats/registry.js'
import { file, readAll } from '../support/corpus.js'
import { PROJECT_ROOT } from '../support/shared.js'

test('every extension belongs to one format, and README lists them all', () => {
  assert.equal(new Set(KNOWN_EXTENSIONS).size, KNOWN_EXTENSIONS.length)
  for (const [format, extensions] of Object.entries(FORMATS))
    for (const extension of extensions) assert.equal(formatOf(`a/b${extension.toUpperCase()}.gz`), format)
  const readme = readFileSync(join(PROJECT_ROOT, 'README.md'), 'utf8')
  const [listed] = /\*\*Index\*\* files and folders:[^*]*?archives/.exec(readme)!
  assert.deepEqual(
    [...listed.matchAll(/`(\.\w+)`/g)].map(([, extension]) => extension),
    [...KNOWN_EXTENSIONS, '.gz', '.zip'],
  )
})

test('names of files have the extension that systems see', () => {
  for (const [name, extension] of [
    ['a.b/c', ''],
    ['a.b\\c', ''],
    ['.csv', ''],
    ['a.CSV', '.csv'],
    ['a.csv.gz', '.csv'],
    ['a.tar.gz', '.tar'],
    ['a.', '.'],
  ] as const)
    assert.equal(extensionOf(name), extension, name)
})

test('a file that cannot be read is refused with the way to make it readable', async t => {
  for (const [name, way] of [
    ['a.doc', /a\.doc: save it as \.docx.*soffice --convert-to docx/],
    ['a.XLS', /soffice --convert-to xlsx/],
    ['a.png', /tesseract/],
    ['a.xyz', /a\.xyz: unknown format; known are \.jsonl/],
  ] as const)
    await assert.rejects(readAll([file(t, name, 'x')]), way)
  for (const extension of KNOWN_EXTENSIONS) assert.equal(wayOut(`a${extension}`), undefined, extension)
})
