import { AnlamError } from '../../errors.js'
import type {
  Activation,
  Checkpoint,
  DenseModule,
  PoolingModule,
  TransformerModule,
} from '../../model/checkpoint/types.js'
import { LEAST_WEIGHT } from '../../model/inputs.js'
import { DataType } from '../../onnx/graph.js'
import { gelu, geluTanh, relu, sigmoid, tanh } from '../gradient/activations.js'
import { add, atLeast, div, mul, sqrt } from '../gradient/arithmetic.js'
import { attention, type Grid, gridInputs, maxima, weightedSums } from '../gradient/grid.js'
import { layerNorm } from '../gradient/layer-norm.js'
import { linear } from '../gradient/linear.js'
import { unitRows } from '../gradient/reductions.js'
import { concat, reshape, slice } from '../gradient/shape.js'
import type { Tape, Tensor } from '../gradient/tape.js'
import type { Drop } from './dropout.js'
import type { LayerWeights } from './layer-weights.js'
import { denseLeaf, type Leaves } from './leaves.js'

const TOKEN_WEIGHTS = 'token_weights'

/** The transformer of a checkpoint. @throws AnlamError `invalid-input` if it has none */
export function transformerOf(checkpoint: Checkpoint): TransformerModule {
  const [first] = checkpoint.modules
  if (first.kind === 'transformer') {
    if (first.family === 'bert' || first.family === 'roberta') return first
    throw new AnlamError(
      'invalid-input',
      `${checkpoint.directory} is a ${first.architecture}; BERT, RoBERTa and their kin can be trained`,
    )
  }
  throw new AnlamError(
    'invalid-input',
    `${checkpoint.directory} is a static embedding; only transformers are trained through graphs`,
  )
}

/**
 * Writes a checkpoint's forward pass, from tokens to vectors, on a tape. Inputs besides those of the weights are those
 * of `gridInputs`, and `pool_weights` float [batch, modes, sequence] unless the only pooling is `max`.
 *
 * If the checkpoint has word weights, `token_weights` are an input too, float [tokens, 1]: those of the tokens.
 *
 * @returns vectors [batch, dimension], as the last module leaves them; and the tokens' weights, to differentiate by
 */
export function buildEncoder(
  t: Tape,
  checkpoint: Checkpoint,
  { weights, leaves, drop }: { weights: LayerWeights; leaves: Leaves; drop: Drop },
): { vectors: Tensor; tokenWeights: Tensor | undefined } {
  const transformer = transformerOf(checkpoint)
  const grid = gridInputs(t.graph, transformer.heads)
  let tokenWeights: Tensor | undefined
  let x = buildTransformer(t, transformer, weights, grid, drop)
  for (const module of checkpoint.modules.slice(1)) {
    if (module.kind === 'word-weights') {
      const shape = ['tokens', 1]
      tokenWeights = t.variable(t.graph.input(TOKEN_WEIGHTS, DataType.FLOAT, shape), shape)
    }
    if (module.kind === 'pooling') x = pool(t, module, x, { grid, tokenWeights })
    if (module.kind === 'dense') x = dense(t, checkpoint, module, x, leaves)
    if (module.kind === 'normalize') x = unitRows(t, x)
  }
  return { vectors: x, tokenWeights }
}

/** A post-layer-norm encoder (BERT, RoBERTa, XLM-R) over packed tokens. Returns [tokens, hidden]. */
export function buildTransformer(
  t: Tape,
  { layers, heads, hidden, intermediate, epsilon, activation }: TransformerModule,
  weights: LayerWeights,
  grid: Grid,
  drop: Drop,
): Tensor {
  const norm = (x: Tensor, name: string): Tensor => layerNorm(t, x, { ...weights.norm(name), epsilon })
  let x = drop(norm(weights.embeddings(), 'embeddings.LayerNorm'), 0)
  for (let layer = 0; layer < layers; layer++) {
    const at = `encoder.layer.${layer}`
    const own = (name: string): Tensor => weights.linear(x, `${at}.attention.self.${name}`, hidden)
    const mixed = attention(t, { query: own('query'), key: own('key'), value: own('value') }, heads, grid)
    const attended = drop(weights.linear(mixed, `${at}.attention.output.dense`, hidden), 1 + 2 * layer)
    x = norm(add(t, attended, x), `${at}.attention.output.LayerNorm`)
    const wide = activate(t, weights.linear(x, `${at}.intermediate.dense`, intermediate), activation)
    const fed = drop(weights.linear(wide, `${at}.output.dense`, hidden), 2 + 2 * layer)
    x = norm(add(t, fed, x), `${at}.output.LayerNorm`)
  }
  return x
}

function pool(
  t: Tape,
  { modes }: PoolingModule,
  tokens: Tensor,
  { grid, tokenWeights }: { grid: Grid; tokenWeights: Tensor | undefined },
): Tensor {
  const linearModes = modes.filter(mode => mode !== 'max')
  const width = tokens.shape[1]!
  const shape = ['batch', linearModes.length, 'sequence']
  const terms =
    linearModes.length > 0 && t.constant(t.graph.input('pool_weights', DataType.FLOAT, shape), shape)
  const weighted = tokenWeights ? mul(t, tokens, tokenWeights) : tokens
  const sums = terms && weightedSums(t, weighted, terms, grid)
  const whole = tokenWeights && atLeast(t, sumTokens(t, tokenWeights, grid), LEAST_WEIGHT)
  let row = 0
  const parts = modes.map(mode => {
    if (mode === 'max' || !sums) return maxima(t, tokens, grid)
    const sum = reshape(t, slice(t, sums, 1, row, ++row), ['batch', width])
    if (!whole || mode === 'cls' || mode === 'lasttoken') return sum
    return div(t, sum, mode === 'mean_sqrt_len_tokens' ? sqrt(t, whole) : whole)
  })
  return parts.length === 1 ? parts[0]! : concat(t, parts, 1)
}

/** Sums over each text's tokens: [tokens, columns] to [batch, columns]. */
function sumTokens(t: Tape, x: Tensor, grid: Grid): Tensor {
  const { graph: g } = t
  const ones = t.constant(g.node('Unsqueeze', [grid.mask, g.ints(1)]), ['batch', 1, 'sequence'])
  return reshape(t, weightedSums(t, x, ones, grid), ['batch', x.shape[1]!])
}

function dense(t: Tape, checkpoint: Checkpoint, module: DenseModule, x: Tensor, leaves: Leaves): Tensor {
  const { inputs, outputs } = module
  const weight = denseLeaf(leaves, checkpoint, module, 'linear.weight', [outputs, inputs])
  const bias = module.bias ? denseLeaf(leaves, checkpoint, module, 'linear.bias', [outputs]) : undefined
  return activate(t, linear(t, x, weight, bias), module.activation)
}

function activate(t: Tape, x: Tensor, activation: Activation): Tensor {
  switch (activation) {
    case 'gelu':
      return gelu(t, x)
    case 'gelu-tanh':
      return geluTanh(t, x)
    case 'silu':
      return mul(t, x, sigmoid(t, x))
    case 'relu':
      return relu(t, x)
    case 'tanh':
      return tanh(t, x)
    case 'sigmoid':
      return sigmoid(t, x)
    case 'identity':
      return x
  }
}
