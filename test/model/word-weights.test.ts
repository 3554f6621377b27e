import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readCheckpoint } from '../../src/model/checkpoint/read.js'
import { buildGraph } from '../../src/model/graph/build.js'
import { buildFeeds, prepareRow } from '../../src/model/inputs.js'
import { ONE_THREAD, Session } from '../../src/onnx/session.js'
import { scratch } from '../support/scratch.js'
import { type TransformerSize, writeTransformer } from '../support/transformer.js'

const SIZE = { layers: 1, hidden: 8, heads: 2, vocabulary: 6, maxPositions: 12, normalize: false }
const TEXT = [3, 1, 4, 0, 5]
const MODES = ['cls', 'mean', 'mean_sqrt_len_tokens', 'weightedmean', 'lasttoken']

async function vectors(
  t: TestContext,
  options: Partial<TransformerSize>,
  texts = [TEXT],
): Promise<Float32Array> {
  const directory = scratch(t)
  writeTransformer(directory, { ...SIZE, ...options })
  const checkpoint = await readCheckpoint(directory)
  const session = await Session.create(buildGraph(checkpoint), ONE_THREAD)
  const rows = texts.map(ids => prepareRow(ids, checkpoint))
  const result = await session.run(buildFeeds(rows, checkpoint), 'embedding')
  await session.close()
  return result
}

const close = (a: ArrayLike<number>, b: ArrayLike<number>): void => {
  assert.equal(a.length, b.length)
  for (let i = 0; i < a.length; i++) assert.ok(Math.abs(a[i]! - b[i]!) < 1e-5, `${a[i]} is not ${b[i]}`)
}

test('weights of tokens enter sums, and means are divided by their sum', async t => {
  const weights = [0.5, 2, -1, 0.25, 3, 0]
  // A mean in which one token alone has a weight is that token's vector.
  const tokens: Float32Array[] = []
  for (const id of TEXT)
    tokens.push(await vectors(t, { wordWeights: weights.map((_, other) => Number(other === id)) }))
  const sum = (factor: (at: number) => number): number[] =>
    Array.from({ length: SIZE.hidden }, (_, d) =>
      TEXT.reduce((total, id, at) => total + factor(at) * weights[id]! * tokens[at]![d]!, 0),
    )
  const whole = TEXT.reduce((total, id) => total + weights[id]!, 0)
  const expected = [
    sum(at => Number(at === 0)),
    sum(() => 1 / whole),
    sum(() => 1 / Math.sqrt(whole)),
    sum(at => (at + 1) / whole),
    sum(at => Number(at === TEXT.length - 1)),
  ].flat()
  const shorter = [[4], TEXT, [2, 2]]
  const all = await vectors(t, { wordWeights: weights, pooling: MODES }, shorter)
  close(all.subarray(expected.length, 2 * expected.length), expected)
})

test('weights of 1 change nothing, and a text without any weight is zero', async t => {
  const ones = new Array<number>(SIZE.vocabulary).fill(1)
  close(await vectors(t, { wordWeights: ones }), await vectors(t, {}))
  const none = await vectors(t, { wordWeights: ones.map(() => 0) })
  close(none, new Float32Array(SIZE.hidden))
})

test('a word is looked up as written, then in lower case, and has the weight of unknown words otherwise', async t => {
  const directory = scratch(t)
  writeTransformer(directory, { ...SIZE, wordWeights: new Array<number>(6).fill(1) })
  const config = {
    vocab: ['A', 'b', 'C', 'd', 'constructor', 'f'],
    word_weights: { a: 2, b: 3, C: 4, c: 5 },
    unknown_word_weight: 0.5,
  }
  writeFileSync(join(directory, '1_WordWeights', 'config.json'), JSON.stringify(config))
  const { modules } = await readCheckpoint(directory)
  const module = modules[1]!
  assert.ok(module.kind === 'word-weights')
  assert.deepEqual(module.tokenWeights, [2, 3, 4, 0.5, 0.5, 0.5])
})

test('what does not fit is refused: too few weights, or the maximum of weighted tokens', async t => {
  const refused = (options: Partial<TransformerSize>, message: RegExp): Promise<void> =>
    assert.rejects(vectors(t, options), { code: 'corrupt-checkpoint', message })
  await refused({ wordWeights: [1, 2] }, /weights of 2 tokens, the Transformer has 6/)
  await refused({ wordWeights: new Array<number>(6).fill(1), pooling: ['max'] }, /maximum of weighted tokens/)
})
