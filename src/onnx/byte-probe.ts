import { type ByteRange, LEFT_ZERO, RIGHT_LARGEST } from './byte-range.js'
import { buildProducts, buildScan, TILE } from './products.js'
import { ONE_THREAD, Session } from './session.js'

/** Not a multiple of any kernel's block size, so that remainders are tested too. */
const DIMENSION = 90
/** Single rows have a kernel of their own. */
const ROWS = [1, TILE] as const
const MAX_BYTE = 255

let probed: Promise<ByteRange> | undefined

/**
 * Finds the range that this processor multiplies exactly: `full` only if a test just succeeded. Takes milliseconds,
 * once.
 */
export function probeByteRange(): Promise<ByteRange> {
  probed ??= multipliesFullRange().then(exact => (exact ? 'full' : 'reduced'))
  return probed
}

/** Whether products of extreme bytes are exact in both kinds of graph used here. */
async function multipliesFullRange(): Promise<boolean> {
  const left = Uint8Array.from({ length: TILE * DIMENSION }, (_, i) => extreme(i, 0, MAX_BYTE))
  const right = Int8Array.from({ length: DIMENSION * TILE }, (_, i) => {
    const [d, column] = [Math.floor(i / TILE), i % TILE]
    return extreme(column * DIMENSION + d, -RIGHT_LARGEST, RIGHT_LARGEST)
  })
  const truth = multiply(left, right)
  const sessions = await Promise.all([
    Session.create(buildProducts('full', DIMENSION), { ...ONE_THREAD, prepack: false }),
    Session.create(buildScan(right, DIMENSION, 'full'), ONE_THREAD),
  ])
  try {
    for (const [i, session] of sessions.entries())
      for (const rows of ROWS) {
        const a = { data: left.subarray(0, rows * DIMENSION), dims: [rows, DIMENSION] }
        const b = { data: right, dims: [DIMENSION, TILE] }
        const products = await session.run<Int32Array>(i === 0 ? { a, b } : { a }, 'scores')
        if (products.some((product, at) => product !== truth[at])) return false
      }
    return true
  } finally {
    await Promise.all(sessions.map(session => session.close()))
  }
}

/** Row 0 holds only the greatest value, row 1 only the least. Row n alternates them in runs of n - 1. */
function extreme(i: number, least: number, most: number): number {
  const [row, d] = [Math.floor(i / DIMENSION), i % DIMENSION]
  if (row < 2) return row === 0 ? most : least
  return Math.floor(d / (row - 1)) % 2 === 0 ? most : least
}

function multiply(left: Uint8Array, right: Int8Array): Int32Array {
  return Int32Array.from({ length: TILE * TILE }, (_, i) => {
    const [row, column] = [Math.floor(i / TILE), i % TILE]
    let sum = 0
    for (let d = 0; d < DIMENSION; d++)
      sum += (left[row * DIMENSION + d]! - LEFT_ZERO.full) * right[d * TILE + column]!
    return sum
  })
}
