import { readFloats } from '../model/checkpoint/floats.js'
import type { Checkpoint } from '../model/checkpoint/types.js'
import { DOWN, type LoraOptions, UP } from './graph/adapted-weights.js'
import { transformerOf } from './graph/encoder.js'
import type { Parameter } from './types.js'

/** A weight of the checkpoint with its adapter added. */
export interface MergedTensor {
  /** Its name in the checkpoint. */
  name: string
  shape: readonly number[]
  /** W + alpha/rank·B·A in float32, row-major. */
  values: Float32Array
}

/**
 * Adds trained adapters to the matrices that they belong to. Holds one matrix at a time.
 *
 * @param checkpoint that the adapters were trained over
 * @param parameters of the trained model; those that are no adapters are passed over
 * @returns the changed matrices, in the order of their adapters; all other weights stay as they are
 * @throws AnlamError `corrupt-checkpoint` if the checkpoint lacks a matrix
 */
export function* mergeLora(
  checkpoint: Checkpoint,
  parameters: readonly Parameter[],
  { rank, alpha }: LoraOptions,
): Generator<MergedTensor> {
  const { weights } = transformerOf(checkpoint)
  const byName = new Map(parameters.map(parameter => [parameter.name, parameter]))
  for (const down of parameters) {
    if (!down.name.endsWith(DOWN)) continue
    const name = down.name.slice(0, -DOWN.length)
    const up = byName.get(name + UP)!
    const shape = [up.shape[0]!, down.shape[1]!] as const
    const values = readFloats(weights.take(name, shape))
    addProduct(values, up.values, down.values, { rank, columns: shape[1], factor: alpha / rank })
    yield { name, shape, values }
  }
}

/** Adds factor·up·down to a matrix. */
function addProduct(
  values: Float32Array,
  up: Float32Array,
  down: Float32Array,
  { rank, columns, factor }: { rank: number; columns: number; factor: number },
): void {
  for (let row = 0; row * columns < values.length; row++) {
    const into = values.subarray(row * columns, (row + 1) * columns)
    for (let r = 0; r < rank; r++) {
      const weight = factor * up[row * rank + r]!
      for (let i = 0; i < columns; i++) into[i]! += weight * down[r * columns + i]!
    }
  }
}
