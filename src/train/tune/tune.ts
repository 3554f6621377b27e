import type { Config } from '../../config.js'
import { AnlamError } from '../../errors.js'
import { readCheckpoint } from '../../model/checkpoint/read.js'
import { modelDirectory } from '../../model/models.js'
import { shortPath } from '../report/names.js'
import { chooseAdapters } from './lora.js'
import { type TransformerReport, type TransformerTraining, trainTransformer } from './train-transformer.js'

/** Highest learning rates if nothing is said. */
const RATES = { all: 5e-5, adapters: 2e-4 }

export interface TuneRequest extends Omit<TransformerTraining, 'texts' | 'lora' | 'rate'> {
  /** The checkpoint to begin with: a directory or a hub id. */
  model: string
  /** Rank of low-rank adapters; 0 trains all weights. Default: 16 for models above 150 million weights, else 0. */
  rank?: number
  /** Default 5e-5, with adapters 2e-4. */
  rate?: number
}

/**
 * Fine-tunes a transformer checkpoint.
 * @throws AnlamError as `trainTransformer`; `invalid-input` for a static embedding
 */
export async function tune(
  { model, rank, rate, ...request }: TuneRequest,
  config: Config,
): Promise<TransformerReport> {
  const directory = modelDirectory(config, model)
  const checkpoint = await readCheckpoint(directory)
  if (checkpoint.modules[0].kind !== 'transformer')
    throw new AnlamError(
      'invalid-input',
      `${model} is a static embedding: \`anlam train\` makes one anew, \`anlam tune\` is for transformers`,
    )
  const lora = chooseAdapters(checkpoint, rank)
  if (lora)
    request.note?.(
      rank === undefined
        ? `adapters of rank ${lora.rank} are trained, because the model is large`
        : `adapters of rank ${lora.rank} are trained`,
    )
  const settings = {
    rate: rate ?? (lora ? RATES.adapters : RATES.all),
    texts: [],
    ...(lora ? { lora } : {}),
  }
  return trainTransformer(
    { name: shortPath(model), directory: async () => directory },
    { ...request, ...settings },
    config,
  )
}
