import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { readAll } from '../support/corpus.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'

const SAMPLE = join(PROJECT_ROOT, 'test', 'corpus', 'samples', 'notlar.md')
const FORMATS = { docx: 'docx', odt: 'odt', rtf: 'rtf', tex: 'latex', rst: 'rst', org: 'org' }
const skip = spawnSync('pandoc', ['--version']).status === 0 ? false : 'needs pandoc'

/** Without numbers, which lists make. */
const wordsOf = (text: string): string[] => text.toLocaleLowerCase('tr').match(/\p{L}{2,}/gu) ?? []

/** Number of words of the longest sequence that both hold in this order. */
function common(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const word of a) {
    const next = [0]
    for (const [i, other] of b.entries())
      next.push(word === other ? row[i]! + 1 : Math.max(row[i + 1]!, next[i]!))
    row = next
  }
  return row.at(-1)!
}

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
    const recall = (common(expected, found) + counted) / expected.length
    assert.ok(recall >= 0.98 && expected.length > 100, `${recall} of ${expected.length}`)
  })
