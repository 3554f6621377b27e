import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { logOdds, openCalibratedReranker, RERANKERS } from '../../src/evaluation/calibrated-reranker.js'
import { predict } from '../../src/evaluation/logistic.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import type { Reranker } from '../../src/model/reranker/types.js'
import { judgedPairs, measureReranker } from '../../src/search/measure-reranker.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'

const RANDOM = join(PROJECT_ROOT, 'test', 'model', 'families', 'cross-xlmr')

/** Compares texts by the beginnings of their words, and is far too sure of what it says. */
const byWords: Reranker = {
  spec: {
    ...{
      model: 'by words',
      architecture: '',
      maxTokens: 512,
      fingerprint: 'f',
      precision: 'fp32',
      threads: 1,
    },
    ...{ parity: null, calibrated: false },
  },
  score: async pairs => {
    const wordsOf = (text: string) => new Set(text.toLowerCase().match(/\p{L}{2,5}/gu))
    const scores = pairs.map(([a, b]) => {
      const [asked, there] = [wordsOf(a), wordsOf(b)]
      return 1 / (1 + Math.exp(-20 * ([...asked].filter(word => there.has(word)).length / asked.size)))
    })
    return { scores: Float32Array.from(scores), tokens: 0, truncated: 0 }
  },
  close: async () => undefined,
}

test('what the probabilities of a re-ranker say is learnt from judged pairs, kept, and used wherever it is asked', async t => {
  const config = loadConfig({ flags: { models: scratch(t) } })
  const encoder = await openEncoder(config, STATIC_MODEL)
  t.after(() => encoder.close())
  const judged = await judgedPairs(encoder)
  assert.deepEqual([judged.answers.length, judged.paraphrases.length], [1200, 600])
  const { curves, check } = await measureReranker(byWords, judged)
  for (const { logLoss, ownLogLoss, baseLogLoss } of Object.values(check)) {
    assert.ok(logLoss < baseLogLoss, `${logLoss}, ${baseLogLoss}`)
    assert.ok(logLoss < ownLogLoss, `${logLoss}, ${ownLogLoss}`)
  }

  const own = await openCalibratedReranker(config, RANDOM, 'answers')
  t.after(() => own.close())
  assert.equal(own.spec.calibrated, false)
  const useless = measureReranker(own, judged)
  await assert.rejects(useless, { code: 'invalid-input', message: /does not tell answers apart/ })
  RERANKERS.keep(config, own.spec.fingerprint, curves)
  const pairs = ['öğrenme hızı', 'b', 'veri kümesi büyüktür'].map(
    text => ['öğrenme hızı nedir', text] as const,
  )
  const { scores } = await own.score(pairs)
  for (const question of ['answers', 'paraphrases'] as const) {
    const reranker = await openCalibratedReranker(config, RANDOM, question)
    t.after(() => reranker.close())
    assert.equal(reranker.spec.calibrated, true)
    const wanted = Float32Array.from(scores, p => predict(curves[question], [logOdds(p)]))
    assert.deepEqual((await reranker.score(pairs)).scores, wanted)
  }
})
