/**
 * LanceDB behind a minimal express app: `node lancedb-server.mjs MODULES FOLDER VECTORS ROWS DIMENSION`. MODULES is a
 * folder in which `npm install @lancedb/lancedb express` was run; VECTORS are float32 rows. Prints one JSON line with its
 * port and version; answers POST /search {"vector","k","ef","refineFactor"} with {"ids"}.
 */
import { openSync, readFileSync, readSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [modules, folder, path, rowsText, dimensionText] = process.argv.slice(2)
const require = createRequire(join(modules, 'x.js'))
const lancedb = require('@lancedb/lancedb')
const express = require('express')
const [rows, dimension] = [Number(rowsText), Number(dimensionText)]
const PAGE = 5000

const file = openSync(path, 'r')
function* pages() {
  for (let start = 0; start < rows; start += PAGE) {
    const count = Math.min(PAGE, rows - start)
    const values = new Float32Array(count * dimension)
    readSync(file, new Uint8Array(values.buffer), 0, values.byteLength, start * dimension * 4)
    yield Array.from({ length: count }, (_, i) => ({
      id: start + i,
      vector: Array.from(values.subarray(i * dimension, (i + 1) * dimension)),
    }))
  }
}

const database = await lancedb.connect(folder)
let table
for (const page of pages()) {
  if (table) await table.add(page)
  else table = await database.createTable('vectors', page)
}
await table.createIndex('vector', { config: lancedb.Index.hnswSq({ distanceType: 'cosine', numPartitions: 1 }) })

const app = express()
app.use(express.json({ limit: '1mb' }))
app.post('/search', async (request, response) => {
  const { vector, k, ef, refineFactor } = request.body
  const search = table.vectorSearch(vector).distanceType('cosine').ef(ef).refineFactor(refineFactor)
  const found = await search.select(['id']).limit(k).toArray()
  response.json({ ids: found.map(({ id }) => id) })
})
const server = app.listen(0, '127.0.0.1', () => {
  const { version } = JSON.parse(readFileSync(join(modules, 'node_modules/@lancedb/lancedb/package.json'), 'utf8'))
  console.log(JSON.stringify({ port: server.address().port, version }))
})
