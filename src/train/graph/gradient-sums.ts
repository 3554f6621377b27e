import type { TransformerModule } from '../../model/checkpoint/types.js'
import { free } from '../../onnx/session.js'
import type { Gradient, Parameter } from '../types.js'
import type { PackedTokens } from './inputs.js'
import { tablesOf } from './layer-weights.js'
import type { Program } from './program.js'
import { DenseSums, RowSums } from './tables.js'

/** Adds up the gradients of a batch's chunks, in their order. */
export class GradientSums {
  private readonly sums = new Map<string, Float32Array>()
  private readonly words: RowSums
  private readonly small: DenseSums
  private readonly tokenWeights: RowSums

  /**
   * @param ids token ids of the whole batch
   * @param wordWeights name of the parameter with the tokens' weights, if there is one
   */
  constructor(
    private readonly module: TransformerModule,
    ids: readonly number[],
    private readonly wordWeights: string | undefined,
  ) {
    const { maxPositions, typeVocabulary, hidden } = module
    this.words = new RowSums(ids, hidden)
    this.small = new DenseSums({ positions: maxPositions, types: typeVocabulary }, hidden)
    this.tokenWeights = new RowSums(ids, 1)
  }

  /** Takes the outputs of a run. They must not be used afterwards. */
  add(program: Program, outputs: Record<string, Float32Array>, { ids, positions }: PackedTokens): void {
    for (const [name, value] of program.gradients) {
      const part = outputs[value]!
      const sum = this.sums.get(name)
      if (sum) {
        for (let i = 0; i < sum.length; i++) sum[i]! += part[i]!
        free(part)
      } else this.sums.set(name, part)
    }
    const { embedded, tokenWeights } = program.outputs
    if (embedded !== undefined) {
      this.words.add(ids, outputs[embedded]!)
      this.small.add(positions, outputs[embedded]!)
      free(outputs[embedded]!)
    }
    if (tokenWeights !== undefined) this.tokenWeights.add(ids, outputs[tokenWeights]!)
  }

  /** The gradients of these parameters, in their order. */
  of(parameters: readonly Parameter[]): Gradient[] {
    const { words, positions, types } = tablesOf(this.module)
    const tables: Record<string, Gradient> = {
      [words.name]: this.words.gradient,
      [positions.name]: this.small.positions,
      [types.name]: this.small.types,
      ...(this.wordWeights ? { [this.wordWeights]: this.tokenWeights.gradient } : {}),
    }
    return parameters.map(({ name }) => {
      const sum = this.sums.get(name)
      if (!sum) return tables[name]!
      // A table that is the weights of outputs, too.
      if (name === words.name) this.words.addTo(sum)
      return { values: sum }
    })
  }
}
