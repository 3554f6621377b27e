import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Random } from '../../src/basics/random.js'
import { PieceParts } from '../../src/train/parts.js'
import { cutWord, learnWordPieces, SPECIAL_PIECES } from '../../src/train/wordpiece.js'

/** Words over an alphabet of three letters, so that even the coarsest vocabulary contains them all. */
const random = new Random(1)
const PIECES = learnWordPieces(
  new Map(Array.from({ length: 200 }, (_, i) => [wordOf(3 + random.below(8)), 10 + i])),
  240,
)
const DIMENSION = 3

function wordOf(length: number): string {
  return Array.from({ length }, () => 'abc'[random.below(3)]).join('')
}

test('the sum of piece vectors equals the sum of the rows of their parts', () => {
  const parts = new PieceParts(PIECES)
  assert.ok(parts.rows > PIECES.length)
  const table = Float32Array.from({ length: parts.rows * DIMENSION }, (_, i) => (i * 7) % 11)
  const vectors = parts.sum(table, DIMENSION)
  const added = (rows: readonly number[], from: Float32Array) =>
    Array.from({ length: DIMENSION }, (_, d) =>
      rows.reduce((sum, row) => sum + from[row * DIMENSION + d]!, 0),
    )
  fc.assert(
    fc.property(fc.array(fc.nat(PIECES.length - 1)), ids => {
      assert.deepEqual(added(parts.rowsOf(ids), table), added(ids, vectors))
    }),
  )
})

test('pieces with common parts share rows; special pieces share none', () => {
  const parts = new PieceParts(PIECES)
  const longest = PIECES.reduce((best, piece) => (piece.length > best.length ? piece : best))
  const rows = parts.rowsOf([PIECES.indexOf(longest)])
  assert.ok(rows.length > 3)
  const sharing = PIECES.filter((_, id) => parts.rowsOf([id]).some(row => rows.includes(row)))
  assert.ok(sharing.length > 1 && sharing.length < PIECES.length)
  for (const id of SPECIAL_PIECES.keys()) assert.deepEqual(parts.rowsOf([id]), [id])
})

test('a word is segmented into the longest matching pieces, or not at all if none matches', () => {
  const find = (piece: string) => ['a', 'ab', '##a', '##b', '##ba'].indexOf(piece) + 1 || undefined
  assert.deepEqual(cutWord('abba', find), [2, 5])
  assert.deepEqual(cutWord('##ba', find), [5])
  assert.equal(cutWord('ba', find), undefined)
  let asked = 0
  const second = () => asked++ === 0
  assert.deepEqual(cutWord('abba', find, second), [1, 4, 5])
})
