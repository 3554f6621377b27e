import { Random } from '../../basics/random.js'
import type { TransformerModule } from '../../model/checkpoint/types.js'
import { DataType } from '../../onnx/graph.js'
import { adaptedLinear } from '../gradient/linear.js'
import type { Tape, Tensor } from '../gradient/tape.js'
import { type LayerWeights, locate, tablesOf } from './layer-weights.js'
import type { Leaves } from './leaves.js'

/** Low-rank adapters (LoRA, Hu et al. 2021). */
export interface LoraOptions {
  rank: number
  /** The change of a matrix is alpha / rank · B·A. */
  alpha: number
}

export const DOWN = '.lora_A'
export const UP = '.lora_B'

/**
 * The matrices of all layers learn through adapters alone. The checkpoint's own weights are read from its files as they
 * are stored, and neither copied nor changed.
 */
export class AdaptedWeights implements LayerWeights {
  private adapters = 0

  constructor(
    private readonly t: Tape,
    private readonly module: TransformerModule,
    private readonly leaves: Leaves,
    private readonly lora: LoraOptions,
    private readonly seed: number,
  ) {}

  embeddings(): Tensor {
    const { graph: g } = this.t
    const { words, positions, types } = tablesOf(this.module)
    const sum = g.node('Add', [
      g.rows(words, g.input('token_rows', DataType.INT32, ['tokens'])),
      g.rows(positions, g.input('position_rows', DataType.INT32, ['tokens'])),
    ])
    return this.t.constant(g.node('Add', [sum, g.rows(types, g.ints(0))]), ['tokens', this.module.hidden])
  }

  linear(x: Tensor, name: string, outputs: number): Tensor {
    const { graph: g } = this.t
    const { rank, alpha } = this.lora
    const inputs = Number(x.shape[1])
    const matrix = locate(this.module, `${name}.weight`, [outputs, inputs])
    const frozen = {
      weight: (after: string) => g.weight(matrix, DataType.FLOAT, after),
      bias: g.weight(locate(this.module, `${name}.bias`, [outputs])),
    }
    const random = new Random(this.seed + this.adapters++)
    // The product is 0 in the beginning, so that training starts from the checkpoint.
    const down = this.leaves.take(matrix.name + DOWN, [rank, inputs], () =>
      Float32Array.from({ length: rank * inputs }, () => random.normal() / Math.sqrt(inputs)),
    )
    const up = this.leaves.take(matrix.name + UP, [outputs, rank], () => new Float32Array(outputs * rank))
    return adaptedLinear(this.t, x, frozen, { down, up, scale: alpha / rank })
  }

  norm(name: string): { scale: Tensor; shift: Tensor } {
    const { hidden } = this.module
    const take = (part: string): Tensor =>
      this.t.constant(this.t.graph.weight(locate(this.module, `${name}.${part}`, [hidden])), [hidden])
    return { scale: take('weight'), shift: take('bias') }
  }
}
