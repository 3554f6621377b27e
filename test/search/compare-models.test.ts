import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../src/config.js'
import { indexFiles } from '../../src/ingest/index-files.js'
import { describeModel } from '../../src/model/models.js'
import { compareModels } from '../../src/search/compare-models.js'
import { openSearcher } from '../../src/search/searcher-pool.js'
import { anlam } from '../support/cli.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'
import { smallTransformer } from '../support/small-transformer.js'

const REPORTER = { note: () => undefined, warn: () => undefined }
const READ = { textField: 'text', idField: 'id', onError: 'fail', repair: true } as const
const PASSAGES = join(PROJECT_ROOT, 'corpus/judged/passages.jsonl')

test('models are compared on bundled sets: a trained one is better than a random one, beyond both intervals', async t => {
  const model = join(scratch(t), 'random')
  smallTransformer(model, ['öğrenme', 'model', 'veri'])
  const config = loadConfig({ flags: { models: scratch(t), threads: 1, precision: 'int8' } })
  const [trained, random] = await compareModels(config, ['builtin', model], { reporter: REPORTER })
  // A table has no int8.
  assert.deepEqual([trained!.precision, random!.precision], ['fp32', 'int8'])
  assert.deepEqual(
    trained!.quality.map(({ name }) => name),
    ['searches, nDCG@10', 'paraphrases, MRR@10'],
  )
  for (const [i, { value, interval, of }] of trained!.quality.entries()) {
    assert.ok(interval[0] <= value && value <= interval[1] && of >= 100)
    assert.ok(interval[0] > random!.quality[i]!.interval[1], JSON.stringify([trained, random]))
  }
  assert.ok(trained!.sentencesPerSecond > 0 && trained!.queryMilliseconds > 0)
})

test('the command compares on pairs or an index of one’s own, and draws a picture without anything from elsewhere', async t => {
  const root = scratch(t)
  const pairs = join(root, 'pairs.jsonl')
  const rows = Array.from({ length: 40 }, (_, i) => ({
    a: `veri ${i} ezberlendi`,
    b: i % 2 ? `veri ${i} ezberlendi` : 'model öğrendi',
    label: i % 2,
  }))
  writeFileSync(pairs, rows.map(row => JSON.stringify(row)).join('\n'))
  const page = join(root, 'compared.html')
  const { stdout } = await anlam(
    ['model', 'compare', 'builtin', 'builtin-static', '--pairs', pairs, '--out', page, '--json'],
    { cwd: root },
  )
  const { models } = JSON.parse(stdout) as { models: { quality: { name: string; value: number }[] }[] }
  assert.deepEqual(
    models[0]!.quality.map(({ name, value }) => [name, value]),
    [['pairs, AUC', 1]],
  )
  const html = readFileSync(page, 'utf8')
  assert.match(html, /<svg [\s\S]*<circle/)
  assert.doesNotMatch(html, /https?:\/\/|<script/)
  const config = loadConfig({ flags: { indexes: join(root, 'indexes') } })
  await indexFiles(config, { paths: [PASSAGES], index: 'not', read: READ })
  const [own] = await compareModels(config, ['builtin'], { index: 'not', reporter: REPORTER })
  const [quality] = own!.quality
  assert.equal(quality!.name, 'passages by their first sentence, MRR@10')
  assert.ok(quality!.value > 0.3 && quality!.of > 50, JSON.stringify(quality))
})

test('an index of cut vectors says what it lost, and is searched as it is', async t => {
  const config = loadConfig({ flags: { indexes: scratch(t), dimension: 192 } })
  const { cut } = await indexFiles(config, { paths: [PASSAGES], index: 'kısa', read: READ })
  assert.deepEqual([cut!.dimension, cut!.of, cut!.passages], [192, 384, 500])
  assert.ok(cut!.recall > 0.5 && cut!.recall < 1, String(cut!.recall))
  const { searcher, close } = await openSearcher({ ...config, dimension: undefined }, 'kısa')
  t.after(close)
  assert.equal(searcher.encoder.spec.dimension, 192)
  await assert.rejects(
    openSearcher({ ...config, dimension: 128 }, 'kısa'),
    /take 192 dimensions, or index into/,
  )
})

test('a model is described with the licence and languages of its card', async t => {
  const folder = join(scratch(t), 'multilingual-e5-small')
  smallTransformer(folder, ['öğrenme'])
  const config = loadConfig()
  writeFileSync(
    join(folder, 'README.md'),
    '---\nlanguage:\n- tr\n- "no"\ntags:\n- x\nlicense: mit\n---\nlicense: none of this\n',
  )
  const { licence, languages, prompts, promptSource } = await describeModel(config, folder)
  assert.deepEqual([licence, languages], ['mit', ['tr', 'no']])
  assert.deepEqual(prompts, { query: 'query: ', document: 'passage: ', symmetric: 'query: ' })
  assert.equal(promptSource, 'https://huggingface.co/intfloat/multilingual-e5-small')
  writeFileSync(join(folder, 'README.md'), '---\nlanguage: [tr, en]\n---\n')
  assert.deepEqual((await describeModel(config, folder)).languages, ['tr', 'en'])
})
