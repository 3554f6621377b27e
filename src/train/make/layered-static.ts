import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Random } from '../../basics/random.js'
import { AnlamError } from '../../errors.js'
import { readFloats } from '../../model/checkpoint/floats.js'
import { readCheckpoint } from '../../model/checkpoint/read.js'
import { clsAndSep } from '../tokenizer-file.js'
import { randomLayers, type TransformerShape } from './random-transformer.js'
import { floatTensor, type NewTransformer } from './transformer-folder.js'

const TokenizerFile = z.looseObject({
  added_tokens: z.array(z.looseObject({ id: z.number(), content: z.string() })),
  model: z.looseObject({ type: z.literal('WordPiece'), vocab: z.record(z.string(), z.number()) }),
})

const PAD = '[PAD]'
const UNK = '[UNK]'
const CLS = '[CLS]'
const SEP = '[SEP]'

/**
 * A transformer that begins as a static encoder: its vectors are those of the table, and layers learn what to add. The
 * rows are what a layer norm leaves as they are (mean 0, variance 1); what they were long is the weight of each piece in
 * the mean. The layers' outputs are zero at first.
 *
 * @param directory a static checkpoint with a WordPiece tokenizer, as `anlam train` makes them
 * @throws AnlamError `invalid-input` for another kind of checkpoint
 */
export async function layeredStatic(
  directory: string,
  shape: Omit<TransformerShape, 'width' | 'vocabulary'>,
  seed: number,
): Promise<NewTransformer> {
  const { modules, tokenizerFile } = await readCheckpoint(directory)
  const [module] = modules
  const parsed = TokenizerFile.safeParse(JSON.parse(await readFile(tokenizerFile, 'utf8')))
  if (module.kind !== 'static' || !parsed.success)
    throw new AnlamError('invalid-input', `${directory} is not a static encoder with word pieces`)
  const { dimension: width, vocabulary: known, weights, tensor } = module
  const table = readFloats(weights.take(tensor, [known, width]))
  const tokenizer = parsed.data
  for (const [i, content] of [CLS, SEP].entries()) {
    tokenizer.model.vocab[content] = known + i
    tokenizer.added_tokens.push({ ...tokenizer.added_tokens[0]!, id: known + i, content })
  }
  tokenizer.post_processor = clsAndSep(known, known + 1)

  const random = new Random(seed)
  const vocabulary = known + 2
  const rows = new Float32Array(vocabulary * width)
  rows.set(table)
  const lengths = new Float32Array(vocabulary)
  for (let row = 0; row < vocabulary; row++) {
    const own = rows.subarray(row * width, (row + 1) * width)
    lengths[row] = standardise(own)
    // Rows that are zero would have boundless gradients in a layer norm: they begin anywhere, and weigh nothing.
    if (lengths[row] === 0) {
      for (let i = 0; i < width; i++) own[i] = random.normal()
      standardise(own)
    }
  }
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.filter(length => length > 0).length
  const { config, tensors } = randomLayers({ ...shape, width, vocabulary }, random, { zeroOutputs: true })
  const zeros = (count: number) => (): Float32Array => new Float32Array(count * width)
  return {
    config,
    tokenizer: JSON.stringify(tokenizer),
    special: { cls: CLS, sep: SEP, pad: PAD, unk: UNK },
    maxTokens: shape.positions,
    hidden: width,
    wordWeights: lengths.map(length => length / mean),
    pieces: Object.entries(tokenizer.model.vocab)
      .sort(([, a], [, b]) => a - b)
      .map(([piece]) => piece),
    tensors: [
      floatTensor('embeddings.word_embeddings.weight', [vocabulary, width], () => rows),
      floatTensor('embeddings.position_embeddings.weight', [shape.positions, width], zeros(shape.positions)),
      floatTensor('embeddings.token_type_embeddings.weight', [1, width], zeros(1)),
      ...tensors,
    ],
  }
}

/**
 * Gives a row mean 0 and variance 1.
 * @returns its length after the mean is taken off; 0 if it is constant, and then unchanged
 */
function standardise(row: Float32Array): number {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length
  const length = Math.sqrt(row.reduce((sum, value) => sum + (value - mean) ** 2, 0))
  if (length === 0) return 0
  const scale = Math.sqrt(row.length) / length
  for (let i = 0; i < row.length; i++) row[i] = (row[i]! - mean) * scale
  return length
}
