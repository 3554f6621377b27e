import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { guardCell, PAIR_COLUMNS, unguardCell } from '../../src/basics/csv.js'
import type { Pair } from '../../src/mining/types.js'
import { pairsCsv } from '../../src/mining/write.js'
import { file, readAll } from '../support/corpus.js'

const FORMULAS = [
  '=HYPERLINK("http://kotu.example","tıkla")',
  '+90 555',
  '-5',
  '- madde',
  '@SUM(A1)',
  '\t=1+1',
  '\r=1+1',
  "'=1+1",
  "''=1+1",
  '"=1+1',
  '""=1+1"',
  ' =1+1',
  '\ufeff=1+1',
  'masum;=1+1',
  'masum;"=1+1"',
  'masum\t@x',
  'masum\n=1+1',
  'masum\r\n-1',
  ";'=1",
  '=',
]
const HARMLESS = ['', 'a=b', "a'='b", '1-2', 'a+b', 'x@y', "'tırnaklı'", '"alıntı"', 'a; b', 'iki\nsatır']

function pair(text: string, score = 0.5): Pair {
  return { aId: text, bId: 'b', a: text, b: `b ${text}`, score, kind: 'paraphrase', flags: [], overlap: 0 }
}

/** Cells as seen by a program that splits at this separator. */
function cells(csv: string, delimiter: string): string[] {
  const options = { bom: true, delimiter, relax_quotes: true, relax_column_count: true } as const
  return (parse(csv, options) as string[][]).flat()
}

const RUNS = /^[\s"'\ufeff]*?(?:[=+@\t\r]|-(?!\d+(?:\.\d+)?(?:,|$)))/
const isRun = (cell: string): boolean => RUNS.test(cell) && !cell.startsWith("'")

test('no cell is a formula, for any separator; numbers stay numbers', () => {
  const csv = [
    ...pairsCsv(
      FORMULAS.map((text, i) => pair(text, i / 40 - 0.25)),
      { names: ['=a.csv', '@b'], split: 1 },
    ),
  ].join('')
  for (const delimiter of [',', ';', '\t'])
    for (const cell of cells(csv, delimiter)) assert.ok(!isRun(cell), `${delimiter} ${JSON.stringify(cell)}`)
  const scores = (parse(csv, { bom: true, columns: true }) as { score: string }[]).map(({ score }) => score)
  assert.deepEqual(
    scores,
    FORMULAS.map((_, i) => String(i / 40 - 0.25)),
  )
})

test('cells that are not formulas are unchanged', () => {
  for (const text of HARMLESS) assert.equal(guardCell(text), text)
})

test('unguarding restores any text', () => {
  const alphabet = fc.constantFrom(...'=+-@\t\r\n;,\'" \u00a0\ufeffa1ş')
  fc.assert(
    fc.property(fc.string({ unit: alphabet, maxLength: 12 }), text => {
      assert.equal(unguardCell(guardCell(text)), text)
    }),
    { numRuns: 2000 },
  )
})

test('reading pairs.csv restores texts and ids; other tables are read literally', async t => {
  const texts = [...FORMULAS, ...HARMLESS].filter(text => /[\p{L}\p{N}]/u.test(text))
  const csv = [...pairsCsv(texts.map(text => pair(text)))].join('')
  // Also in the form in which a spreadsheet saves it with semicolons.
  const again = `\ufeff${(parse(csv, { bom: true }) as string[][])
    .map(row => row.map(cell => `"${cell.replaceAll('"', '""')}"`).join(';'))
    .join('\r\n')}\r\n`
  for (const content of [csv, again.replace(`"${PAIR_COLUMNS.join('";"')}"`, PAIR_COLUMNS.join(';'))]) {
    const { documents } = await readAll([file(t, 'pairs.csv', content)], { textField: 'a', idField: 'yok' })
    assert.deepEqual(
      documents.map(({ document }) => [document.text, document.metadata.aId]),
      texts.map(text => [text.replaceAll(/\r\n?/g, '\n'), text]),
    )
  }
  const { documents } = await readAll([file(t, 'a.csv', "text,n\n'=1+1,'-5\n")])
  assert.deepEqual([documents[0]!.document.text, documents[0]!.document.metadata.n], ["'=1+1", "'-5"])
})
