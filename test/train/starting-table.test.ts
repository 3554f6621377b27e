import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { startingTable } from '../../src/train/starting-table.js'
import { tokenizerFile } from '../../src/train/tokenizer-file.js'

const PIECES = ['[PAD]', '[UNK]', 'model', 'og', '##renme', 'x']

test('a piece begins with the words that it is part of, less the mean of all words', async t => {
  const encoder = await openEncoder(loadConfig(), 'builtin')
  t.after(() => encoder.close())
  const asked: string[] = []
  const { values, dimension } = await startingTable(
    PIECES,
    tokenizerFile(PIECES),
    ['Öğrenme model', 'model, modelrenme'],
    words => {
      asked.push(...words)
      return encoder.encode(words)
    },
  )
  // The most frequent first.
  assert.deepEqual(asked, ['model', 'Öğrenme', ',', 'modelrenme'])
  const { values: vectors } = await encoder.encode(asked)
  const word = (i: number): Float32Array => vectors.subarray(i * dimension, (i + 1) * dimension)
  const weights = [2 ** 0.75, 1, 1, 1]
  const total = weights.reduce((sum, weight) => sum + weight)
  const mixture = (shares: readonly number[]): number[] => {
    const all = shares.reduce((sum, share) => sum + share)
    return Array.from({ length: dimension }, (_, d) =>
      shares.reduce((sum, share, i) => sum + (share / all - weights[i]! / total) * word(i)[d]!, 0),
    )
  }
  const close = (piece: string, shares: readonly number[]): void => {
    const at = PIECES.indexOf(piece) * dimension
    const expected = mixture(shares)
    const factor = Math.hypot(...values.subarray(at, at + dimension)) / Math.hypot(...expected)
    for (const [d, value] of expected.entries())
      assert.ok(Math.abs(values[at + d]! - factor * value) < 1e-4, `${piece}, ${d}`)
  }
  close('og', [0, 1, 0, 0])
  close('##renme', [0, (5 / 7) ** 2, 0, 0.25])
  // By the square of its share of the letters: 5 of 10 in `modelrenme`.
  close('model', [weights[0]!, 0, 0, 0.25])
  assert.ok(values.subarray(PIECES.indexOf('x') * dimension).every(value => value === 0))
  const squares = values.reduce((sum, value) => sum + value * value, 0)
  assert.ok(Math.abs(squares / values.length - 1) < 1e-3)
})

test('texts without a word that has a piece are refused', async t => {
  const encoder = await openEncoder(loadConfig(), 'builtin')
  t.after(() => encoder.close())
  for (const text of ['', 'q']) {
    await assert.rejects(
      startingTable(PIECES, tokenizerFile(PIECES), [text], words => encoder.encode(words)),
      { code: 'invalid-input' },
    )
  }
})
