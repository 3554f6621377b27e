import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { AnlamError } from '../../errors.js'
import { readFloats } from '../../model/checkpoint/floats.js'
import { readJson } from '../../model/checkpoint/json.js'
import { readCheckpoint } from '../../model/checkpoint/read.js'
import type { TransformerModule } from '../../model/checkpoint/types.js'
import type { TensorLocation } from '../../onnx/safetensors.js'
import { tensorPrefix } from '../graph/layer-weights.js'
import { tokenizeTexts } from '../material/tokens.js'
import type { WrittenTensor } from '../safetensors-file.js'
import { pruneTokenizer } from './pruned-tokenizer.js'
import { floatTensor, type NewTransformer } from './transformer-folder.js'

export interface PruneOptions {
  /** Checkpoint directory. */
  directory: string
  /** Layers to keep, from 0; all if none are named. */
  layers?: readonly number[]
  /** Pieces to keep at most. */
  vocabulary: number
  /** Most tokens of a text; the checkpoint's if it has fewer. */
  positions: number
}

const name = z.union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)])
const SpecialTokensMap = z.object({
  cls_token: name,
  sep_token: name,
  pad_token: name,
  unk_token: name,
  mask_token: name,
})

const WORDS = 'embeddings.word_embeddings.weight'
const POSITIONS = 'embeddings.position_embeddings.weight'
const LAYER = /^encoder\.layer\.(\d+)\./
/** Heads and poolers do not enter a mean of tokens. */
const KEPT = /^(?:embeddings\.(?:\w+_embeddings|LayerNorm)\.|encoder\.layer\.)/

/**
 * A part of a larger encoder: some of its layers, and the pieces of its vocabulary that texts need, with their scores
 * and their rows of the table.
 *
 * @param texts that the new model is to read; they decide which pieces are kept
 * @throws AnlamError `invalid-input` for a layer that is not there, or a checkpoint without a transformer
 */
export async function prunedTransformer(
  texts: readonly string[],
  { directory, layers, vocabulary, positions }: PruneOptions,
): Promise<NewTransformer> {
  const checkpoint = await readCheckpoint(directory)
  const [module] = checkpoint.modules
  if (module.kind !== 'transformer')
    throw new AnlamError(
      'invalid-input',
      `${directory} is a static embedding, and has no layers to begin with`,
    )
  const chosen = layers ?? Array.from({ length: module.layers }, (_, i) => i)
  const missing = chosen.find(layer => layer >= module.layers)
  if (missing !== undefined)
    throw new AnlamError('invalid-input', `${directory} has layers 0 to ${module.layers - 1}, not ${missing}`)

  const folder = dirname(checkpoint.tokenizerFile)
  const names = await readJson(join(folder, 'special_tokens_map.json'), SpecialTokensMap)
  const { tokenizer, kept, special } = pruneTokenizer(
    await readFile(checkpoint.tokenizerFile, 'utf8'),
    await countPieces(texts),
    vocabulary,
    {
      cls: names.cls_token,
      sep: names.sep_token,
      pad: names.pad_token,
      unk: names.unk_token,
      mask: names.mask_token,
    },
  )
  const first = firstPosition(module, kept)
  const maxTokens = Math.min(positions, module.maxPositions - first)
  const config = await readJson(join(folder, 'config.json'), z.record(z.string(), z.unknown()))
  return {
    config: {
      ...config,
      architectures: [module.architecture.replace(/For[A-Za-z]+$/, 'Model')],
      num_hidden_layers: chosen.length,
      vocab_size: kept.length,
      max_position_embeddings: first + maxTokens,
      tokenizer_class: 'PreTrainedTokenizerFast',
      torch_dtype: 'float32',
    },
    tokenizer,
    special,
    maxTokens,
    hidden: module.hidden,
    tensors: tensorsOf(module, chosen, kept, first + maxTokens),
  }

  async function countPieces(of: readonly string[]): Promise<Map<number, number>> {
    const counts = new Map<number, number>()
    const { ids } = await tokenizeTexts(checkpoint, of, checkpoint.maxTokens ?? Number.MAX_SAFE_INTEGER)
    for (const text of ids) for (const id of text) counts.set(id, (counts.get(id) ?? 0) + 1)
    return counts
  }
}

/** Rows of the position table before the first token's. RoBERTa's follow the padding id, which must stay the same. */
function firstPosition({ family, padTokenId }: TransformerModule, kept: Int32Array): number {
  if (family === 'bert') return 0
  if (kept[padTokenId] !== padTokenId)
    throw new AnlamError(
      'invalid-input',
      'the padding token is not among the first pieces, so ids would move',
    )
  return padTokenId + 1
}

function tensorsOf(
  module: TransformerModule,
  layers: readonly number[],
  kept: Int32Array,
  positions: number,
): WrittenTensor[] {
  const prefix = tensorPrefix(module)
  const tensors: WrittenTensor[] = []
  for (const location of module.weights.all()) {
    if (!location.name.startsWith(prefix)) continue
    const own = location.name.slice(prefix.length)
    // `embeddings.position_ids` are integers, and counted anyway.
    if (!KEPT.test(own) || location.dtype.startsWith('I')) continue
    const [match, layer] = LAYER.exec(own) ?? []
    if (match === undefined) tensors.push(embedding(own, location, kept, positions))
    else
      for (const [now, old] of layers.entries())
        if (old === Number(layer)) {
          const renamed = `encoder.layer.${now}.${own.slice(match.length)}`
          tensors.push(floatTensor(renamed, location.shape, () => readFloats(location)))
        }
  }
  return tensors
}

function embedding(
  own: string,
  location: TensorLocation,
  kept: Int32Array,
  positions: number,
): WrittenTensor {
  const [rows, width] = location.shape as [number, number]
  if (own === WORDS)
    return floatTensor(own, [kept.length, width], () => {
      const table = readFloats(location)
      const out = new Float32Array(kept.length * width)
      kept.forEach((old, now) => {
        out.set(table.subarray(old * width, (old + 1) * width), now * width)
      })
      return out
    })
  const count = own === POSITIONS ? positions : rows
  const shape = [count, ...location.shape.slice(1)]
  return floatTensor(own, shape, () => readFloats(location).slice(0, count * (width ?? 1)))
}
