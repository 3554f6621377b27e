/** Logistic regression: a weight for each feature, and a constant. */
export interface Logistic {
  weights: number[]
  bias: number
}

/** Strength of the penalty on standardised weights: few labels must not make a weight run away. */
const RIDGE = 0.5
const STEPS = 50
const CONVERGED = 1e-9

/**
 * Fits a logistic regression by Newton's method, with a penalty on the weights of standardised features.
 * @param rows features of each example, equally many
 */
export function fitLogistic(rows: readonly (readonly number[])[], labels: readonly boolean[]): Logistic {
  const features = rows[0]?.length ?? 0
  const scales = Array.from({ length: features }, (_, f) => scaleOf(rows.map(row => row[f]!)))
  const inputs = rows.map(row => [...row.map((x, f) => (x - scales[f]!.mean) / scales[f]!.deviation), 1])
  const theta = new Array<number>(features + 1).fill(0)
  for (let step = 0; step < STEPS; step++) {
    const gradient = theta.map((value, f) => (f < features ? RIDGE * value : 0))
    const curvature = theta.map((_, i) => theta.map((_, j) => (i === j ? RIDGE : 0)))
    inputs.forEach((x, row) => {
      const p = sigmoid(x.reduce((sum, value, f) => sum + value * theta[f]!, 0))
      const error = p - Number(labels[row])
      for (let i = 0; i <= features; i++) {
        gradient[i]! += error * x[i]!
        for (let j = 0; j <= features; j++) curvature[i]![j]! += p * (1 - p) * x[i]! * x[j]!
      }
    })
    const change = solve(curvature, gradient)
    change.forEach((by, f) => {
      theta[f]! -= by
    })
    if (change.every(by => Math.abs(by) < CONVERGED)) break
  }
  const weights = scales.map(({ deviation }, f) => theta[f]! / deviation)
  return { weights, bias: theta[features]! - weights.reduce((sum, w, f) => sum + w * scales[f]!.mean, 0) }
}

export function predict({ weights, bias }: Logistic, features: readonly number[]): number {
  return sigmoid(weights.reduce((sum, weight, f) => sum + weight * features[f]!, bias))
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

function scaleOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length
  // A feature that never changes says nothing: its weight becomes 0.
  return { mean, deviation: Math.sqrt(variance) || 1 }
}

/** Solves a·x = b for a symmetric positive definite matrix, by Gaussian elimination. */
function solve(a: number[][], b: readonly number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i]!])
  const n = b.length
  for (let pivot = 0; pivot < n; pivot++)
    for (let row = pivot + 1; row < n; row++) {
      const factor = rows[row]![pivot]! / rows[pivot]![pivot]!
      for (let column = pivot; column <= n; column++) rows[row]![column]! -= factor * rows[pivot]![column]!
    }
  const x = new Array<number>(n).fill(0)
  for (let row = n - 1; row >= 0; row--) {
    const rest = x.reduce((sum, value, column) => (column > row ? sum + rows[row]![column]! * value : sum), 0)
    x[row] = (rows[row]![n]! - rest) / rows[row]![row]!
  }
  return x
}
