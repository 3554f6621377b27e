/** a · bᵀ for row-major [rows, inner]. Takes four columns at a time, so each number read is used four times. */
export function multiplyTransposed(
  a: Float32Array,
  b: Float32Array,
  rows: number,
  inner: number,
): Float32Array {
  const out = new Float32Array(rows * rows)
  for (let i = 0; i < rows; i++) {
    let j = 0
    for (; j + 4 <= rows; j += 4) {
      let s0 = 0
      let s1 = 0
      let s2 = 0
      let s3 = 0
      for (let d = 0, p = i * inner, q = j * inner; d < inner; d++, q++) {
        const x = a[p + d]!
        s0 += x * b[q]!
        s1 += x * b[q + inner]!
        s2 += x * b[q + 2 * inner]!
        s3 += x * b[q + 3 * inner]!
      }
      out.set([s0, s1, s2, s3], i * rows + j)
    }
    for (; j < rows; j++) {
      let sum = 0
      for (let d = 0, p = i * inner, q = j * inner; d < inner; d++) sum += a[p + d]! * b[q + d]!
      out[i * rows + j] = sum
    }
  }
  return out
}

/**
 * square · b for row-major [rows, rows] and [rows, inner]. Takes four rows of b at a time, so that sums are stored
 * less often.
 */
export function multiply(square: Float32Array, b: Float32Array, rows: number, inner: number): Float32Array {
  const out = new Float32Array(rows * inner)
  for (let i = 0; i < rows; i++) {
    const p = i * inner
    let j = 0
    for (; j + 4 <= rows; j += 4) {
      const f0 = square[i * rows + j]!
      const f1 = square[i * rows + j + 1]!
      const f2 = square[i * rows + j + 2]!
      const f3 = square[i * rows + j + 3]!
      for (let d = 0, q = j * inner; d < inner; d++, q++)
        out[p + d]! += f0 * b[q]! + f1 * b[q + inner]! + f2 * b[q + 2 * inner]! + f3 * b[q + 3 * inner]!
    }
    for (; j < rows; j++) {
      const factor = square[i * rows + j]!
      for (let d = 0, q = j * inner; d < inner; d++, q++) out[p + d]! += factor * b[q]!
    }
  }
  return out
}

/** Transposes a row-major [rows, rows] matrix. */
export function transpose(square: Float32Array, rows: number): Float32Array {
  const out = new Float32Array(rows * rows)
  for (let i = 0; i < rows; i++) for (let j = 0; j < rows; j++) out[j * rows + i] = square[i * rows + j]!
  return out
}
