import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readCrossEncoder } from '../../src/model/checkpoint/cross-encoder.js'
import { OnnxReranker } from '../../src/model/reranker/cross-encoder.js'
import { Tokenizer } from '../../src/model/tokenizer.js'
import { PROJECT_ROOT } from '../support/shared.js'

interface GoldenPair {
  a: string
  b: string
  ids: number[]
  logit: number
}

const FOLDER = join(PROJECT_ROOT, 'test', 'model', 'families')
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

function golden(model: string): GoldenPair[] {
  return JSON.parse(readFileSync(join(FOLDER, model, 'golden.json'), 'utf8')).pairs
}

for (const model of ['cross-bert', 'cross-xlmr', 'cross-modernbert']) {
  test(`${model}: pairs have the tokens of sentence-transformers, the longer text cut`, async () => {
    const { module, ...checkpoint } = await readCrossEncoder(join(FOLDER, model))
    const settings = { ...checkpoint, strip: false, lowerCase: false }
    const tokenizer = await Tokenizer.load({ ...settings, modules: [module] })
    const pairs = golden(model)
    assert.ok(pairs.some(({ ids }) => ids.length === checkpoint.maxTokens))
    for (const { a, b, ids } of pairs)
      assert.deepEqual((await tokenizer.tokenizePairs([[a, b]]))[0]!.ids, ids, `${a} | ${b}`)
  })

  test(`${model}: scores are within 1e-5 of sentence-transformers in float64, alone and in a batch`, async () => {
    const reranker = await OnnxReranker.load({ directory: join(FOLDER, model), model })
    const pairs = golden(model)
    for (const { a, b, logit } of pairs) {
      const { scores } = await reranker.score([[a, b]])
      assert.ok(Math.abs(scores[0]! - sigmoid(logit)) <= 1e-5, `${a} | ${b}: ${scores[0]}, ${sigmoid(logit)}`)
    }
    const { scores } = await reranker.score(pairs.map(({ a, b }) => [a, b]))
    for (const [i, { logit }] of pairs.entries())
      assert.ok(Math.abs(scores[i]! - sigmoid(logit)) <= 1e-5, `${scores[i]}, ${sigmoid(logit)}`)
    await reranker.close()
  })
}
