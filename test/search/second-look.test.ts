import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openReranker } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { AnlamError } from '../../src/errors.js'
import { Pace } from '../../src/model/reranker/pace.js'
import type { Reranker } from '../../src/model/reranker/types.js'
import { lookAgain, type Reranked } from '../../src/search/second-look.js'
import { SILENT } from '../../src/types.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'

const FAMILIES = join(PROJECT_ROOT, 'test', 'model', 'families')
const QUERY = 'öğrenme hızı nedir'
const hits: (Reranked & { id: string; rank: number; text: string })[] = Array.from(
  { length: 60 },
  (_, i) => ({
    id: `h${i}`,
    rank: i + 1,
    text: `${i} öğrenme ${i * i}`,
  }),
)
let reranker: Reranker

before(async () => {
  reranker = await openReranker(loadConfig(), join(FAMILIES, 'cross-xlmr'))
})
after(() => reranker.close())

test('the best hits come in the order of the re-ranker, the others stay behind them', async () => {
  const { hits: found, rerank } = await lookAgain(QUERY, hits, { reranker, top: 20 })
  const scores = found.slice(0, 20).map(hit => hit.rerank!)
  assert.deepEqual(
    scores,
    [...scores].sort((a, b) => b - a),
  )
  assert.ok(scores[0]! > scores[19]!)
  assert.deepEqual(
    found.slice(20).map(({ id, rerank }) => [id, rerank]),
    hits.slice(20).map(({ id }) => [id, undefined]),
  )
  assert.deepEqual(
    found.map(({ rank }) => rank),
    hits.map(({ rank }) => rank),
  )
  assert.deepEqual([rerank.scored, rerank.leftOut], [20, 0])
  // Each text alone, so that the order of a batch is seen to be undone.
  for (const { id, rerank } of found.slice(0, 5)) {
    const { scores } = await reranker.score([[QUERY, hits.find(hit => hit.id === id)!.text]])
    assert.ok(Math.abs(scores[0]! - rerank!) < 1e-6)
  }
})

test('what there is no time for is left out from the end, and counted', async () => {
  const { hits: found, rerank } = await lookAgain(QUERY, hits, { reranker, budget: 1 })
  assert.equal(rerank.scored + rerank.leftOut, 50)
  assert.ok(rerank.leftOut > 0)
  const rest = found.filter(hit => hit.rerank === undefined).map(({ id }) => id)
  assert.deepEqual(
    rest,
    hits.slice(rerank.scored).map(({ id }) => id),
  )
})

test('as many texts as fit into the time by the pace so far, few before anything is known', () => {
  const pace = new Pace()
  const lengths = Array.from({ length: 40 }, () => 10)
  assert.equal(pace.fit(lengths, Number.POSITIVE_INFINITY), 40)
  assert.equal(pace.fit(lengths, 1000), 2)
  pace.saw(100, 200)
  assert.equal(pace.fit(lengths, 65), 3)
  assert.equal(pace.fit(lengths, 1e9), 16)
  assert.equal(pace.fit(lengths, 19), 0)
  assert.equal(pace.fit(lengths, 0), 0)
  for (let i = 0; i < 20; i++) pace.saw(100, 100)
  assert.equal(pace.fit(lengths, 65), 6)
})

test('int8 is made when asked for, measured, and taken from then on', async t => {
  const config = loadConfig({ flags: { models: scratch(t), rerankPrecision: 'int8' } })
  const notes: string[] = []
  const reporter = { ...SILENT, note: (text: string) => void notes.push(text) }
  const model = join(FAMILIES, 'cross-bert')
  const rounded = await openReranker(config, model, reporter)
  const { precision, parity } = rounded.spec
  assert.equal(precision, 'int8')
  assert.ok(parity!.worstDifference > 0 && parity!.worstDifference < 0.1, JSON.stringify(parity))
  assert.match(notes.join('\n'), /making int8 weights.*\n.*differ from fp32/)
  await rounded.close()
  const again = await openReranker({ ...config, rerankPrecision: 'auto' }, model, reporter)
  assert.deepEqual([again.spec.parity, notes.length], [parity, 2])
  await again.close()
})

test('a model that is no cross-encoder is refused in one line', async () => {
  await assert.rejects(
    openReranker(loadConfig(), join(FAMILIES, 'camembert')),
    (error: unknown) =>
      error instanceof AnlamError &&
      error.code === 'corrupt-checkpoint' &&
      /CamembertModel, which does not compare texts; a re-ranker is a model …ForSequenceClassification/.test(
        error.message,
      ),
  )
})
