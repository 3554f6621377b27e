import type { Gradient, Parameter } from '../types.js'

const BETA1 = 0.9
const BETA2 = 0.999
const EPSILON = 1e-8
/** Keeps the division by the norm finite; PyTorch's clip_grad_norm_ has the same. */
const CLIP_EPSILON = 1e-6

export interface AdamOptions {
  /** Share of a value that a step at rate 1 takes off, for parameters that decay. */
  weightDecay: number
  /** Longest gradient; a longer one is scaled down to it. */
  maxNorm: number
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019) over gradients clipped by their norm. Of a sparse
 * parameter only the rows that a step read are changed, decay included; the moments of the others stay as they are.
 * Computes in float64 and stores float32.
 */
export class AdamW {
  /** Running mean of each parameter's gradient, in their order and layout. */
  readonly means: readonly Float32Array[]
  /** Running mean of its square. */
  readonly squares: readonly Float32Array[]
  /** Steps so far: they decide by how much the moments, which begin at zero, are too small. */
  steps = 0

  constructor(
    private readonly parameters: readonly Parameter[],
    private readonly options: AdamOptions,
  ) {
    this.means = parameters.map(({ values }) => new Float32Array(values.length))
    this.squares = parameters.map(({ values }) => new Float32Array(values.length))
  }

  /**
   * Changes the parameters in place.
   * @param gradients one for each parameter
   * @param rate learning rate of this step
   * @param factor of the gradients, applied before they are clipped
   * @returns norm of all gradients before clipping
   */
  step(gradients: readonly Gradient[], rate: number, factor = 1): number {
    const norm = factor * Math.sqrt(gradients.reduce((sum, { values }) => sum + squaredNorm(values), 0))
    const { weightDecay, maxNorm } = this.options
    this.steps++
    const update = {
      factor: factor * Math.min(1, maxNorm / (norm + CLIP_EPSILON)),
      rate: rate / (1 - BETA1 ** this.steps),
      correction: 1 / Math.sqrt(1 - BETA2 ** this.steps),
      keep: 1,
    }
    this.parameters.forEach(({ values, shape, decay }, i) => {
      const { rows, values: gradient } = gradients[i]!
      const tensor = { values, mean: this.means[i]!, square: this.squares[i]!, gradient }
      update.keep = decay ? 1 - rate * weightDecay : 1
      const width = values.length / shape[0]!
      if (!rows) updateRange(tensor, update, 0, 0, values.length)
      rows?.forEach((row, at) => {
        updateRange(tensor, update, row * width, at * width, width)
      })
    })
    return norm
  }
}

interface TensorState {
  values: Float32Array
  mean: Float32Array
  square: Float32Array
  gradient: Float32Array
}

interface Update {
  factor: number
  rate: number
  correction: number
  /** Share of each value that decay leaves. */
  keep: number
}

/** @param from offset in the parameter; `at` is that in the gradient */
function updateRange(
  { values, mean, square, gradient }: TensorState,
  { factor, rate, correction, keep }: Update,
  from: number,
  at: number,
  length: number,
): void {
  for (let i = from, g = at, end = from + length; i < end; i++, g++) {
    const slope = gradient[g]! * factor
    const m = BETA1 * mean[i]! + (1 - BETA1) * slope
    const v = BETA2 * square[i]! + (1 - BETA2) * slope * slope
    mean[i] = m
    square[i] = v
    values[i] = values[i]! * keep - (rate * m) / (Math.sqrt(v) * correction + EPSILON)
  }
}

/** Four sums, because each addition waits for the previous one. */
function squaredNorm(values: Float32Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  const whole = values.length - (values.length % 4)
  for (let i = 0; i < whole; i += 4) {
    s0 += values[i]! * values[i]!
    s1 += values[i + 1]! * values[i + 1]!
    s2 += values[i + 2]! * values[i + 2]!
    s3 += values[i + 3]! * values[i + 3]!
  }
  for (let i = whole; i < values.length; i++) s0 += values[i]! * values[i]!
  return s0 + s1 + (s2 + s3)
}
