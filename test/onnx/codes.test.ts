import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dot } from '../../src/basics/vectors.js'
import { BYTE_RANGES, LEFT_LARGEST, LEFT_ZERO, RIGHT_LARGEST } from '../../src/onnx/byte-range.js'
import { encodeLeft, encodeRows, largestMagnitude, scaleFor } from '../../src/onnx/codes.js'
import { clusteredVectors, rowOf, unit } from '../support/vectors.js'

const ROUNDING = 1e-6

/** u8 × s8 as processors without VNNI add it: pairs of products in 16 bits, saturating. */
function addInPairs(left: readonly number[], right: readonly number[]): number {
  const clamp = (x: number): number => Math.min(32_767, Math.max(-32_768, x))
  let sum = 0
  for (let i = 0; i < left.length; i += 2)
    sum += clamp(left[i]! * right[i]! + (left[i + 1] ?? 0) * (right[i + 1] ?? 0))
  return sum
}

test('where pairs are added in 16 bits, the reduced range is exact and the full range is not', () => {
  for (const range of BYTE_RANGES) {
    const lefts = [-LEFT_LARGEST[range], LEFT_LARGEST[range]].map(code => code + LEFT_ZERO[range])
    assert.ok(lefts.every(code => code >= 0 && code <= 255))
    let right = 0
    for (const a of lefts)
      for (const b of lefts)
        for (const x of [-RIGHT_LARGEST, RIGHT_LARGEST])
          for (const y of [-RIGHT_LARGEST, RIGHT_LARGEST])
            if (addInPairs([a, b], [x, y]) === a * x + b * y) right++
    assert.equal(right === 16, range === 'reduced', `${right} of 16 in the ${range} range`)
  }
})

for (const range of BYTE_RANGES)
  test(`quantised products stay within their error bound of the cosine, in the ${range} range`, () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.constantFrom(3, 16, 64),
        fc.constantFrom(0.2, 0.7, 1),
        (seed, dimension, whole) => {
          const vectors = clusteredVectors(24, dimension, seed, 6)
          // One row lies along an axis, so its largest value is clipped.
          vectors.values.set(unit(Array.from({ length: dimension }, (_, d) => (d === 0 ? 1 : 0))), 0)
          const greatest = Array.from({ length: vectors.rows }, (_, i) => largestMagnitude(rowOf(vectors, i)))
          const rightScale = whole * scaleFor(greatest, RIGHT_LARGEST)
          const leftScale = (rightScale * RIGHT_LARGEST) / LEFT_LARGEST[range]
          const { values, rows } = vectors
          const left = new Uint8Array(values.length)
          const right = new Int8Array(values.length)
          const [leftErrors, rightErrors] = [new Float32Array(rows), new Float32Array(rows)]
          encodeLeft(values, { dimension, scale: leftScale, range }, left, leftErrors)
          const rounding = { dimension, scale: rightScale, largest: RIGHT_LARGEST }
          encodeRows(values, rounding, { codes: right, columns: rows, from: 0 }, rightErrors)
          for (let i = 0; i < rows; i++)
            for (let j = 0; j < rows; j++) {
              let product = 0
              for (let d = 0; d < dimension; d++)
                product += (left[i * dimension + d]! - LEFT_ZERO[range]) * right[d * rows + j]!
              const off = product * leftScale * rightScale - dot(rowOf(vectors, i), rowOf(vectors, j))
              const bound = leftErrors[i]! + rightErrors[j]! * (1 + leftErrors[i]!) + ROUNDING
              assert.ok(Math.abs(off) <= bound, `rows ${i} and ${j} are off by ${off}, bound ${bound}`)
            }
        },
      ),
      { numRuns: 60 },
    )
  })
