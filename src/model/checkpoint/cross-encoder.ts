import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { AnlamError } from '../../errors.js'
import { fingerprintOf } from './fingerprint.js'
import { readJson } from './json.js'
import { CLASSIFIER } from './layout.js'
import { readTransformer, type TransformerSettings } from './transformer.js'
import type { Family, TransformerModule } from './types.js'
import { Weights } from './weights.js'

/** A model that reads two texts together and says how well the second answers the first. */
export interface CrossEncoder {
  /** Absolute path. */
  directory: string
  module: TransformerModule
  tokenizerFile: string
  /** Most tokens of a pair, special tokens included. */
  maxTokens: number
  /** Hex SHA-256 of everything that determines the scores. */
  fingerprint: string
}

const Config = z.object({
  architectures: z.array(z.string()).nullish(),
  id2label: z.record(z.string(), z.string()).nullish(),
})

const RERANKERS: readonly Family[] = ['bert', 'roberta', 'modernbert']

/** Whether a directory holds a model with such a head, and not an encoder of sentence-transformers. */
export async function isCrossEncoder(directory: string): Promise<boolean> {
  const configFile = join(directory, 'config.json')
  if (existsSync(join(directory, 'modules.json')) || !existsSync(configFile)) return false
  const { architectures } = await readJson(configFile, Config)
  return architectures?.[0]?.endsWith(CLASSIFIER) ?? false
}

/**
 * Reads a directory in the layout of sentence-transformers' CrossEncoder, which is that of transformers' models with a
 * head for classification of one label.
 *
 * @throws AnlamError `not-found`, naming the missing file; `invalid-input` if the path is not a directory;
 * `corrupt-checkpoint`, naming what is not supported or damaged
 */
export async function readCrossEncoder(path: string): Promise<CrossEncoder> {
  const directory = resolve(path)
  const info = await stat(directory).catch(() => undefined)
  if (!info) throw new AnlamError('not-found', `there is no model directory ${path}`)
  if (!info.isDirectory()) throw new AnlamError('invalid-input', `${path} is not a model directory`)
  const { module, maxTokens } = await readCrossEncoderConfig(directory)
  const labels = (module.weights.shapeOf('classifier.weight') ??
    module.weights.shapeOf('classifier.out_proj.weight'))?.[0]
  if (labels !== undefined) assertOneLabel(directory, labels)
  const tokenizerFile = join(directory, 'tokenizer.json')
  if (!existsSync(tokenizerFile)) throw new AnlamError('not-found', `${tokenizerFile} is missing`)
  const fingerprint = await fingerprintOf({ maxTokens }, tokenizerFile, [module])
  return { directory, module, tokenizerFile, maxTokens, fingerprint }
}

/**
 * What the configuration of a cross-encoder says, whether its weights are there or not.
 * @throws AnlamError `not-found`, `corrupt-checkpoint`
 */
export async function readCrossEncoderConfig(
  directory: string,
  weightsOf = Weights.read,
): Promise<TransformerSettings> {
  const configFile = join(directory, 'config.json')
  const { architectures, id2label } = await readJson(configFile, Config)
  const [architecture = 'no architecture'] = architectures ?? []
  if (!architecture.endsWith(CLASSIFIER))
    throw new AnlamError(
      'corrupt-checkpoint',
      `${configFile} is of ${architecture}, which does not compare texts; a re-ranker is a model …${CLASSIFIER}`,
    )
  const settings = await readTransformer(directory, weightsOf)
  if (!RERANKERS.includes(settings.module.family))
    throw new AnlamError(
      'corrupt-checkpoint',
      `${configFile} is of ${architecture}; the head of this family is not supported, only those of BERT, RoBERTa, XLM-R, CamemBERT and ModernBERT are`,
    )
  if (id2label) assertOneLabel(configFile, Object.keys(id2label).length)
  return settings
}

function assertOneLabel(where: string, labels: number): void {
  if (labels !== 1)
    throw new AnlamError(
      'corrupt-checkpoint',
      `${where} tells ${labels} labels apart; a re-ranker has one, the score`,
    )
}
