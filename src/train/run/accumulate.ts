import type { Gradient, Parameter } from '../types.js'

/** Adds up gradients of several batches, so that one step of the optimiser follows from all of them. */
export class GradientSum {
  private sums: Gradient[] | undefined

  constructor(private readonly parameters: readonly Parameter[]) {}

  /** @param factor of these gradients */
  add(gradients: readonly Gradient[], factor: number): void {
    const scaled = gradients.map(({ rows, values }) => ({
      ...(rows ? { rows } : {}),
      values: factor === 1 ? values : values.map(value => value * factor),
    }))
    const { sums } = this
    this.sums = sums
      ? scaled.map((gradient, i) => sumOf(sums[i]!, gradient, this.parameters[i]!))
      : scaled.map(copyOf)
  }

  /** Returns the sum, and begins anew. */
  take(): readonly Gradient[] {
    const { sums = [] } = this
    this.sums = undefined
    return sums
  }
}

/** A step's arrays are its own: the next step may write there. */
function copyOf({ rows, values }: Gradient): Gradient {
  return { ...(rows ? { rows: rows.slice() } : {}), values: values.slice() }
}

function sumOf(a: Gradient, b: Gradient, { shape, values }: Parameter): Gradient {
  if (!a.rows || !b.rows) {
    for (let i = 0; i < a.values.length; i++) a.values[i]! += b.values[i]!
    return a
  }
  const width = values.length / shape[0]!
  const rows = Int32Array.from(new Set([...a.rows, ...b.rows])).sort()
  const place = new Map([...rows].map((row, at) => [row, at * width]))
  const out = new Float32Array(rows.length * width)
  for (const side of [a, b])
    side.rows?.forEach((row, at) => {
      const to = place.get(row)!
      for (let d = 0; d < width; d++) out[to + d]! += side.values[at * width + d]!
    })
  return { rows, values: out }
}
