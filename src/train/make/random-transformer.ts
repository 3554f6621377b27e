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
  const { layers, width, heads, feedForward, positions } = shape
  const pieces = learnWordPieces(counts, shape.vocabulary, { special: SPECIAL })
  const random = new Random(seed)
  const normal = (name: string, rows: number, columns: number): WrittenTensor =>
    floatTensor(name, [rows, columns], () =>
      Float32Array.from({ length: rows * columns }, () => DEVIATION * random.normal()),
    )
  const constant = (name: string, length: number, value: number): WrittenTensor =>
    floatTensor(name, [length], () => new Float32Array(length).fill(value))
  const linear = (name: string, inputs: number, outputs: number): WrittenTensor[] => [
    normal(`${name}.weight`, outputs, inputs),
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
      ...linear(`${at}.attention.output.dense`, width, width),
      ...norm(`${at}.attention.output.LayerNorm`),
      ...linear(`${at}.intermediate.dense`, width, feedForward),
      ...linear(`${at}.output.dense`, feedForward, width),
      ...norm(`${at}.output.LayerNorm`),
    ]
  }
  return {
    config: {
      architectures: ['BertModel'],
      model_type: 'bert',
      hidden_size: width,
      num_hidden_layers: layers,
      num_attention_heads: heads,
      intermediate_size: feedForward,
      vocab_size: pieces.length,
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
    },
    tokenizer: tokenizerFile(pieces, SPECIAL),
    special: { cls: '[CLS]', sep: '[SEP]', pad: '[PAD]', unk: '[UNK]', mask: '[MASK]' },
    maxTokens: positions,
    hidden: width,
    tensors: [
      normal('embeddings.word_embeddings.weight', pieces.length, width),
      normal('embeddings.position_embeddings.weight', positions, width),
      normal('embeddings.token_type_embeddings.weight', 1, width),
      ...norm('embeddings.LayerNorm'),
      ...Array.from({ length: layers }, (_, index) => layer(index)).flat(),
    ],
  }
}
