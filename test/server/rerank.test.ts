import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { AnlamClient, ApiError } from '../../src/client/client.js'
import { loadConfig } from '../../src/config.js'
import { type Serving, serving, servingFiles } from '../support/server.js'
import { PROJECT_ROOT } from '../support/shared.js'

const MODEL = join(PROJECT_ROOT, 'test', 'model', 'families', 'cross-bert')
const QUERY = 'öğrenme hızı'
const TEXTS = Array.from({ length: 12 }, (_, i) => `Öğrenme hızı ${i} üzerine ${'çok '.repeat(i)}not.`)
let root: string
let server: Serving
let plain: Serving
let client: AnlamClient

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'anlam-rerank-'))
  const file = join(root, 'n.jsonl')
  writeFileSync(file, TEXTS.map((text, i) => JSON.stringify({ id: `d${i}`, text })).join('\n'))
  const config = (rerank?: string) => loadConfig({ flags: { indexes: join(root, 'indexes'), rerank } })
  server = await servingFiles(config(MODEL), 'n', [file])
  plain = await serving(config())
  client = new AnlamClient(server)
})

after(async () => {
  await server.stop()
  await plain.stop()
  rmSync(root, { recursive: true, force: true })
})

test('a search looks again where it is asked to, and says what it did', async () => {
  const before = await client.search(QUERY, { k: 4 })
  assert.equal(before.rerank, undefined)
  const { hits, rerank, nextCursor } = await client.search(QUERY, { k: 4, rerank: true })
  assert.deepEqual([rerank!.model, rerank!.scored, rerank!.leftOut], [MODEL, 12, 0])
  assert.deepEqual(
    hits.map(({ rank, rerank }) => [rank, typeof rerank]),
    [1, 2, 3, 4].map(rank => [rank, 'number']),
  )
  assert.notDeepEqual(
    hits.map(({ id }) => id),
    before.hits.map(({ id }) => id),
  )
  // Pages go on in the same order, each hit once.
  const next = await client.search(QUERY, { k: 8, rerank: true, cursor: nextCursor! })
  const all = [...hits, ...next.hits]
  assert.equal(new Set(all.map(({ id }) => id)).size, 12)
  const scores = all.map(hit => hit.rerank!)
  assert.deepEqual(
    scores,
    [...scores].sort((a, b) => b - a),
  )
  const few = await client.search(QUERY, { k: 4, rerank: { top: 2 } })
  assert.deepEqual(
    few.hits.map(({ rerank }) => rerank !== undefined),
    [true, true, false, false],
  )
})

test('texts are re-ranked as clients of Cohere and Jina ask for it', async () => {
  const found = await client.rerank(QUERY, TEXTS, { top_n: 3 })
  assert.equal(found.results.length, 3)
  const ask = async (body: object): Promise<Response> =>
    fetch(`${server.url}/v1/rerank`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const documents = TEXTS.map(text => ({ text }))
  const answer = await ask({ model: MODEL, query: QUERY, documents, top_n: 3, return_documents: true })
  const { results, left_out, usage } = (await answer.json()) as Omit<typeof found, 'results'> & {
    results: { index: number; relevance_score: number; document: { text: string } }[]
    usage: { total_tokens: number }
  }
  assert.deepEqual(
    results.map(({ index, relevance_score }) => ({ index, relevance_score })),
    found.results,
  )
  assert.deepEqual(
    results.map(({ document }) => document.text),
    results.map(({ index }) => TEXTS[index]),
  )
  assert.equal(left_out, 0)
  assert.ok(usage.total_tokens > 12 * 5)
  const wrong = await ask({ model: 'rerank-multilingual-v3.0', query: QUERY, documents: TEXTS })
  assert.equal(wrong.status, 404)
  assert.match(((await wrong.json()) as { detail: string }).detail, /there is no re-ranker .* here; there is/)
})

test('a server without a re-ranker says how to start it with one', async () => {
  const without = new AnlamClient(plain)
  const isTold = (error: unknown): boolean =>
    error instanceof ApiError && error.code === 'not-found' && error.message.includes('--rerank')
  await assert.rejects(without.search(QUERY, { rerank: true }), isTold)
  await assert.rejects(without.rerank(QUERY, TEXTS), isTold)
  assert.equal((await without.search(QUERY, { rerank: false })).rerank, undefined)
})
