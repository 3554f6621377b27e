import { readFloats } from '../../model/checkpoint/floats.js'
import type { Parameter } from '../types.js'
import { transformerOf } from './encoder.js'
import { tablesOf } from './layer-weights.js'
import { buildProgram, type Recipe } from './program.js'

/** Its name in sentence-transformers, which stores it in `config.json`. */
export const WORD_WEIGHTS = 'emb_layer.weight'

/**
 * The parameters of a recipe with the values that they start with.
 * @param purpose vectors, or to guess hidden tokens, which needs a head but neither word weights nor Dense modules
 */
export function parametersOf(recipe: Recipe, purpose: 'embed' | 'guess'): Parameter[] {
  const { words, ...small } = tablesOf(transformerOf(recipe.checkpoint))
  const tables = recipe.lora ? [] : [words, ...Object.values(small)]
  const leaves = buildProgram(recipe, { kind: purpose }).leaves.filter(({ name }) => name !== words.name)
  const weights = recipe.checkpoint.modules.flatMap(of =>
    purpose === 'embed' && of.kind === 'word-weights' ? [of] : [],
  )
  return [
    ...tables.map(table => ({
      name: table.name,
      shape: table.shape,
      values: readFloats(table),
      decay: true,
      sparse: table === words,
    })),
    ...leaves.map(({ name, shape, decay, initial }) => ({
      name,
      shape,
      values: initial(),
      decay,
      sparse: false,
    })),
    ...weights.map(({ folder, tokenWeights }) => ({
      name: `${folder}/${WORD_WEIGHTS}`,
      shape: [tokenWeights.length, 1],
      values: Float32Array.from(tokenWeights),
      decay: false,
      sparse: true,
    })),
  ]
}
