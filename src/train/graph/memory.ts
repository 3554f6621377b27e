import type { TransformerModule } from '../../model/checkpoint/types.js'

const FLOAT_BYTES = 4

/**
 * Predicts what a forward and backward pass over texts keeps at once, beside weights and their gradients: what the
 * backward pass needs of every layer, and the values in flight of the layer that it is in.
 * @param lengths tokens of each text
 */
export function activationBytes(lengths: readonly number[], module: TransformerModule): number {
  const { hidden, heads, intermediate, layers } = module
  const tokens = lengths.reduce((sum, length) => sum + length, 0)
  const sequence = Math.max(...lengths)
  const slots = lengths.length * sequence
  // Inputs of the four products and of both norms; queries, keys, values, mixed values and shares in the grid.
  const kept = tokens * (5 * hidden + 2 * intermediate) + slots * (4 * hidden + heads * sequence)
  const inFlight = tokens * (4 * hidden + 4 * intermediate) + slots * (4 * hidden + 3 * heads * sequence)
  return FLOAT_BYTES * (layers * kept + inFlight)
}
