import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { loadConfig } from '../../src/config.js'
import { readFloats } from '../../src/model/checkpoint/floats.js'
import { readCheckpoint } from '../../src/model/checkpoint/read.js'
import { modelDirectory, STATIC_MODEL } from '../../src/model/models.js'
import { encodeWith } from '../../src/model/tokenizer.js'
import { tokenizerFile } from '../../src/train/tokenizer-file.js'
import { transferredTable } from '../../src/train/transferred-table.js'

const ORIGIN = modelDirectory(loadConfig(), STATIC_MODEL)

/** Rows of the origin for a word, in its own pieces. */
async function rowsOf(word: string): Promise<Float32Array[]> {
  const checkpoint = await readCheckpoint(ORIGIN)
  const [module] = checkpoint.modules
  assert.equal(module.kind, 'static')
  const { weights, tensor, vocabulary, dimension } = module
  const table = readFloats(weights.take(tensor, [vocabulary, dimension]))
  const [ids] = await encodeWith(await readFile(checkpoint.tokenizerFile, 'utf8'), [word])
  return ids!.map(id => table.slice(id * dimension, (id + 1) * dimension))
}

test('a piece takes the vector of the same piece elsewhere, and of parts in proportion to their letters', async () => {
  // One piece in the bundled vocabulary, two here.
  const pieces = ['[PAD]', '[UNK]', 'model', 'og', '##renme', 'x']
  const { values, dimension } = await transferredTable(
    pieces,
    tokenizerFile(pieces),
    ['Model öğrenme', 'model MODEL'],
    ORIGIN,
  )
  const row = (piece: string): number[] => {
    const at = pieces.indexOf(piece) * dimension
    return [...values.subarray(at, at + dimension)]
  }
  const close = (actual: readonly number[], expected: ArrayLike<number>): void => {
    actual.forEach((value, i) => {
      assert.ok(Math.abs(value - expected[i]!) < 1e-6, `${value} is not ${expected[i]}`)
    })
  }
  const model = await rowsOf('model')
  const learning = await rowsOf('öğrenme')
  assert.equal(model.length, 1)
  assert.equal(learning.length, 1)
  close(row('model'), model[0]!)
  close(row('og'), learning[0]!)
  close(row('##renme'), learning[0]!)
  // A piece that no word has gets the mean of those that some word has.
  const mean = model[0]!.map((value, i) => (value + 2 * learning[0]![i]!) / 3)
  close(row('x'), mean)
})

test('texts without a word that both vocabularies know are refused', async () => {
  const pieces = ['[PAD]', '[UNK]', 'q']
  await assert.rejects(transferredTable(pieces, tokenizerFile(pieces), [''], ORIGIN), {
    code: 'invalid-input',
  })
})
