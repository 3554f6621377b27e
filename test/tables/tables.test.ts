import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { tablePieces } from '../../src/tables/pieces.js'
import { columnOf, formatOf, type Row, type Table, type TableOptions } from '../../src/tables/table.js'
import { writeTable } from '../../src/tables/write.js'
import { scratch } from '../support/scratch.js'

async function bytesOf(table: Table, options: TableOptions): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of tablePieces(table, options)) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function parquetRows(bytes: Buffer): Promise<Record<string, unknown>[]> {
  const file = Uint8Array.from(bytes).buffer
  return parquetReadObjects({ file })
}

const TABLE: Table = {
  columns: [
    { name: 'metin', type: 'text' },
    { name: 'puan', type: 'number' },
    { name: 'yıl', type: 'integer' },
    { name: 'açık', type: 'boolean' },
    { name: 'işaretler', type: 'texts' },
  ],
  rows: [
    { metin: 'ağaç, "dal"; \n🌳', puan: -0.5, yıl: 2 ** 53 - 1, açık: true, işaretler: ['number', 'swap'] },
    { metin: '=1+1', puan: null, yıl: -3, açık: false, işaretler: [] },
    {},
  ],
}

test('Parquet keeps texts, numbers, truth values, lists and empty cells, in as many groups as are needed', async () => {
  const [first, second, third] = await parquetRows(await bytesOf(TABLE, { format: 'parquet' }))
  assert.deepEqual(first, {
    metin: 'ağaç, "dal"; \n🌳',
    puan: -0.5,
    yıl: 2n ** 53n - 1n,
    açık: true,
    işaretler: ['number', 'swap'],
  })
  assert.deepEqual(second, { metin: '=1+1', puan: null, yıl: -3n, açık: false, işaretler: [] })
  assert.ok(Object.values(third!).every(value => value === null || value === undefined))

  const many = Array.from({ length: 20_001 }, (_, i): Row => ({ i, metin: `satır ${i % 7}` }))
  const columns = [columnOf('i', [1]), columnOf('metin', ['x'])]
  const read = await parquetRows(await bytesOf({ columns, rows: many }, { format: 'parquet' }))
  assert.deepEqual(
    read.map(({ i, metin }) => ({ i: Number(i), metin })),
    many,
  )
  assert.deepEqual(await parquetRows(await bytesOf({ columns, rows: [] }, { format: 'parquet' })), [])
})

test('hostile names of columns stay what they are', async () => {
  const names = ['', '__proto__', 'a.b', 'root', 'list', 'constructor', 'ğ \n"']
  const row = Object.fromEntries(names.map(name => [name, `değer ${name}`]))
  const table: Table = { columns: names.map(name => ({ name, type: 'text' })), rows: [row] }
  const [read] = await parquetRows(await bytesOf(table, { format: 'parquet' }))
  for (const name of names)
    if (name !== '__proto__') assert.equal(read![name], row[name], JSON.stringify(name))
  const [csv] = parse(await bytesOf(table, { format: 'csv' }), { relax_column_count: true }) as string[][]
  assert.deepEqual(csv, names)
})

test('CSV reads back the same with commas and with the semicolons of Excel, and guards formulas', async () => {
  for (const excel of [false, true]) {
    const csv = (await bytesOf(TABLE, { format: 'csv', excel })).toString()
    assert.equal(csv.startsWith('\ufeff'), excel)
    assert.ok(csv.includes(excel ? 'metin;puan' : 'metin,puan'))
    const [first, second, third] = parse(csv, {
      columns: true,
      bom: true,
      delimiter: excel ? ';' : ',',
    }) as Row[]
    assert.deepEqual(first, {
      metin: 'ağaç, "dal"; \n🌳',
      puan: '-0.5',
      yıl: '9007199254740991',
      açık: 'true',
      işaretler: 'number swap',
    })
    assert.deepEqual([second!.metin, second!.yıl], ["'=1+1", '-3'])
    assert.ok(Object.values(third!).every(cell => cell === ''))
  }
})

test('a column has the type of all its values, and is text where they differ', () => {
  const typeOf = (...values: Row[string][]) => columnOf('x', values).type
  assert.equal(typeOf(1, null, 2 ** 40), 'integer')
  assert.equal(typeOf(1, 0.5), 'number')
  assert.equal(typeOf(2 ** 53), 'number')
  assert.equal(typeOf(-0), 'number')
  assert.equal(typeOf(true, undefined), 'boolean')
  assert.equal(typeOf(1, 'a'), 'text')
  assert.equal(typeOf(null), 'text')
  assert.equal(typeOf(['a']), 'texts')
  assert.deepEqual(['a.CSV', 'b.jsonl', 'c.parquet', 'd.json', 'csv', 'klasör'].map(formatOf), [
    'csv',
    'jsonl',
    'parquet',
    undefined,
    undefined,
    undefined,
  ])
})

test('any text is the same again from JSON lines and Parquet, and from CSV behind its guard', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.string({ unit: 'grapheme' }).filter(text => text.isWellFormed()),
        { maxLength: 5 },
      ),
      async texts => {
        const table: Table = { columns: [{ name: 'm', type: 'text' }], rows: texts.map(m => ({ m })) }
        const jsonl = (await bytesOf(table, { format: 'jsonl' })).toString()
        assert.deepEqual(
          jsonl.split('\n').flatMap(line => (line ? (JSON.parse(line) as { m: string }).m : [])),
          texts,
        )
        const parquet = await parquetRows(await bytesOf(table, { format: 'parquet' }))
        assert.deepEqual(
          parquet.map(({ m }) => m),
          texts,
        )
      },
    ),
    { numRuns: 50 },
  )
})

test('a file that breaks off leaves the one before, and nothing beside it', async t => {
  const path = join(scratch(t), 't.csv')
  writeFileSync(path, 'eski')
  const rows = function* (): Generator<Row> {
    yield { m: 'yeni' }
    throw new Error('kırıldı')
  }
  const table: Table = { columns: [{ name: 'm', type: 'text' }], rows: rows() }
  await assert.rejects(writeTable(path, table, { format: 'csv' }), /kırıldı/)
  assert.equal(readFileSync(path, 'utf8'), 'eski')
  assert.ok(!existsSync(`${path}.tmp`))
  assert.equal(await writeTable(path, { ...table, rows: [{ m: 'yeni' }] }, { format: 'csv' }), 1)
  assert.equal(readFileSync(path, 'utf8'), 'm\r\nyeni\r\n')
})
