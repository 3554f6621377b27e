import { existsSync } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { AnlamError } from '../../errors.js'
import { DataType } from '../../onnx/graph.js'
import { type GraphHeader, type GraphValue, readGraphHeader } from '../../onnx/read-header.js'
import type { TensorLocation } from '../../onnx/safetensors.js'
import { readJson } from './json.js'
import { readTextLimits } from './limits.js'
import { positive } from './shape.js'
import type { GivenGraphModule, GivenInput } from './types.js'
import { Weights } from './weights.js'

/** Where repositories keep a graph, the most exact one first. */
export const GRAPH_FILES = [
  'onnx/model.onnx',
  'model.onnx',
  'onnx/model_optimized.onnx',
  'model_optimized.onnx',
  'onnx/model_quantized.onnx',
  'model_quantized.onnx',
] as const

const INPUTS = ['input_ids', 'attention_mask', 'token_type_ids', 'position_ids'] as const
/** Vectors of texts, and of tokens. */
const POOLED = ['sentence_embedding']
const TOKENS = ['token_embeddings', 'last_hidden_state']

const Config = z.object({
  architectures: z.array(z.string()).nullish(),
  model_type: z.string(),
  vocab_size: positive,
  hidden_size: positive.optional(),
  dim: positive.optional(),
  d_model: positive.optional(),
  max_position_embeddings: positive.nullish(),
  pad_token_id: z.number().int().nullish(),
})
const SpecialTokens = z.object({
  pad_token: z.union([z.string(), z.object({ content: z.string() })]).nullish(),
})
const Vocabulary = z.object({
  added_tokens: z.array(z.object({ id: z.number(), content: z.string() })).default([]),
})

export interface GivenGraphSettings {
  module: GivenGraphModule
  maxTokens: number | null
  lowerCase: boolean
}

/** The graph that a repository holds, if any. */
export function findGraph(directory: string): string | undefined {
  return GRAPH_FILES.map(name => join(directory, name)).find(path => existsSync(path))
}

/**
 * Reads what a graph takes and gives, and checks that it can be run on tokens alone. Its weights are left where they are.
 * @param wantsTokens whether Pooling follows, which needs the vectors of tokens
 * @throws AnlamError `not-found`, `corrupt-checkpoint`, naming input or output
 */
export async function readGivenGraph(
  directory: string,
  path: string,
  wantsTokens: boolean,
): Promise<GivenGraphSettings> {
  const config = await readJson(join(directory, 'config.json'), Config)
  const header = readGraphHeader(path)
  const fail = (what: string): AnlamError => new AnlamError('corrupt-checkpoint', `${path}: ${what}`)
  const output = chooseOutput(header, wantsTokens, fail)
  const hidden = output.shape.at(-1) ?? config.hidden_size ?? config.dim ?? config.d_model
  if (hidden === undefined) throw fail(`neither ${output.name} nor config.json says how wide vectors are`)
  const { ofSettings, ofTokenizer, lowerCase } = await readTextLimits(directory)
  const limits = [ofSettings?.tokens ?? ofTokenizer, config.max_position_embeddings]
  const maxTokens = Math.min(...limits.map(each => each ?? Number.POSITIVE_INFINITY))
  return {
    module: {
      kind: 'given-graph',
      architecture: config.architectures?.[0] ?? config.model_type,
      path,
      inputs: header.inputs.map(input => asInput(input, fail)),
      output: output.name,
      isPooled: POOLED.includes(output.name),
      hidden,
      vocabulary: config.vocab_size,
      padTokenId: (await paddingOf(directory)) ?? config.pad_token_id ?? 0,
      weights: await filesOf(path, header, fail),
    },
    maxTokens: Number.isFinite(maxTokens) ? maxTokens : null,
    lowerCase,
  }
}

type Fail = (what: string) => AnlamError

function chooseOutput({ outputs }: GraphHeader, wantsTokens: boolean, fail: Fail): GraphValue {
  const names = wantsTokens ? TOKENS : POOLED
  const output = names.map(name => outputs.find(each => each.name === name)).find(each => each !== undefined)
  const there = outputs.map(({ name }) => name).join(', ')
  if (!output && !wantsTokens)
    throw fail(
      `it gives ${there} and no ${POOLED.join(' or ')}; add modules.json and 1_Pooling/config.json of the original model, which say how tokens are pooled`,
    )
  if (!output) throw fail(`it gives ${there}, and no ${names.join(' or ')}`)
  if (output.type !== DataType.FLOAT) throw fail(`its ${output.name} is not float32`)
  return output
}

function asInput({ name, type }: GraphValue, fail: Fail): GivenInput {
  const known = INPUTS.find(each => each === name)
  if (!known) throw fail(`it wants ${name}; known inputs are ${INPUTS.join(', ')}`)
  if (type !== DataType.INT64 && type !== DataType.INT32) throw fail(`its ${name} is neither int64 nor int32`)
  return { name: known, type: type === DataType.INT64 ? 'int64' : 'int32' }
}

/** Id of the token that the tokenizer pads with; the mask makes it vanish, whatever `config.json` says. */
async function paddingOf(directory: string): Promise<number | undefined> {
  const files = ['special_tokens_map.json', 'tokenizer_config.json'].map(name => join(directory, name))
  for (const file of files.filter(path => existsSync(path))) {
    const { pad_token: token } = await readJson(file, SpecialTokens)
    const name = typeof token === 'object' ? token?.content : token
    if (name == null) continue
    const { added_tokens: added } = await readJson(join(directory, 'tokenizer.json'), Vocabulary)
    return added.find(({ content }) => content === name)?.id
  }
  return undefined
}

/** The graph's own file and those of its external data, as weights for fingerprint and size. */
async function filesOf(path: string, { external }: GraphHeader, fail: Fail): Promise<Weights> {
  const folder = dirname(path)
  const files = [path, ...external.map(name => join(folder, name))]
  const found = new Map<string, TensorLocation>()
  for (const each of files) {
    const name = relative(folder, each)
    if (name.startsWith('..')) throw fail(`its data ${name} lies outside the checkpoint`)
    if (!existsSync(each)) throw fail(`its data ${name} is missing`)
    const { size } = await stat(each)
    const file = await realpath(each)
    found.set(name, { name, dtype: 'U8', shape: [size], file, offset: 0, length: size })
  }
  return new Weights(path, found)
}
