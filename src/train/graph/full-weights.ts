import { readFloats } from '../../model/checkpoint/floats.js'
import type { TransformerModule } from '../../model/checkpoint/types.js'
import { DataType } from '../../onnx/graph.js'
import { linear } from '../gradient/linear.js'
import type { Tape, Tensor } from '../gradient/tape.js'
import { type Leaves, tensorPrefix } from './leaves.js'

/** The weights of a transformer in a graph, by their names without prefix. */
export interface LayerWeights {
  /**
   * Sum of a token's rows in the three tables.
   * @returns [tokens, hidden]
   */
  embeddings(): Tensor
  /** x·Wᵀ + b */
  linear(x: Tensor, name: string, outputs: number): Tensor
  norm(name: string): { scale: Tensor; shift: Tensor }
}

export const WORDS = 'embeddings.word_embeddings.weight'
export const POSITIONS = 'embeddings.position_embeddings.weight'
export const TYPES = 'embeddings.token_type_embeddings.weight'

/**
 * Every weight is a parameter. Tables are not differentiated in the graph: it takes the rows of the batch's distinct
 * tokens, and gives the gradient of each token's sum of rows, which `table-gradients.ts` adds up.
 */
export class FullWeights implements LayerWeights {
  /** The sum of rows, once it has been built. */
  embedded: Tensor | undefined

  constructor(
    private readonly t: Tape,
    private readonly module: TransformerModule,
    private readonly leaves: Leaves,
  ) {}

  embeddings(): Tensor {
    const { graph: g } = this.t
    const { hidden } = this.module
    const rows = g.input('token_rows', DataType.INT32, ['tokens'])
    const positions = g.input('position_rows', DataType.INT32, ['tokens'])
    const words = g.input('word_rows', DataType.FLOAT, ['distinct', hidden])
    const table = (name: string, count: number): string => {
      const full = tensorPrefix(this.module) + name
      return g.input(full, DataType.FLOAT, [count, hidden])
    }
    const sum = g.node('Add', [
      g.node('Gather', [words, rows]),
      g.node('Gather', [table(POSITIONS, this.module.maxPositions), positions]),
    ])
    const type = g.node('Gather', [table(TYPES, this.module.typeVocabulary), g.ints(0)])
    this.embedded = this.t.variable(g.node('Add', [sum, type]), ['tokens', hidden])
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
    const location = this.module.weights.take(tensorPrefix(this.module) + name, shape)
    return this.leaves.take(location.name, shape, () => readFloats(location))
  }
}
