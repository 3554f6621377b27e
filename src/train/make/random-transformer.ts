import { Random } from '../../basics/random.js'
import type { WrittenTensor } from '../safetensors-file.js'
import { tokenizerFile } from '../tokenizer-file.js'
import { learnWordPieces, SPECIAL_PIECES } from '../wordpiece.js'
import { floatTensor, type NewTransformer } from './transformer-folder.js'

export interface TransformerShape {
  layers: number
  /** Width of the token vectors, and of the result. */
  width: number
  heads: number
  feedForward: number
  /** Most tokens of a text, special ones included. */
  positions: number
  /** Most word pieces, special ones included. */
  vocabulary: number
}

/** Standard deviation of new weights, as in BERT (Devlin et al. 2019). */
const DEVIATION = 0.02
/** In this order, so that padding has id 0. */
const SPECIAL = [...SPECIAL_PIECES, '[CLS]', '[SEP]', '[MASK]'] as const

/**
 * A small BERT with random weights and a WordPiece vocabulary of its own.
 * @param counts normalised words with their counts, to learn the vocabulary from
 */
export function randomTransformer(
  counts: ReadonlyMap<string, number>,
  shape: TransformerShape,
  seed: number,
): NewTransformer {
  const { width, positions } = shape
  const pieces = learnWordPieces(counts, shape.vocabulary, { special: SPECIAL })
  const random = new Random(seed)
  const table = (name: string, rows: number): WrittenTensor =>
    normal(`embeddings.${name}_embeddings.weight`, [rows, width], random)
  const { config, tensors } = randomLayers({ ...shape, vocabulary: pieces.length }, random)
  return {
    config,
    tokenizer: tokenizerFile(pieces, SPECIAL),
    special: { cls: '[CLS]', sep: '[SEP]', pad: '[PAD]', unk: '[UNK]', mask: '[MASK]' },
    maxTokens: positions,
    hidden: width,
    tensors: [table('word', pieces.length), table('position', positions), table('token_type', 1), ...tensors],
  }
}

/**
 * Configuration and weights of a BERT but for its tables.
 * @param zeroOutputs what layers add is zero at first, so that the tables' rows come through
 */
export function randomLayers(
  shape: TransformerShape,
  random: Random,
  { zeroOutputs = false } = {},
): Pick<NewTransformer, 'config' | 'tensors'> {
  const { layers, width, heads, feedForward, positions, vocabulary } = shape
  const constant = (name: string, length: number, value: number): WrittenTensor =>
    floatTensor(name, [length], () => new Float32Array(length).fill(value))
  const linear = (name: string, inputs: number, outputs: number, zero = false): WrittenTensor[] => [
    zero
      ? floatTensor(`${name}.weight`, [outputs, inputs], () => new Float32Array(outputs * inputs))
      : normal(`${name}.weight`, [outputs, inputs], random),
    constant(`${name}.bias`, outputs, 0),
  ]
  const norm = (name: string): WrittenTensor[] => [
    constant(`${name}.weight`, width, 1),
    constant(`${name}.bias`, width, 0),
  ]
  const layer = (index: number): WrittenTensor[] => {
    const at = `encoder.layer.${index}`
    return [
      ...['query', 'key', 'value'].flatMap(part => linear(`${at}.attention.self.${part}`, width, width)),
      ...linear(`${at}.attention.output.dense`, width, width, zeroOutputs),
      ...norm(`${at}.attention.output.LayerNorm`),
      ...linear(`${at}.intermediate.dense`, width, feedForward),
      ...linear(`${at}.output.dense`, feedForward, width, zeroOutputs),
      ...norm(`${at}.output.LayerNorm`),
    ]
  }
  const config = {
    architectures: ['BertModel'],
    model_type: 'bert',
    hidden_size: width,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    intermediate_size: feedForward,
    vocab_size: vocabulary,
    max_position_embeddings: positions,
    type_vocab_size: 1,
    layer_norm_eps: 1e-12,
    hidden_act: 'gelu',
    pad_token_id: 0,
    position_embedding_type: 'absolute',
    hidden_dropout_prob: 0.1,
    attention_probs_dropout_prob: 0.1,
    initializer_range: DEVIATION,
    torch_dtype: 'float32',
  }
  const all = Array.from({ length: layers }, (_, index) => layer(index)).flat()
  return { config, tensors: [...norm('embeddings.LayerNorm'), ...all] }
}

/** A matrix whose values are drawn when it is written: tensors are written in their order. */
function normal(name: string, shape: readonly [number, number], random: Random): WrittenTensor {
  const draw = (): Float32Array =>
    Float32Array.from({ length: shape[0] * shape[1] }, () => DEVIATION * random.normal())
  return floatTensor(name, shape, draw)
}
