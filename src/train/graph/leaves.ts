import { dirname, relative } from 'node:path'
import { readFloats } from '../../model/checkpoint/floats.js'
import type { Checkpoint, DenseModule } from '../../model/checkpoint/types.js'
import { DataType } from '../../onnx/graph.js'
import type { Tape, Tensor } from '../gradient/tape.js'

/** A parameter as one graph sees it. */
export interface Leaf {
  name: string
  shape: readonly number[]
  decay: boolean
  /** Reads or makes the values it starts with. */
  initial: () => Float32Array
  tensor: Tensor
}

/** The parameters that a graph takes as inputs, in order of first use. */
export class Leaves {
  private readonly leaves = new Map<string, Leaf>()

  constructor(private readonly t: Tape) {}

  /** Declares a parameter as an input of its name. */
  take(name: string, shape: readonly number[], initial: () => Float32Array): Tensor {
    const known = this.leaves.get(name)
    if (known) return known.tensor
    const tensor = this.t.variable(this.t.graph.input(name, DataType.FLOAT, shape), shape)
    const decay = !/bias$|LayerNorm/.test(name)
    this.leaves.set(name, { name, shape, decay, initial, tensor })
    return tensor
  }

  all(): Leaf[] {
    return [...this.leaves.values()]
  }
}

/** A weight of a Dense module, whose parameter is named with the module's folder: `2_Dense/linear.weight`. */
export function denseLeaf(
  leaves: Leaves,
  checkpoint: Checkpoint,
  module: DenseModule,
  name: string,
  shape: readonly number[],
): Tensor {
  const folder = relative(checkpoint.directory, dirname(module.weights.path))
  const location = module.weights.take(name, shape)
  return leaves.take(`${folder}/${name}`, shape, () => readFloats(location))
}
