import type { TransformerModule } from '../../model/checkpoint/types.js'
import { free } from '../../onnx/session.js'
import type { Gradient, Parameter } from '../types.js'
import type { PackedTokens } from './inputs.js'
import { tablesOf } from './layer-weights.js'
import type { Program } from './program.js'
import { TableGradients } from './tables.js'

/** Adds up the gradients of a batch's chunks, in their order. */
export class GradientSums {
  private readonly sums = new Map<string, Float32Array>()
  private readonly tables: TableGradients

  /** @param ids token ids of the whole batch */
  constructor(
    private readonly module: TransformerModule,
    ids: Iterable<number>,
  ) {
    const { maxPositions, typeVocabulary, hidden } = module
    this.tables = new TableGradients(ids, { positions: maxPositions, types: typeVocabulary }, hidden)
  }

  /** Takes the outputs of a run. They must not be used afterwards. */
  add(program: Program, outputs: Record<string, Float32Array>, tokens: PackedTokens): void {
    for (const [name, value] of program.gradients) {
      const part = outputs[value]!
      const sum = this.sums.get(name)
      if (sum) {
        for (let i = 0; i < sum.length; i++) sum[i]! += part[i]!
        free(part)
      } else this.sums.set(name, part)
    }
    const { embedded } = program.outputs
    if (embedded === undefined) return
    this.tables.add(tokens, outputs[embedded]!)
    free(outputs[embedded]!)
  }

  /** The gradients of these parameters, in their order. */
  of(parameters: readonly Parameter[]): Gradient[] {
    const { words, positions, types } = tablesOf(this.module)
    const tables = new Map<string, () => Gradient>([
      [words.name, () => this.tables.words],
      [positions.name, () => this.tables.positions],
      [types.name, () => this.tables.types()],
    ])
    return parameters.map(({ name }) => tables.get(name)?.() ?? { values: this.sums.get(name)! })
  }
}
