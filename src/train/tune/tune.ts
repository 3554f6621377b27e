import type { Config } from '../../config.js'
import { AnlamError } from '../../errors.js'
import { readCheckpoint } from '../../model/checkpoint/read.js'
import { modelDirectory } from '../../model/models.js'
import { type TransformerReport, type TransformerTraining, trainTransformer } from './train-transformer.js'

export interface TuneRequest extends Omit<TransformerTraining, 'texts'> {
  /** The checkpoint to begin with: a directory or a hub id. */
  model: string
}

/**
 * Fine-tunes a transformer checkpoint.
 * @throws AnlamError as `trainTransformer`; `invalid-input` for a static embedding
 */
export async function tune({ model, ...request }: TuneRequest, config: Config): Promise<TransformerReport> {
  const directory = modelDirectory(config, model)
  const { modules } = await readCheckpoint(directory)
  if (modules[0].kind !== 'transformer')
    throw new AnlamError(
      'invalid-input',
      `${model} is a static embedding: \`anlam train\` makes one anew, \`anlam tune\` is for transformers`,
    )
  return trainTransformer(
    { name: model, directory: async () => directory },
    { ...request, texts: [] },
    config,
  )
}
