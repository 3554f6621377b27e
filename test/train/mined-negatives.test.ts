import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { EncodeTexts } from '../../src/evaluation/unit-rows.js'
import { mineNegatives, readTextGroups, type TextGroup } from '../../src/train/mined-negatives.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'

/** Each text is its place on a circle, in degrees. */
const onCircle: EncodeTexts = async texts => ({
  values: Float32Array.from(
    texts.flatMap(text => [Math.cos, Math.sin].map(f => f((Number.parseInt(text, 10) * Math.PI) / 180))),
  ),
  rows: texts.length,
  dimension: 2,
})

const GROUPS: TextGroup[] = [
  { texts: ['0', '20'], query: '10', subtopic: 'Sırt (ridge) cezası' },
  { texts: ['5', '25'], subtopic: 'başka' },
  { texts: ['60', '80'], subtopic: 'uzak' },
  { texts: ['180', '200'], subtopic: 'karşı' },
]
const negativesOf = async (groups: readonly TextGroup[]): Promise<Record<string, string>> =>
  Object.fromEntries((await mineNegatives(groups, onCircle)).map(({ a, negative }) => [a, negative]))

test('the nearest text of another group is the negative, unless it is as near as the own group', async () => {
  const mined = await mineNegatives(GROUPS, onCircle)
  assert.equal(mined.length, 9)
  // From 0°, mean cosine of all 0.32, own 0.94: nothing above 0.88 is taken, so not 5° and 25°.
  assert.deepEqual(mined.slice(0, 3), [
    { a: '10', b: '0', negative: '60' },
    { a: '0', b: '20', negative: '60' },
    { a: '20', b: '0', negative: '60' },
  ])
  assert.equal(mined.find(({ a }) => a === '180')!.negative, '80')
})

test('groups on the same subtopic, and texts that the own group has too, are no negatives', async () => {
  const same = GROUPS.with(2, { ...GROUPS[2]!, subtopic: 'RIDGE cezasında sırt' })
  assert.equal((await negativesOf(same))['0'], '200')
  assert.equal((await negativesOf(same))['180'], '80')
  const shared = GROUPS.with(0, { ...GROUPS[0]!, texts: ['0', '20', '60'] })
  assert.equal((await negativesOf(shared))['0'], '80')
})

test('a text has no negative if every other is as near as its group, and an encoder that knows nothing gives none', async () => {
  const near: TextGroup[] = [{ texts: ['0', '90'] }, { texts: ['1', '2'] }]
  assert.equal((await negativesOf(near))['0'], undefined)
  const same: EncodeTexts = async texts => ({
    values: new Float32Array(texts.length).fill(1),
    rows: texts.length,
    dimension: 1,
  })
  assert.deepEqual(await mineNegatives(GROUPS, same), [])
})

test('held-out groups are left out', async () => {
  const path = join(PROJECT_ROOT, 'test', 'quality', 'groups-dev.jsonl')
  await assert.rejects(readTextGroups([path]), { code: 'invalid-input', message: /no group to learn from/ })
})

test('files of groups: what is wrong is named with its line', async t => {
  const path = join(scratch(t), 'g.jsonl')
  writeFileSync(path, '{"texts":["a","b"]}\n{"texts":"a"}\n')
  await assert.rejects(readTextGroups([path]), { code: 'invalid-input', message: /g\.jsonl, line 2: texts/ })
  writeFileSync(path, '{"a":"x","b":"y"}\n')
  await assert.rejects(readTextGroups([path]), { code: 'invalid-input', message: /no group to learn from/ })
  await assert.rejects(mineNegatives([{ texts: ['1', '2'] }], onCircle), { code: 'invalid-input' })
})
