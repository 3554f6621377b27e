import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readFloats } from '../../src/model/checkpoint/floats.js'
import { readCheckpoint } from '../../src/model/checkpoint/read.js'
import { readSafetensors } from '../../src/onnx/safetensors.js'
import { createTrainableModel } from '../../src/train/trainable-transformer.js'
import type { LossBatch } from '../../src/train/types.js'
import { dense, largest, largestDifference } from '../support/gradients.js'
import { shared, unlessShared } from '../support/shared.js'

interface Reference {
  batch: {
    anchors: number[][]
    positives: number[][]
    negatives: number[][]
    scores: number[]
    teacher: number[][]
  }
  losses: Record<string, number>
}

/** Relative to a tensor's largest gradient. PyTorch's own float32 is within 4e-6. */
const TOLERANCE = 1e-5

/** The batch that the reference gives each loss. */
function batchFor(name: string, { batch }: Reference): LossBatch {
  const { anchors, positives, negatives, scores, teacher } = batch
  switch (name) {
    case 'cosine-similarity':
    case 'cosent':
      return { loss: name, anchors, positives, scores }
    case 'distillation':
      return { loss: name, anchors, teacher: Float32Array.from(teacher.flat()) }
    case 'multiple-negatives-hard':
      return { loss: 'multiple-negatives', anchors, positives, negatives }
    case 'multiple-negatives':
    case 'multiple-negatives-symmetric':
      return { loss: name, anchors, positives }
    default:
      throw new Error(`no batch for ${name}`)
  }
}

for (const name of ['xlmr-tiny', 'bert-tiny-mean']) {
  const file = `reference/gradients/${name}.json`
  const skip = unlessShared(file)

  test(`${name}: losses and gradients are PyTorch's`, { skip }, async t => {
    const reference: Reference = JSON.parse(readFileSync(shared(file), 'utf8'))
    const model = await createTrainableModel(await readCheckpoint(shared(`reference/${name}`)), {
      threads: 2,
    })
    t.after(() => model.close())
    for (const [loss, value] of Object.entries(reference.losses)) {
      const result = await model.step(batchFor(loss, reference), 0)
      assert.ok(
        Math.abs(result.loss - value) < 1e-5 * Math.max(1, value),
        `${loss}: ${result.loss}, not ${value}`,
      )
      const path = shared(`reference/gradients/${name}-${loss}.safetensors`)
      assert.ok(existsSync(path))
      const expected = await readSafetensors(path)
      const compared = new Set<string>()
      model.parameters.forEach((parameter, i) => {
        const wanted = readFloats(expected.get(parameter.name)!)
        const got = dense(parameter, result.gradients[i]!)
        // Softmax does not see the bias of keys: its gradient is rounding alone.
        const unit = parameter.name.endsWith('key.bias') ? 1 : largest(wanted)
        const off = largestDifference(got, wanted) / unit
        assert.ok(off < TOLERANCE, `${loss}, ${parameter.name}: ${off}`)
        compared.add(parameter.name)
      })
      for (const [tensor, location] of expected)
        assert.ok(compared.has(tensor) || largest(readFloats(location)) === 0, `${tensor} has a gradient`)
    }
  })
}
