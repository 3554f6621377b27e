import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import iconv from 'iconv-lite'
import { z } from 'zod'
import { cleanString, rowLabel, rowNumber } from '../../src/basics/json-rows.js'
import { dataRowsOf, readDataRows } from '../../src/corpus/data-rows.js'
import { file } from '../support/corpus.js'

const ROWS = [
  { sentence1: 'Ağ, veriyi ezberledi.', sentence2: 'Şu ağ ezberci oldu.', label: 1, score: 4.5 },
  { sentence1: 'Kayıp düştü.', sentence2: 'Iğdır soğuktur.', label: 0, score: 0 },
]
const Row = z.object({ sentence1: cleanString, sentence2: cleanString, label: rowLabel, score: rowNumber })
const NAMES = ['Sentence1 ', 'SENTENCE2', 'label', 'Score']

function separated(delimiter: string, decimal: string): string {
  const cell = (value: string | number): string =>
    typeof value === 'number' ? String(value).replace('.', decimal) : `"${value}"`
  const rows = ROWS.map(row => Object.values(row).map(cell))
  return [NAMES, ...rows].map(cells => cells.join(delimiter)).join('\r\n')
}

function parquet(): Buffer {
  const columnData = [
    { name: 'sentence1', data: ROWS.map(row => row.sentence1), type: 'STRING' as const },
    { name: 'sentence2', data: ROWS.map(row => row.sentence2), type: 'STRING' as const },
    { name: 'label', data: ROWS.map(row => row.label === 1), type: 'BOOLEAN' as const },
    { name: 'score', data: ROWS.map(row => row.score), type: 'DOUBLE' as const },
  ]
  return Buffer.from(parquetWriteBuffer({ columnData }))
}

test('labelled rows are the same from JSON lines, tables and Parquet, whatever their encoding and decimal sign', async t => {
  const lines = ROWS.map(row => JSON.stringify(row)).join('\n')
  const files: Record<string, string | Buffer> = {
    'a.jsonl': lines,
    'a.pairs': lines,
    'a.jsonl.gz': gzipSync(lines),
    'a.json': JSON.stringify(ROWS),
    'a.csv': separated(',', '.'),
    'b.csv': iconv.encode(separated(';', ','), 'windows-1254'),
    'c.csv': iconv.encode(separated('\t', ','), 'utf-16le', { addBOM: true }),
    'a.tsv.gz': gzipSync(separated('\t', '.')),
    'a.parquet': parquet(),
  }
  for (const [name, content] of Object.entries(files))
    assert.deepEqual(await readDataRows(file(t, name, content), Row), ROWS, name)
})

test('empty cells are absent, and names of columns that are no words keep their letters', async t => {
  const path = file(t, 'a.csv', 'queryId,Not,text\nq1,,bir iki\n')
  const rows: unknown[] = []
  for await (const { line, value } of dataRowsOf(path)) rows.push([line, value])
  assert.deepEqual(rows, [[2, { queryId: 'q1', text: 'bir iki' }]])
})

test('a row that is not right is an error with its line: a cell too many, a label that is none, damage', async t => {
  const wrong = async (name: string, content: string | Buffer, message: RegExp): Promise<void> => {
    await assert.rejects(readDataRows(file(t, name, content), Row), { code: 'invalid-input', message })
  }
  const head = NAMES.join(',')
  await wrong('a.csv', `${head}\nbir,iki,1,2\nüç,dört,beş,0,1\n`, /a\.csv, line 3: it has more cells/)
  await wrong('b.csv', `${head}\nbir,iki,2,2\n`, /b\.csv, line 2: label/)
  await wrong('c.csv', 'a,a\n1,2\n', /c\.csv, line 1: the column "a" is there twice/)
  await wrong('d.parquet', parquet().subarray(0, 40), /d\.parquet: the file cannot be read/)
  await wrong(
    'e.jsonl.gz',
    gzipSync(`${JSON.stringify(ROWS[0])}\n`.repeat(99)).subarray(0, 100),
    /e\.jsonl\.gz: the file cannot/,
  )
  await assert.rejects(readDataRows('/yok/a.csv', Row), { code: 'not-found' })
})
