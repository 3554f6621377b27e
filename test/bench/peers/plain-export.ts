import { linkSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCheckpoint } from '../../../src/model/checkpoint/read.js'
import type { TransformerModule } from '../../../src/model/checkpoint/types.js'
import { DataType, GraphBuilder, type Value } from '../../../src/onnx/graph.js'
import { readSafetensors, type TensorLocation } from '../../../src/onnx/safetensors.js'

/**
 * Converts a checkpoint to the layout of transformers.js, with a graph like that of PyTorch's exporters: standard
 * operators only, output `last_hidden_state` [batch, sequence, hidden]; onnxruntime fuses them. The weights are
 * hard-linked, so `target` must be in the same file system.
 */
export async function exportPlain(directory: string, target: string): Promise<void> {
  const { modules } = await readCheckpoint(directory)
  mkdirSync(join(target, 'onnx'), { recursive: true })
  for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json'])
    linkSync(join(directory, file), join(target, file))
  const weights = join(target, 'onnx', 'model.safetensors')
  linkSync(join(directory, 'model.safetensors'), weights)
  const graph = plainGraph(modules[0] as TransformerModule, await readSafetensors(weights))
  writeFileSync(join(target, 'onnx', 'model.onnx'), graph)
}

function plainGraph(
  { hidden, heads, layers, epsilon, padTokenId }: TransformerModule,
  tensors: ReadonlyMap<string, TensorLocation>,
): Uint8Array {
  const g = new GraphBuilder()
  const ids = g.input('input_ids', DataType.INT64, ['batch', 'sequence'])
  const attention = g.input('attention_mask', DataType.INT64, ['batch', 'sequence'])
  const take = (name: string): Value => g.weight(tensors.get(name)!)
  const op = (type: string, ...inputs: Value[]): Value => g.node(type, inputs)
  const linear = (x: Value, name: string): Value => {
    const matrix = g.node('Transpose', [take(`${name}.weight`)], { attributes: { perm: [1, 0] } })
    return op('Add', op('MatMul', x, matrix), take(`${name}.bias`))
  }
  const norm = (x: Value, name: string): Value =>
    g.node('LayerNormalization', [x, take(`${name}.weight`), take(`${name}.bias`)], {
      attributes: { axis: -1, epsilon: { float: epsilon } },
    })
  const cumulated = g.node('CumSum', [attention, g.ints(1)])
  const positions = op('Add', op('Mul', cumulated, attention), g.ints(padTokenId))
  const gather = (table: string, index: Value): Value =>
    op('Gather', take(`embeddings.${table}.weight`), index)
  let x = op('Add', gather('word_embeddings', ids), gather('position_embeddings', positions))
  x = norm(op('Add', x, gather('token_type_embeddings', g.ints(0))), 'embeddings.LayerNorm')
  const absent = op('Sub', g.float(1), g.cast(attention, DataType.FLOAT))
  const bias = op('Unsqueeze', op('Mul', absent, g.float(-3.4028234663852886e38)), g.ints(1, 2))
  const split = g.ints(0, 0, heads, hidden / heads)
  const perm = { attributes: { perm: [0, 2, 1, 3] } }
  for (let layer = 0; layer < layers; layer++) {
    const at = `encoder.layer.${layer}`
    const [q, k, v] = ['query', 'key', 'value'].map(name =>
      op('Reshape', linear(x, `${at}.attention.self.${name}`), split),
    ) as [Value, Value, Value]
    const keys = g.node('Transpose', [k], { attributes: { perm: [0, 2, 3, 1] } })
    const scores = op(
      'Div',
      op('MatMul', g.node('Transpose', [q], perm), keys),
      g.float(Math.sqrt(hidden / heads)),
    )
    const shares = g.node('Softmax', [op('Add', scores, bias)], { attributes: { axis: -1 } })
    const mixed = g.node('Transpose', [op('MatMul', shares, g.node('Transpose', [v], perm))], perm)
    const attended = linear(op('Reshape', mixed, g.ints(0, 0, hidden)), `${at}.attention.output.dense`)
    x = norm(op('Add', attended, x), `${at}.attention.output.LayerNorm`)
    const wide = linear(x, `${at}.intermediate.dense`)
    const error = op('Erf', op('Div', wide, g.float(Math.SQRT2)))
    const gelu = op('Mul', op('Mul', wide, op('Add', error, g.float(1))), g.float(0.5))
    x = norm(op('Add', linear(gelu, `${at}.output.dense`), x), `${at}.output.LayerNorm`)
  }
  g.output(x, 'last_hidden_state', ['batch', 'sequence', hidden])
  return g.finish('plain').bytes
}
