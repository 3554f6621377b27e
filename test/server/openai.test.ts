import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import OpenAI from 'openai'
import { loadConfig } from '../../src/config.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { LIMITS } from '../../src/server/http/limits.js'
import { addKey } from '../../src/server/keys.js'
import { type Serving, serving } from '../support/server.js'
import { smallTransformer } from '../support/small-transformer.js'

let root: string
let server: Serving
let locked: Serving
let full: Serving
let key: string

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'anlam-openai-'))
  const config = (name: string) => loadConfig({ flags: { model: STATIC_MODEL, indexes: join(root, name) } })
  key = addKey(config('kilitli'), 'okur', 'read')
  server = await serving(config('açık'))
  locked = await serving(config('kilitli'))
  full = await serving(config('açık'), {
    kinds: { ...LIMITS.kinds, encode: { most: 0, wait: 0 } },
  })
})

after(async () => {
  for (const each of [server, locked, full]) await each.stop()
  rmSync(root, { recursive: true, force: true })
})

const clientOf = ({ url }: Serving, apiKey = 'yok'): OpenAI =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 })

interface Shown {
  status: number | undefined
  message: string
  type: unknown
  code: unknown
  param: unknown
}

/** The error that a user of the client sees. */
async function refused(work: Promise<unknown>): Promise<Shown> {
  try {
    await work
  } catch (error) {
    assert.ok(error instanceof OpenAI.APIError)
    const { status, message, type, code, param } = error
    return { status, message, type, code, param }
  }
  throw new Error('it was not refused')
}

test('the OpenAI client shows what is wrong with a request, and which field', async () => {
  const { embeddings } = clientOf(server)
  const create = (body: object) =>
    refused(embeddings.create({ model: STATIC_MODEL, input: 'a', ...body } as never))
  for (const [body, param, message] of [
    [{ input: '' }, 'input', /400 /],
    [{ input: ' \t' }, 'input', /white space/],
    [{ input: ['a', ''] }, 'input', /400 /],
    [{ dimensions: 0 }, 'dimensions', /dimensions/],
    [{ dimensions: 100_000 }, null, /384 dimensions, not 100000/],
    [{ encoding_format: 'hex' }, 'encoding_format', /float/],
    [{ model: 7 }, 'model', /string/],
  ] as const) {
    const shown = await create(body)
    assert.equal(shown.status, 400, JSON.stringify(body))
    assert.match(shown.message, message)
    assert.doesNotMatch(shown.message, /no body/)
    assert.deepEqual([shown.type, shown.code], ['invalid_request_error', 'invalid-input'])
    assert.ok(shown.param === param || String(shown.param).startsWith(`${param}.`), `${shown.param}`)
  }
  const unknown = await create({ model: 'text-embedding-3-small' })
  assert.deepEqual([unknown.status, unknown.code], [404, 'not-found'])
  assert.match(unknown.message, /there is no model "text-embedding-3-small" here; there is builtin/)
})

test('token ids instead of texts are refused with advice on what to send', async () => {
  const { embeddings } = clientOf(server)
  for (const input of [
    [1, 2, 3],
    [[1, 2], [3]],
    [[1], 'a'],
  ]) {
    const shown = await refused(embeddings.create({ model: STATIC_MODEL, input } as never))
    assert.deepEqual([shown.status, shown.param], [400, 'input'])
    assert.match(shown.message, /send the text itself, or a list of texts/)
  }
})

test('a client with a wrong key gets 401, and one that asks too much gets 429', async () => {
  const none = await refused(
    clientOf(locked, 'anlam_yanlis').embeddings.create({ model: STATIC_MODEL, input: 'a' }),
  )
  assert.deepEqual([none.status, none.type, none.code], [401, 'authentication_error', 'unauthorized'])
  assert.match(none.message, /this key is not known/)
  assert.equal((await clientOf(locked, key).models.list()).data.length, 1)
  const busy = await refused(clientOf(full).embeddings.create({ model: STATIC_MODEL, input: 'a' }))
  assert.deepEqual([busy.status, busy.type, busy.code], [429, 'rate_limit_error', 'overloaded'])
  assert.match(busy.message, /requests are being answered/)
})

test('a model is described by its id as in the list; an unknown one is an error', async () => {
  const { models } = clientOf(server)
  const [listed] = (await models.list()).data
  assert.deepEqual(await models.retrieve(STATIC_MODEL), listed)
  const shown = await refused(models.retrieve('intfloat/multilingual-e5-small'))
  assert.equal(shown.status, 404)
  assert.match(shown.message, /there is no model "intfloat\/multilingual-e5-small" here; there is builtin/)
})

test('input_type puts the prompt of what a text is before it, under the names that clients have for it', async t => {
  const model = join(root, 'model')
  const text = 'öğrenme hızı'
  smallTransformer(model, [text, 'sorgu belge ortak'])
  const plain = await loadEncoder({ directory: model, model })
  t.after(() => plain.close())
  const wanted = async (prompt: string): Promise<number[]> => [
    ...(await plain.encode([prompt + text])).values,
  ]
  const prompts = { query: 'sorgu ', passage: 'belge ', STS: 'ortak ' }
  writeFileSync(join(model, 'config_sentence_transformers.json'), JSON.stringify({ prompts }))
  const prompted = await serving(loadConfig({ flags: { model, indexes: join(root, 'açık') } }))
  t.after(() => prompted.stop())
  const { embeddings } = clientOf(prompted)
  const create = async (type?: string): Promise<number[]> =>
    (await embeddings.create({ model, input: text, input_type: type } as never)).data[0]!.embedding
  for (const [prompt, types] of [
    [prompts.query, ['query', 'search_query']],
    [prompts.passage, ['document', 'passage', 'search_document']],
    [prompts.STS, [undefined]],
  ] as const)
    for (const type of types) assert.deepEqual(await create(type), await wanted(prompt), `${type}`)
  const { status, param } = await refused(create('classification'))
  assert.deepEqual([status, param], [400, 'input_type'])
})
