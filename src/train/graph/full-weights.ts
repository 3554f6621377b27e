import { readFloats } from '../../model/checkpoint/floats.js'
import type { TransformerModule } from '../../model/checkpoint/types.js'
import { DataType, type Value } from '../../onnx/graph.js'
import { linear } from '../gradient/linear.js'
import type { Tape, Tensor } from '../gradient/tape.js'
import { type LayerWeights, locate, tablesOf } from './layer-weights.js'
import type { Leaves } from './leaves.js'

/**
 * Every weight is a parameter. Tables are not differentiated in the graph: it takes the rows of the batch's distinct
 * tokens, and gives the gradient of each token's sum of rows, which `tables.ts` adds up.
 */
export class FullWeights implements LayerWeights {
  /** The sums of rows, once `embeddings` has built them. */
  embedded: Tensor | undefined

  constructor(
    private readonly t: Tape,
    private readonly module: TransformerModule,
    private readonly leaves: Leaves,
  ) {}

  /** Declares `word_rows`, float [distinct, hidden], and the tables of positions and types by their names. */
  embeddings(): Tensor {
    const { graph: g } = this.t
    const { hidden } = this.module
    const { positions, types } = tablesOf(this.module)
    const rows = (table: Value, indices: Value): Value => g.node('Gather', [table, indices])
    const whole = ({ name, shape }: typeof types): Value => g.input(name, DataType.FLOAT, shape)
    const words = g.input('word_rows', DataType.FLOAT, ['distinct', hidden])
    const sum = g.node('Add', [
      rows(words, g.input('token_rows', DataType.INT32, ['tokens'])),
      rows(whole(positions), g.input('position_rows', DataType.INT32, ['tokens'])),
    ])
    this.embedded = this.t.variable(g.node('Add', [sum, rows(whole(types), g.ints(0))]), ['tokens', hidden])
    return this.embedded
  }

  linear(x: Tensor, name: string, outputs: number): Tensor {
    const weight = this.take(`${name}.weight`, [outputs, Number(x.shape[1])])
    return linear(this.t, x, weight, this.take(`${name}.bias`, [outputs]))
  }

  norm(name: string): { scale: Tensor; shift: Tensor } {
    const { hidden } = this.module
    return { scale: this.take(`${name}.weight`, [hidden]), shift: this.take(`${name}.bias`, [hidden]) }
  }

  private take(name: string, shape: readonly number[]): Tensor {
    const location = locate(this.module, name, shape)
    return this.leaves.take(location.name, shape, () => readFloats(location))
  }
}
