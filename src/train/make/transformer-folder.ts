import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFiles } from '../../basics/files.js'
import { SENTENCE_TRANSFORMERS } from '../checkpoint-files.js'
import { safetensorsFile, type WrittenTensor } from '../safetensors-file.js'

/** Names of a tokenizer's special tokens. */
export interface SpecialTokens {
  cls: string
  sep: string
  pad: string
  unk: string
  mask?: string
}

/** A transformer to begin a training with. */
export interface NewTransformer {
  /** `config.json` as the hub has it. */
  config: Record<string, unknown>
  /** Content of `tokenizer.json`. */
  tokenizer: string
  special: SpecialTokens
  /** Most tokens of a text, special ones included. */
  maxTokens: number
  hidden: number
  /** Weight of each piece in the mean, by its id; all count the same without. */
  wordWeights?: Float32Array
  /** Pieces by their ids, for `wordWeights`. */
  pieces?: readonly string[]
  tensors: readonly WrittenTensor[]
}

function modulesOf(names: readonly string[]): object[] {
  return names.map((name, idx) => ({
    idx,
    name: String(idx),
    path: idx === 0 ? '' : `${idx}_${name}`,
    type: `sentence_transformers.models.${name}`,
  }))
}

/**
 * Writes a checkpoint in the layout of sentence-transformers: a transformer, the mean of its tokens, unit length. The
 * tokenizer is the generic one of transformers, which takes `tokenizer.json` as it is; those of BERT and XLM-R would
 * change its rules.
 * @param folder exists or is made
 */
export function writeTransformer(folder: string, model: NewTransformer): void {
  const { config, tokenizer, special, maxTokens, hidden, tensors, wordWeights, pieces } = model
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
  const names = {
    cls_token: special.cls,
    sep_token: special.sep,
    pad_token: special.pad,
    unk_token: special.unk,
    ...(special.mask === undefined ? {} : { mask_token: special.mask }),
  }
  const pooling = wordWeights ? '2_Pooling' : '1_Pooling'
  mkdirSync(join(folder, pooling), { recursive: true })
  const weighting = wordWeights && join(folder, '1_WordWeights')
  if (weighting) mkdirSync(weighting, { recursive: true })
  replaceFiles([
    [
      join(folder, 'modules.json'),
      json(modulesOf(['Transformer', ...(wordWeights ? ['WordWeights'] : []), 'Pooling', 'Normalize'])),
    ],
    [join(folder, 'config.json'), json(config)],
    [join(folder, 'sentence_bert_config.json'), json({ max_seq_length: maxTokens, do_lower_case: false })],
    [join(folder, 'config_sentence_transformers.json'), json(SENTENCE_TRANSFORMERS)],
    [
      join(folder, pooling, 'config.json'),
      json({
        word_embedding_dimension: hidden,
        pooling_mode_cls_token: false,
        pooling_mode_mean_tokens: true,
      }),
    ],
    ...(weighting ? [[join(weighting, 'config.json'), wordWeightsFile(pieces!, wordWeights)] as const] : []),
    [join(folder, 'tokenizer.json'), tokenizer],
    [
      join(folder, 'tokenizer_config.json'),
      json({ tokenizer_class: 'PreTrainedTokenizerFast', model_max_length: maxTokens, ...names }),
    ],
    [join(folder, 'special_tokens_map.json'), json(names)],
    [join(folder, 'model.safetensors'), safetensorsFile(tensors)],
  ])
}

/** `config.json` of sentence-transformers' WordWeights, which multiply token vectors before they are pooled. */
function wordWeightsFile(pieces: readonly string[], weights: Float32Array): string {
  const word_weights = Object.fromEntries(pieces.map((piece, id) => [piece, weights[id]!]))
  return `${JSON.stringify({ vocab: pieces, word_weights, unknown_word_weight: 1 })}\n`
}

/** A float32 tensor for a file. */
export function floatTensor(
  name: string,
  shape: readonly number[],
  values: () => Float32Array,
): WrittenTensor {
  return {
    name,
    dtype: 'F32',
    shape,
    length: 4 * shape.reduce((product, n) => product * n, 1),
    bytes: () => {
      const { buffer, byteOffset, byteLength } = values()
      return new Uint8Array(buffer, byteOffset, byteLength)
    },
  }
}
