import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readCheckpoint } from '../../src/model/checkpoint/read.js'
import { encodingOf } from '../../src/model/encoding.js'
import { buildGraph } from '../../src/model/graph/build.js'
import { OnnxEncoder } from '../../src/model/onnx-encoder.js'
import { Tokenizer } from '../../src/model/tokenizer.js'
import { shared, unlessShared } from '../support/shared.js'

interface GoldenText {
  text: string
  ids: number[]
  embedding: number[]
  stripped?: { ids: number[]; embedding: number[] }
  untruncated_length?: number
}

function golden(model: string): GoldenText[] {
  return JSON.parse(readFileSync(shared(`reference/${model}/golden.json`), 'utf8')).texts
}

/** Texts are stripped before a Transformer, never before a StaticEmbedding; the golden files cover both. */
function expected(text: GoldenText, strip: boolean): { ids: number[]; embedding: number[] } {
  return strip && text.stripped ? text.stripped : text
}

function compare(
  actual: ArrayLike<number>,
  wanted: readonly number[],
): { difference: number; cosine: number } {
  let difference = 0
  let dot = 0
  let a2 = 0
  let b2 = 0
  wanted.forEach((want, i) => {
    const got = actual[i]!
    difference = Math.max(difference, Math.abs(got - want))
    dot += got * want
    a2 += got * got
    b2 += want * want
  })
  return { difference, cosine: b2 === 0 ? 1 : dot / Math.sqrt(a2 * b2) }
}

for (const model of ['xlmr-tiny', 'xlmr-tiny-fp16', 'bert-tiny-mean', 'static-tiny']) {
  const skip = unlessShared(`reference/${model}`)

  test(`${model}: token ids equal the reference`, { skip }, async () => {
    const checkpoint = await readCheckpoint(shared(`reference/${model}`))
    const tokenizer = await Tokenizer.load(checkpoint)
    const texts = golden(model)
    const tokenized = await tokenizer.tokenize(texts.map(({ text }) => text))
    texts.forEach((text, i) => {
      assert.deepEqual(
        tokenized[i]!.ids,
        expected(text, checkpoint.strip).ids,
        JSON.stringify(text.text.slice(0, 60)),
      )
      assert.equal(tokenized[i]!.truncated, text.untruncated_length !== undefined)
    })
  })

  test(`${model}: vectors are within 1e-5 of the float64 reference, alone and batched`, {
    skip,
  }, async () => {
    const checkpoint = await readCheckpoint(shared(`reference/${model}`))
    const encoder = await OnnxEncoder.load(
      checkpoint,
      buildGraph(checkpoint),
      encodingOf(checkpoint, model),
      { model },
    )
    const texts = golden(model)
    const batch = await encoder.encode(
      texts.map(({ text }) => text),
      { normalize: false },
    )
    for (const [i, text] of texts.entries()) {
      const alone = await encoder.encode([text.text], { normalize: false })
      const want = expected(text, checkpoint.strip).embedding
      for (const vector of [
        alone.values,
        batch.values.subarray(i * batch.dimension, (i + 1) * batch.dimension),
      ]) {
        const { difference, cosine } = compare(vector, want)
        assert.ok(difference <= 1e-5, `${JSON.stringify(text.text.slice(0, 60))}: off by ${difference}`)
        assert.ok(cosine >= 0.99999, `${JSON.stringify(text.text.slice(0, 60))}: cosine ${cosine}`)
      }
    }
    await encoder.close()
  })
}
