import { join } from 'node:path'
import { z } from 'zod'
import { AnlamError } from '../../errors.js'
import { FAMILIES } from './families.js'
import { readJson } from './json.js'
import { readTextLimits } from './limits.js'
import { skipsPadding, type TransformerModule } from './types.js'
import { Weights } from './weights.js'

const Config = z.object({
  architectures: z.array(z.string()).nullish(),
  model_type: z.string(),
  /** Names Python files of the checkpoint. */
  auto_map: z.unknown().optional(),
})

export interface TransformerSettings {
  module: TransformerModule
  maxTokens: number
  lowerCase: boolean
}

/**
 * Reads `config.json` and the module's settings, and locates its weights.
 * @throws AnlamError `not-found`, `corrupt-checkpoint`
 */
export async function readTransformer(
  directory: string,
  weightsOf = Weights.read,
): Promise<TransformerSettings> {
  const path = join(directory, 'config.json')
  const config = await readJson(path, Config)
  const fail = (what: string): AnlamError => new AnlamError('corrupt-checkpoint', `${path}: ${what}`)
  const architecture = config.architectures?.[0] ?? config.model_type
  const reader = Object.hasOwn(FAMILIES, config.model_type) ? FAMILIES[config.model_type] : undefined
  if (!reader || (config.architectures?.[0] !== undefined && !reader.architecture.test(architecture))) {
    const known = Object.keys(FAMILIES).join(', ')
    const what = `unknown architecture ${architecture} (model_type ${config.model_type})`
    throw fail(
      config.auto_map
        ? `${what}, whose code comes with the checkpoint, has no graph here; known families are ${known}`
        : `${what} has no graph here; known families are ${known}`,
    )
  }
  const shape = reader.shape((await readJson(path, reader.config)) as never, fail)
  const { family, ...sizes } = shape
  const { hidden, heads, padTokenId, maxPositions } = sizes
  if (sizes.headSize === undefined && hidden % heads !== 0)
    throw fail(`hidden_size ${hidden} is not a multiple of ${heads} heads`)
  if (skipsPadding(family) && (padTokenId < 0 || padTokenId + 1 >= maxPositions)) {
    throw fail(
      `pad_token_id ${padTokenId} leaves none of ${maxPositions} positions, which are counted from the id after it`,
    )
  }
  const weights = await weightsOf(directory)
  // The order of the fields is part of fingerprints.
  const module: TransformerModule = { kind: 'transformer', family, architecture, ...sizes, weights }
  return { module, ...(await readLimits(directory, module)) }
}

async function readLimits(
  directory: string,
  module: TransformerModule,
): Promise<{ maxTokens: number; lowerCase: boolean }> {
  const positions = module.maxPositions - (skipsPadding(module.family) ? module.padTokenId + 1 : 0)
  const { ofSettings, ofTokenizer, lowerCase } = await readTextLimits(directory)
  if (ofSettings && ofSettings.tokens > positions) {
    throw new AnlamError(
      'corrupt-checkpoint',
      `${ofSettings.file}: max_seq_length ${ofSettings.tokens} is more than the model's ${positions} positions`,
    )
  }
  return { maxTokens: Math.min(ofSettings?.tokens ?? ofTokenizer ?? positions, positions), lowerCase }
}
