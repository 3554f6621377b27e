import { DataType, GraphBuilder, type OnnxModel, type Value } from '../../onnx/graph.js'
import type { Checkpoint, DenseModule, PoolingModule } from '../checkpoint/types.js'
import { activate, type TransformerOptions } from './operations.js'
import { buildTransformer } from './transformer.js'

/** As in sentence-transformers' Normalize: divides by max(norm, 1e-12), like torch.nn.functional.normalize. */
const NORMALIZE_EPSILON = 1e-12

/** Options of the transformer. All later modules are computed in float32. */
export type GraphOptions = Omit<TransformerOptions, 'output'>

/**
 * Builds the ONNX graph of a whole checkpoint.
 *
 * Inputs of a static embedding: `input_ids` int64 [batch, sequence] and `pool_weights` float [batch, 1, sequence].
 * Inputs of a transformer: `input_ids`, `position_ids` and `places` int64 [tokens], `slots` int64 and
 * `attention_mask` int32 [batch, sequence] (see `TransformerInputs`), `pool_weights` float [batch, modes, sequence].
 * Inputs after a given graph: `token_vectors`, what it gives, `attention_mask` and `pool_weights`.
 * Output: `embedding` float [batch, dimension].
 *
 * All pooling modes except `max` are weighted sums of token vectors. The caller passes the weights, one row per such
 * mode. A static embedding is pooled the same way. If `cls` is the only mode, the transformer outputs just that
 * token.
 */
export function buildGraph(checkpoint: Checkpoint, options: GraphOptions = {}): OnnxModel {
  const g = new GraphBuilder()
  const [first, ...rest] = checkpoint.modules
  const poolWeights = g.input('pool_weights', DataType.FLOAT, ['batch', 'modes', 'sequence'])
  let x: Value
  let mask: Value | undefined
  if (first.kind === 'static') {
    const ids = g.input('input_ids', DataType.INT64, ['batch', 'sequence'])
    const table = first.weights.take(first.tensor, [first.rows ?? first.vocabulary, first.dimension])
    x = g.node('Squeeze', [g.node('MatMul', [poolWeights, g.rows(table, ids)]), g.ints(1)])
  } else if (first.kind === 'given-graph') {
    mask = g.input('attention_mask', DataType.INT32, ['batch', 'sequence'])
    const shape = first.isPooled ? ['batch', first.hidden] : ['batch', 'sequence', first.hidden]
    x = g.input('token_vectors', DataType.FLOAT, shape)
  } else {
    mask = g.input('attention_mask', DataType.INT32, ['batch', 'sequence'])
    const inputs = {
      ids: g.input('input_ids', DataType.INT64, ['tokens']),
      positions: g.input('position_ids', DataType.INT64, ['tokens']),
      slots: g.input('slots', DataType.INT64, ['batch', 'sequence']),
      places: g.input('places', DataType.INT64, ['tokens']),
      mask,
    }
    const [pooling] = rest
    const firstAlone = pooling?.kind === 'pooling' && pooling.modes.join() === 'cls'
    x = buildTransformer(g, first, inputs, { ...options, output: firstAlone ? 'first' : 'all' })
    if (firstAlone) rest.shift()
  }
  for (const module of rest) {
    if (module.kind === 'pooling') x = pool(g, module, x, poolWeights, mask!)
    if (module.kind === 'dense') x = dense(g, module, x)
    if (module.kind === 'normalize') x = normalize(g, x)
  }
  g.output(x, 'embedding', ['batch', checkpoint.dimension])
  return g.finish('sentence-transformer')
}

function pool(g: GraphBuilder, module: PoolingModule, tokens: Value, weights: Value, mask: Value): Value {
  const sums = g.node('MatMul', [weights, tokens])
  let row = 0
  const parts = module.modes.map(mode =>
    mode === 'max'
      ? maxPool(g, tokens, mask)
      : g.node('Gather', [sums, g.ints(row++)], { attributes: { axis: 1 } }),
  )
  const joined = parts.length === 1 ? parts[0]! : g.node('Concat', parts, { attributes: { axis: 2 } })
  return g.node('Squeeze', [joined, g.ints(1)])
}

function maxPool(g: GraphBuilder, tokens: Value, mask: Value): Value {
  const present = g.node('Unsqueeze', [g.cast(mask, DataType.BOOL), g.ints(2)])
  const masked = g.node('Where', [present, tokens, g.float(Number.NEGATIVE_INFINITY)])
  return g.node('ReduceMax', [masked], { attributes: { axes: [1], keepdims: 1 } })
}

function dense(g: GraphBuilder, module: DenseModule, x: Value): Value {
  const inputs = [x, g.weight(module.weights.take('linear.weight', [module.outputs, module.inputs]))]
  if (module.bias) inputs.push(g.weight(module.weights.take('linear.bias', [module.outputs])))
  return activate(g, g.node('Gemm', inputs, { attributes: { transB: 1 } }), module.activation)
}

function normalize(g: GraphBuilder, x: Value): Value {
  const norm = g.node('ReduceL2', [x], { attributes: { axes: [-1], keepdims: 1 } })
  return g.node('Div', [x, g.node('Max', [norm, g.float(NORMALIZE_EPSILON)])])
}
