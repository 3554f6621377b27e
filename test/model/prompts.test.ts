import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createIndex, openEncoder } from '../../src/compose.js'
import { type Config, loadConfig } from '../../src/config.js'
import type { AnlamError } from '../../src/errors.js'
import { indexFiles } from '../../src/ingest/index-files.js'
import { mineCorpus } from '../../src/mining/mine-corpus.js'
import { readCheckpoint } from '../../src/model/checkpoint/read.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { promptsOf } from '../../src/model/prompts.js'
import { openSearcher } from '../../src/search/searcher-pool.js'
import { scratch } from '../support/scratch.js'
import { smallTransformer } from '../support/small-transformer.js'

const TEXTS = ['öğrenme hızı çok büyük', 'kayıp neden azalmıyor', 'sorgu belge metin']
const PROMPTS = { query: 'sorgu ', passage: 'belge ' }
const READ = { textField: 'text', idField: 'id', onError: 'fail', repair: true } as const

function checkpoint(t: TestContext, settings: object): string {
  const folder = join(scratch(t), 'model')
  smallTransformer(folder, TEXTS)
  writeFileSync(join(folder, 'config_sentence_transformers.json'), JSON.stringify(settings))
  return folder
}

async function embed(directory: string, text: string, kind?: 'query' | 'document'): Promise<number[]> {
  const encoder = await loadEncoder({ directory, model: directory })
  const { values } = await encoder.encode([text], kind ? { kind } : {})
  await encoder.close()
  return [...values]
}

function promptsIn(
  directory: string,
  prompts: Record<string, string>,
  defaultPrompt = '',
  model = directory,
) {
  return promptsOf({ directory, prompts, defaultPrompt }, model)
}

test("a role's prompt is found under its usual names, then the default one is taken", () => {
  const roles = (prompts: Record<string, string>, byDefault?: string) => promptsIn('/m', prompts, byDefault)
  assert.deepEqual(roles({ query: 'q', document: 'd' }), { query: 'q', document: 'd', symmetric: '' })
  assert.deepEqual(roles({ query: 'q', passage: 'p' }), { query: 'q', document: 'p', symmetric: '' })
  assert.deepEqual(roles({ query: 'q', corpus: 'c', STS: 's' }), {
    query: 'q',
    document: 'c',
    symmetric: 's',
  })
  assert.deepEqual(roles({ search_query: 'q', x: 'x' }, 'x'), { query: 'q', document: 'x', symmetric: 'x' })
  assert.deepEqual(roles({ query: '', document: '' }), { query: '', document: '', symmetric: '' })
})

test('E5 gets the prompts of its card if its files carry none, and compares with "query: " on both sides', () => {
  const e5 = { query: 'query: ', document: 'passage: ', symmetric: 'query: ' }
  const none = { query: '', document: '' }
  assert.deepEqual(promptsIn('/models/x', none, '', 'intfloat/multilingual-e5-small@main'), e5)
  assert.deepEqual(promptsIn('/models/multilingual-e5-large', {}), e5)
  assert.deepEqual(promptsIn('/models/x', { query: 'query: ', passage: 'passage: ' }), e5)
  assert.deepEqual(promptsIn('/models/multilingual-e5-base', { query: 'ask: ' }).query, 'ask: ')
  assert.deepEqual(promptsIn('/models/x', {}), { ...none, symmetric: '' })
})

test('queries, passages and compared texts are encoded with their prompts', async t => {
  const prompted = checkpoint(t, { prompts: PROMPTS, default_prompt_name: 'query' })
  const plain = checkpoint(t, {})
  const [text] = TEXTS
  assert.deepEqual(await embed(prompted, text!, 'query'), await embed(plain, `sorgu ${text}`))
  assert.deepEqual(await embed(prompted, text!, 'document'), await embed(plain, `belge ${text}`))
  assert.deepEqual(await embed(prompted, text!), await embed(plain, `sorgu ${text}`))
})

/** An index of the texts, made with a model that has prompts. */
async function indexed(t: TestContext, flags: object = {}): Promise<{ config: Config; file: string }> {
  const root = scratch(t)
  const model = checkpoint(t, { prompts: PROMPTS })
  const file = join(root, 'a.jsonl')
  writeFileSync(file, TEXTS.map((text, id) => JSON.stringify({ id: `t${id}`, text })).join('\n'))
  const config = loadConfig({ flags: { indexes: join(root, 'indexes'), models: root, model, ...flags } })
  await indexFiles(config, { paths: [file], index: 'not', read: READ })
  return { config, file }
}

async function refusal(config: Config): Promise<string> {
  const error = await openSearcher(config, 'not').then(
    () => assert.fail('it is opened'),
    (caught: AnlamError) => caught,
  )
  assert.equal(error.code, 'incompatible-index')
  return error.message
}

test('an index keeps its prompts, is searched with them, and refuses others by name', async t => {
  const { config } = await indexed(t, { documentPrompt: '' })
  const manifest = JSON.parse(readFileSync(join(config.indexes, 'not', 'manifest.json'), 'utf8'))
  assert.deepEqual(manifest.prompts, { query: 'sorgu ', document: '' })
  const { searcher, close } = await openSearcher({ ...config, documentPrompt: undefined }, 'not')
  t.after(close)
  assert.deepEqual(searcher.encoder.spec.prompts, { query: 'sorgu ', document: '', symmetric: '' })
  const message = await refusal({ ...config, documentPrompt: undefined, queryPrompt: 'soru: ' })
  assert.match(message, /"sorgu " for queries and "" for documents, not with the prompts "soru: " for/)
})

test('an index of a model whose files have other prompts since is refused, naming both', async t => {
  const { config } = await indexed(t)
  const settings = join(config.model!, 'config_sentence_transformers.json')
  writeFileSync(settings, JSON.stringify({ prompts: { ...PROMPTS, passage: 'metin ' } }))
  assert.match(await refusal(config), /"belge " for documents, not with .* "metin " for documents/)
})

test('an index made before prompts were kept is searched as it was made', async t => {
  const { config, file } = await indexed(t)
  const { fingerprint, dimension } = await readCheckpoint(config.model!)
  const index = await createIndex(config, 'eski', { model: config.model!, fingerprint, dimension })
  await index.commit()
  await index.close()
  await indexFiles(config, { paths: [file], index: 'eski', read: READ })
  const { searcher, close } = await openSearcher(config, 'eski')
  t.after(close)
  assert.deepEqual(searcher.encoder.spec.prompts, { query: 'sorgu ', document: '', symmetric: '' })
})

test('files are mined with the same prompt on both sides', async t => {
  const { config, file } = await indexed(t)
  writeFileSync(
    join(config.model!, 'config_sentence_transformers.json'),
    JSON.stringify({ prompts: { ...PROMPTS, STS: 'metin ' } }),
  )
  const request = {
    sources: [{ paths: [file] }] as const,
    settings: { topK: 2, method: 'exact', memory: 1 << 30, mutual: false, maxPairs: 10 } as const,
    threshold: 0.99,
    folder: join(scratch(t), 'work'),
    read: READ,
    reporter: { note: () => undefined, warn: () => undefined },
  }
  await mineCorpus(config, request, async ({ indexes: [{ identity }] }) => {
    assert.deepEqual(identity.prompts, { query: 'metin ', document: 'metin ' })
  })
})

test('tokens of a prompt are left out of the mean if Pooling says so', async t => {
  const folder = checkpoint(t, { prompts: PROMPTS })
  const pooled = async (settings: object): Promise<number[]> => {
    writeFileSync(join(folder, '1_Pooling', 'config.json'), JSON.stringify(settings))
    const encoder = await loadEncoder({ directory: folder, model: folder })
    const { values } = await encoder.encode(['metin'], { kind: 'query', normalize: false })
    await encoder.close()
    return [...values]
  }
  writeFileSync(
    join(folder, 'modules.json'),
    JSON.stringify(
      ['Transformer', 'Pooling'].map((type, idx) => ({
        idx,
        path: idx ? '1_Pooling' : '',
        type: `s.${type}`,
      })),
    ),
  )
  // [CLS] sorgu metin [SEP]: of four tokens, sorgu and the one before it are left out.
  const modes = ['mean', 'lasttoken']
  const [all, without] = [
    await pooled({ pooling_mode: modes, include_prompt: true }),
    await pooled({ pooling_mode: modes, include_prompt: false }),
  ]
  const weighted = await pooled({ pooling_mode: 'weightedmean', include_prompt: false })
  assert.equal(all.length, 32)
  const last = all.slice(16)
  assert.deepEqual(without.slice(16), last)
  // The mean of the last two tokens is m; weighted by 3 and 4 it is (3 (2m - last) + 4 last) / 7.
  for (const [i, x] of weighted.entries())
    assert.ok(Math.abs(x - (6 * without[i]! + last[i]!) / 7) < 1e-5, `${i}: ${x}`)
  assert.notDeepEqual(without.slice(0, 16), all.slice(0, 16))
})

test('an encoder is opened with prompts of the settings, empty ones too', async t => {
  const model = checkpoint(t, { prompts: PROMPTS })
  const models = scratch(t)
  const encoder = await openEncoder(loadConfig({ flags: { models, queryPrompt: '' } }), model)
  t.after(() => encoder.close())
  assert.deepEqual(encoder.spec.prompts, { query: '', document: 'belge ', symmetric: '' })
})
