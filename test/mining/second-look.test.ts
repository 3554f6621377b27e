import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openReranker } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { collectGroups } from '../../src/mining/collect-groups.js'
import type { Rows } from '../../src/mining/rows.js'
import { lookAgain } from '../../src/mining/second-look.js'
import type { Pair } from '../../src/mining/types.js'
import type { Reranker } from '../../src/model/reranker/types.js'
import { PROJECT_ROOT } from '../support/shared.js'

let reranker: Reranker

before(async () => {
  const model = join(PROJECT_ROOT, 'test', 'model', 'families', 'cross-modernbert')
  reranker = await openReranker(loadConfig(), model)
})
after(() => reranker.close())

const WORDS = ['öğrenme', 'hızı', 'ağaç', 'kayıp', 'düzenlileştirme', 'eğim', 'küme', 'sınır']
const pairs: Pair[] = Array.from({ length: 40 }, (_, i) => ({
  aId: `a${i}`,
  bId: `b${i}`,
  a: `${WORDS[i % 8]} ${WORDS[(i * 3) % 8]} çok.`,
  b: `Az ${WORDS[(i * 5) % 8]} ve ${WORDS[(i + 2) % 8]} ${WORDS[(i * 7) % 8]}?`,
  score: 0.95 - i / 100,
  kind: i % 10 === 9 ? 'near-copy' : i > 35 ? 'related' : 'paraphrase',
  flags: [],
  overlap: 0,
}))

test('only uncertain paraphrases are read again, and those rejected are related', async () => {
  const { pairs: found, summary } = await lookAgain(pairs, 0.6, { reranker })
  for (const [i, pair] of found.entries()) {
    const before = pairs[i]!
    const isUncertain = before.kind === 'paraphrase' && before.score < 0.7
    assert.equal(pair.rerank !== undefined, isUncertain, pair.aId)
    const { rerank = 1, ...rest } = pair
    assert.deepEqual(rest, { ...before, kind: rerank < 0.5 ? 'related' : before.kind })
  }
  const looked = found.filter(({ rerank }) => rerank !== undefined)
  const rejected = looked.filter(({ kind }) => kind === 'related')
  assert.deepEqual([summary.looked, summary.rejected, summary.leftOut], [looked.length, rejected.length, 0])
  assert.ok(rejected.length > 0 && rejected.length < looked.length, `${rejected.length} of ${looked.length}`)
  // The mean of both directions.
  const [{ a, b, rerank }] = looked as [Pair, ...Pair[]]
  const { scores } = await reranker.score([
    [a, b],
    [b, a],
  ])
  assert.ok(Math.abs((scores[0]! + scores[1]!) / 2 - rerank!) < 1e-4)
})

test('calibrated probabilities say which pairs are uncertain', async () => {
  const likely = pairs.map((pair, i) => ({ ...pair, probability: 1 - i / 40 }))
  const { pairs: found } = await lookAgain(likely, 0.6, { reranker })
  for (const { rerank, probability } of found.filter((_, i) => pairs[i]!.kind === 'paraphrase'))
    assert.equal(rerank !== undefined, probability! >= 0.2 && probability! <= 0.8)
})

test('a budget is spent on the least certain; the rest stays what it was, and is counted', async () => {
  const { pairs: found, summary } = await lookAgain(pairs, 0.6, { reranker, budget: 1 })
  assert.ok(summary.leftOut > 0)
  const looked = found.filter(({ rerank }) => rerank !== undefined).map(({ score }) => score)
  const left = pairs.filter(({ score, kind }, i) => kind === 'paraphrase' && score < 0.7 && !found[i]!.rerank)
  assert.equal(left.length, summary.leftOut)
  assert.ok(Math.max(0, ...looked) <= Math.min(...left.map(({ score }) => score)))
})

test('a rejected pair, and one in a crowd, form no group', () => {
  const rows = {
    ids: ['x', 'y', 'z'],
    ranks: Uint32Array.of(0, 1, 2),
    duplicates: [],
    constraint: { kind: 'none' },
  } as unknown as Rows
  const texts = new Map([0, 1, 2].map(row => [row, `metin ${row}`]))
  const found = {
    left: Uint32Array.of(0, 0),
    right: Uint32Array.of(1, 2),
    scores: Float32Array.of(0.9, 0.8),
    found: 2,
  }
  const [one, other] = pairs.slice(0, 2) as [Pair, Pair]
  for (const second of [
    { ...other, rerank: 0.4 },
    { ...other, crowded: 3 },
  ])
    assert.deepEqual(
      collectGroups(rows, texts, found, [{ ...one, rerank: 0.9 }, second]).map(({ members }) => members),
      [['x', 'y']],
    )
})
