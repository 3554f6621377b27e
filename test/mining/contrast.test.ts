import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { readGroups } from '../../src/evaluation/group-rows.js'
import { bundledContrast } from '../../src/mining/contrast.js'
import { describeTexts } from '../../src/mining/describe.js'
import { judgeOtherWords } from '../../src/mining/other-words.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import type { Encoder } from '../../src/model/types.js'
import { nearCopies } from '../quality/contrast-examples.js'
import { PROJECT_ROOT } from '../support/shared.js'

let table: Encoder

before(async () => {
  table = await openEncoder(loadConfig(), STATIC_MODEL)
})
after(() => table.close())

/** Share of pairs that are called `related`, of those that no flag tells apart and that share half of their words. */
async function related(pairs: readonly { a: string; b: string }[]): Promise<number> {
  const described = pairs
    .map(({ a, b }, i) => ({ aId: `${i}`, bId: '', a, b, score: 1, ...describeTexts(a, b, 1, 0) }))
    .filter(({ flags, overlap }) => flags.length === 0 && overlap >= 0.5)
  const judged = await judgeOtherWords(described, texts => table.encode(texts))
  return judged.filter(({ kind }) => kind === 'related').length / judged.length
}

test('the weights are of the bundled table; where it was trained anew, `npm run fit:contrast` fits them again', () => {
  const { fingerprint, distance, product } = bundledContrast()
  assert.equal(fingerprint, table.spec.fingerprint)
  assert.deepEqual([distance.length, product.length], [table.spec.dimension, table.spec.dimension])
})

test('of sentences with other words, most that say something else are found, and few that say the same', async () => {
  const groups = await readGroups([join(PROJECT_ROOT, 'test', 'quality', 'groups-dev.jsonl')])
  const differing = await related(groups.map(({ texts, negative }) => ({ a: texts[0]!, b: negative })))
  const same = await related(nearCopies('test'))
  assert.ok(differing > 0.68, `${differing} of the negatives of held-out groups`)
  assert.ok(same < 0.2, `${same} of the near-copies that say the same`)
})
