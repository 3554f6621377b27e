import type { Gradient, Parameter } from '../../src/train/types.js'

/** A gradient in its parameter's shape, with zeros where a step read no row. */
export function dense({ shape }: Parameter, { rows, values }: Gradient): Float32Array {
  if (!rows) return values
  const width = shape[1]!
  const all = new Float32Array(shape[0]! * width)
  rows.forEach((row, i) => {
    all.set(values.subarray(i * width, (i + 1) * width), row * width)
  })
  return all
}

export function largest(values: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!))
  return most
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} values beside ${b.length}`)
  let most = 0
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!))
  return most
}
