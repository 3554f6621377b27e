import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Random } from '../../src/basics/random.js'

export interface TransformerSize {
  layers: number
  hidden: number
  heads: number
  vocabulary: number
  maxPositions?: number
  activation?: string
  pooling?: string[]
  /** Weight of each token. */
  wordWeights?: readonly number[]
  /** Whether vectors are scaled to unit length; default true. */
  normalize?: boolean
}

/**
 * Writes a BERT checkpoint with random weights, mean pooling and Normalize. Its tokenizer is empty: it takes token
 * ids only.
 */
export function writeTransformer(directory: string, size: TransformerSize, seed = 1): void {
  const {
    layers,
    hidden,
    heads,
    vocabulary,
    maxPositions = 512,
    activation = 'gelu',
    pooling = ['mean'],
    wordWeights,
    normalize = true,
  } = size
  const wide = 4 * hidden
  const tensors: [string, number[]][] = [
    ['embeddings.word_embeddings.weight', [vocabulary, hidden]],
    ['embeddings.position_embeddings.weight', [maxPositions, hidden]],
    ['embeddings.token_type_embeddings.weight', [2, hidden]],
    ['embeddings.LayerNorm.weight', [hidden]],
    ['embeddings.LayerNorm.bias', [hidden]],
  ]
  for (let layer = 0; layer < layers; layer++) {
    const linear = (name: string, outputs: number, inputs: number): void => {
      tensors.push([`encoder.layer.${layer}.${name}.weight`, [outputs, inputs]])
      tensors.push([`encoder.layer.${layer}.${name}.bias`, [outputs]])
    }
    for (const name of ['self.query', 'self.key', 'self.value', 'output.dense'])
      linear(`attention.${name}`, hidden, hidden)
    linear('intermediate.dense', wide, hidden)
    linear('output.dense', hidden, wide)
    for (const name of ['attention.output', 'output'])
      for (const part of ['weight', 'bias'])
        tensors.push([`encoder.layer.${layer}.${name}.LayerNorm.${part}`, [hidden]])
  }
  const random = new Random(seed)
  // Small enough to be an encoder's, large enough that texts differ.
  const deviation = 0.5 / Math.sqrt(hidden)
  let end = 0
  const header = Object.fromEntries(
    tensors.map(([name, shape]) => {
      const from = end
      end += 4 * shape.reduce((a, b) => a * b)
      return [name, { dtype: 'F32', shape, data_offsets: [from, end] }]
    }),
  )
  const text = JSON.stringify(header)
  const padded = text.padEnd(Math.ceil(text.length / 8) * 8)
  const prefix = Buffer.alloc(8)
  prefix.writeBigUInt64LE(BigInt(padded.length))
  const values = tensors.map(([name, shape]) => {
    const middle = name.endsWith('LayerNorm.weight') ? 1 : 0
    return Buffer.from(
      Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => middle + deviation * random.normal())
        .buffer,
    )
  })
  mkdirSync(join(directory, '1_Pooling'), { recursive: true })
  const json = (name: string, value: unknown): void =>
    writeFileSync(join(directory, name), JSON.stringify(value))
  writeFileSync(join(directory, 'model.safetensors'), Buffer.concat([prefix, Buffer.from(padded), ...values]))
  json('tokenizer.json', {})
  json('config.json', {
    architectures: ['BertModel'],
    model_type: 'bert',
    vocab_size: vocabulary,
    hidden_size: hidden,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    intermediate_size: wide,
    max_position_embeddings: maxPositions,
    type_vocab_size: 2,
    layer_norm_eps: 1e-12,
    hidden_act: activation,
  })
  json('1_Pooling/config.json', { pooling_mode: pooling })
  const module = (idx: number, path: string, type: string): object => ({
    idx,
    name: String(idx),
    path,
    type: `sentence_transformers.models.${type}`,
  })
  if (wordWeights) {
    mkdirSync(join(directory, '1_WordWeights'), { recursive: true })
    const vocab = wordWeights.map((_, id) => `piece${id}`)
    const word_weights = Object.fromEntries(wordWeights.map((weight, id) => [vocab[id], weight]))
    json('1_WordWeights/config.json', { vocab, word_weights, unknown_word_weight: 1 })
  }
  json('modules.json', [
    module(0, '', 'Transformer'),
    ...(wordWeights ? [module(1, '1_WordWeights', 'WordWeights')] : []),
    module(2, '1_Pooling', 'Pooling'),
    ...(normalize ? [module(3, '2_Normalize', 'Normalize')] : []),
  ])
}
