import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { readAll } from '../support/corpus.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'
import { commonInOrder, wordsOf } from '../support/word-order.js'

const SAMPLE = join(PROJECT_ROOT, 'test', 'corpus', 'samples', 'notlar.md')
const FORMATS = { docx: 'docx', odt: 'odt', rtf: 'rtf', tex: 'latex', rst: 'rst', org: 'org' }
const skip = spawnSync('pandoc', ['--version']).status === 0 ? false : 'needs pandoc'

for (const [extension, format] of Object.entries(FORMATS))
  test(`.${extension}: at least 0.98 of the words that pandoc prints are read in their order, or counted`, {
    skip,
  }, async t => {
    const path = join(scratch(t), `a.${extension}`)
    execFileSync('pandoc', ['-s', SAMPLE, '-t', format, '-o', path])
    const plain = execFileSync(
      'pandoc',
      [SAMPLE, '-t', 'plain', '--wrap=none', '--reference-location=block'],
      { encoding: 'utf8' },
    )
    const expected = wordsOf(plain)
    const { documents, files } = await readAll([path])
    const found = documents.flatMap(({ document: { text, metadata } }) =>
      wordsOf(`${metadata.heading ?? ''} ${text}`),
    )
    // The table and the code.
    const counted = Math.min(6, (files[0]!.leftOut.table ?? 0) + (files[0]!.leftOut.code ?? 0))
    const recall = (commonInOrder(expected, found) + counted) / expected.length
    assert.ok(recall >= 0.98 && expected.length > 100, `${recall} of ${expected.length}`)
  })
