import type { Dim, Tape, Tensor } from './tape.js'

/**
 * The same elements in another shape, of which at most one axis is named.
 */
export function reshape(t: Tape, x: Tensor, shape: readonly Dim[]): Tensor {
  const { graph: g } = t
  const sizes = g.ints(...shape.map(dim => (typeof dim === 'number' ? dim : -1)))
  return t.record(g.node('Reshape', [x.value, sizes]), shape, [x], dy => [
    () => g.node('Reshape', [dy, g.node('Shape', [x.value])]),
  ])
}

/** A range of an axis of fixed size. */
export function slice(t: Tape, x: Tensor, axis: number, from: number, to: number): Tensor {
  const { graph: g } = t
  const sized = (size: number, other: (dim: Dim) => Dim): Dim[] =>
    x.shape.map((dim, i) => (i === axis ? size : other(dim)))
  const y = g.node('Slice', [x.value, g.ints(from), g.ints(to), g.ints(axis)])
  return t.record(
    y,
    sized(to - from, dim => dim),
    [x],
    dy => [
      () => {
        const before = sized(from, () => 0) as number[]
        const after = sized(Number(x.shape[axis]) - to, () => 0) as number[]
        return g.node('Pad', [dy, g.ints(...before, ...after)])
      },
    ],
  )
}

/** Joins tensors along an axis of fixed sizes. */
export function concat(t: Tape, parts: readonly Tensor[], axis: number): Tensor {
  const { graph: g } = t
  const sizes = parts.map(part => Number(part.shape[axis]))
  const shape = parts[0]!.shape.map((dim, i) => (i === axis ? sizes.reduce((a, b) => a + b) : dim))
  const values = parts.map(part => part.value)
  return t.record(g.node('Concat', values, { attributes: { axis } }), shape, parts, dy => {
    let from = 0
    return sizes.map(size => {
      const [start, end] = [from, from + size]
      from = end
      return () => g.node('Slice', [dy, g.ints(start), g.ints(end), g.ints(axis)])
    })
  })
}
