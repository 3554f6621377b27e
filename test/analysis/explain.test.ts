import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { explain, explainCounted, mayBeExplained } from '../../src/analysis/explain.js'
import { openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import type { Encoder } from '../../src/model/types.js'
import { SILENT } from '../../src/types.js'

const SHORT = 'Öğrenme hızı çok büyük seçilirse eğitim ıraksar.'
const textOf = (words: number): string => Array.from({ length: words }, () => 'gradyan').join(' ')

describe('explaining costs tokens, and no more than some', () => {
  let statics: Encoder
  before(async () => {
    statics = await openEncoder(loadConfig({ flags: { model: STATIC_MODEL } }), STATIC_MODEL, SILENT)
  })
  after(() => statics.close())

  /** The same vectors, but as dear as those of a transformer. */
  const dear = (): Encoder => ({
    spec: { ...statics.spec, architecture: 'XLMRobertaModel' },
    encode: (texts, options) => statics.encode(texts, options),
    close: async () => undefined,
  })

  test('each word of a short text has a weight', async () => {
    const { a, b, score } = await explain(dear(), SHORT, 'Büyük bir öğrenme hızı ıraksamaya yol açar.')
    assert.deepEqual([a.length, b.length], [7, 7])
    assert.ok(score > 0.3 && a.some(({ text, weight }) => text === 'Öğrenme' && weight > 0))
  })

  test('a long text is left out in larger pieces, and a very long one not at all', async () => {
    for (const words of [100, 400, 1000, 3000]) {
      const { explanations, tokens } = await explainCounted(dear(), [[textOf(words), SHORT]])
      assert.ok(tokens < 2 * 2048 + words * 3, `${words} words: ${tokens} tokens`)
      const [{ a, b }] = explanations as [(typeof explanations)[0]]
      assert.equal(b.length, 7, 'the short side is explained')
      assert.equal(a.length > 0, words <= 1000, `${words} words: ${a.length} spans`)
      assert.equal(mayBeExplained(dear(), textOf(words)), words <= 1000)
      assert.equal(a.map(({ text }) => text).join(' '), a.length > 0 ? textOf(words) : '')
    }
  })

  test('a static model, which costs little, explains long texts too', async () => {
    const { explanations } = await explainCounted(statics, [[textOf(3000), SHORT]])
    assert.ok(explanations[0]!.a.length > 32)
  })
})
