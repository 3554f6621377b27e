import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AnlamError } from '../../errors.js'
import { readFloats, readIntegers } from './floats.js'
import { readJson } from './json.js'
import type { StaticModule } from './types.js'
import { Weights } from './weights.js'

/** Tokens that model2vec keeps of a text unless its configuration says otherwise. */
const MODEL2VEC_TOKENS = 512

/** model2vec's own `config.json`. */
export const Model2Vec = z.object({
  model_type: z.literal('model2vec'),
  normalize: z.boolean().default(false),
  max_length: z.number().int().positive().nullable().default(MODEL2VEC_TOKENS),
})

const TokenizerModel = z.object({
  model: z.object({
    unk_token: z.string().nullish(),
    unk_id: z.number().int().nullish(),
    vocab: z.union([z.record(z.string(), z.number()), z.array(z.unknown())]),
  }),
})

/**
 * Reads a table of token vectors. sentence-transformers calls it `embedding.weight` and takes the mean of a text's rows.
 * model2vec calls it `embeddings`; if a checkpoint says in `config.json` that it is its own and has no `modules.json`, or has
 * `weights` or a `mapping` of tokens to rows, its rules hold: unknown tokens are left out, rows are weighted, texts cut.
 */
export async function readStatic(
  directory: string,
  hasModules: boolean,
): Promise<{ module: StaticModule; maxTokens: number | null }> {
  const weights = await Weights.read(directory)
  const tensor = weights.has('embedding.weight') ? 'embedding.weight' : 'embeddings'
  const shape = weights.shapeOf(tensor)
  if (shape?.length !== 2)
    throw new AnlamError('corrupt-checkpoint', `${weights.path}: there is no table embedding.weight`)
  const [rows, dimension] = shape as [number, number]
  weights.take(tensor, shape)
  const base = { kind: 'static', tensor, vocabulary: rows, dimension, weights } as const
  if (hasModules && !weights.has('weights') && !weights.has('mapping'))
    return { module: base, maxTokens: null }
  const configFile = join(directory, 'config.json')
  const { max_length: maxTokens } = existsSync(configFile)
    ? await readJson(configFile, Model2Vec)
    : { max_length: MODEL2VEC_TOKENS }
  const mapping = weights.has('mapping') ? readIntegers(weights.any('mapping')) : undefined
  const factors = weights.has('weights') ? readFloats(weights.any('weights')) : undefined
  const vocabulary = mapping?.length ?? rows
  if (factors && factors.length !== vocabulary)
    throw new AnlamError(
      'corrupt-checkpoint',
      `${weights.path}: ${factors.length} weights of ${vocabulary} tokens`,
    )
  if (mapping?.some(row => row < 0 || row >= rows))
    throw new AnlamError(
      'corrupt-checkpoint',
      `${weights.path}: mapping leads to rows beyond the table's ${rows}`,
    )
  const unknown = await unknownToken(join(directory, 'tokenizer.json'))
  const lookup = { rows: mapping, factors, unknown }
  return { module: { ...base, vocabulary, rows, rules: 'model2vec', lookup }, maxTokens }
}

/** Id of the token that stands for what the vocabulary lacks. */
async function unknownToken(file: string): Promise<number | undefined> {
  const { model } = await readJson(file, TokenizerModel)
  if (model.unk_token != null && !Array.isArray(model.vocab)) return model.vocab[model.unk_token]
  return model.unk_id ?? undefined
}
