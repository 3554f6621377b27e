import type { TransformerModule } from '../../model/checkpoint/types.js'
import type { TensorLocation } from '../../onnx/safetensors.js'
import type { Tensor } from '../gradient/tape.js'

/** The weights of a transformer in a graph. Names are those of the checkpoint without their prefix. */
export interface LayerWeights {
  /**
   * Sum of each token's rows in the three tables. Declares the inputs `token_rows` and `position_rows`, int32 [tokens].
   * @returns [tokens, hidden]
   */
  embeddings(): Tensor
  /**
   * x·Wᵀ + b
   * @param name without `.weight`
   */
  linear(x: Tensor, name: string, outputs: number): Tensor
  norm(name: string): { scale: Tensor; shift: Tensor }
}

const WORDS = 'embeddings.word_embeddings.weight'
const POSITIONS = 'embeddings.position_embeddings.weight'
const TYPES = 'embeddings.token_type_embeddings.weight'

/** What stands before a transformer's names: in a checkpoint with a task head, the encoder's name. */
export function tensorPrefix({ weights }: TransformerModule): string {
  return ['', 'roberta.', 'bert.', 'model.'].find(p => weights.has(p + WORDS)) ?? ''
}

/** A tensor of a transformer by its name without prefix. */
export function locate(module: TransformerModule, name: string, shape: readonly number[]): TensorLocation {
  return module.weights.take(tensorPrefix(module) + name, shape)
}

/** The tables of words, positions and token types. */
export function tablesOf(module: TransformerModule): Record<'words' | 'positions' | 'types', TensorLocation> {
  const { vocabulary, maxPositions, typeVocabulary, hidden } = module
  return {
    words: locate(module, WORDS, [vocabulary, hidden]),
    positions: locate(module, POSITIONS, [maxPositions, hidden]),
    types: locate(module, TYPES, [typeVocabulary, hidden]),
  }
}
