import type { Config } from './config.js'
import { type AnlamError, asAnlamError } from './errors.js'
import { removeCalibration } from './evaluation/calibrations.js'
import { checkIndexName, checkNewIndexName } from './index/embedded/names.js'
import { ThreadedIndex } from './index/embedded/threaded-index.js'
import type { IndexIdentity, SearchIndex } from './index/types.js'
import { readCheckpoint } from './model/checkpoint/read.js'
import { BUILTIN_MODEL, modelDirectory, modelName } from './model/models.js'
import { PooledEncoder } from './model/pooled-encoder.js'
import { choosePrecision } from './model/precision.js'
import { chooseProvider } from './model/providers.js'
import type { Encoder } from './model/types.js'
import type { Provider } from './types.js'
import { type Reporter, SILENT } from './types.js'

/**
 * A model, on the best this machine has unless the settings say otherwise. Under `auto`, a GPU that fails to load the
 * model is reported, and the CPU takes over.
 *
 * @throws AnlamError `not-found`, `corrupt-checkpoint`, `unavailable` for a provider that was named and cannot be used,
 * and what `choosePrecision` throws
 */
export async function openEncoder(
  config: Config,
  model = config.model ?? BUILTIN_MODEL,
  reporter: Reporter = SILENT,
): Promise<Encoder> {
  const { threads, batchTokens, deviceId, precision } = config
  const directory = modelDirectory(config, model)
  const load = async (provider: Provider): Promise<Encoder> =>
    PooledEncoder.load({
      directory,
      model: modelName(config, model),
      provider,
      deviceId,
      ...(await choosePrecision(config, { directory, precision, provider, deviceId }, reporter)),
      ...(threads === undefined ? {} : { threads }),
      ...(batchTokens === undefined ? {} : { batchTokens }),
      onLost: error => reporter.warn(`a thread of model ${model} is replaced: ${error.message}`),
    })
  if (config.provider === 'auto' && model === BUILTIN_MODEL) return load('cpu')
  const provider = await chooseProvider(config.provider, deviceId, reporter)
  if (config.provider !== 'auto' || provider === 'cpu') return load(provider)
  // Looking up rows of a table is no work for a GPU.
  if ((await readCheckpoint(directory)).modules[0].kind === 'static') return load('cpu')
  try {
    return await load(provider)
  } catch (error) {
    reporter.warn(`the CPU computes: ${asAnlamError(error).message}`)
    return load('cpu')
  }
}

export interface OpenedIndex extends SearchIndex {
  /** What opening had to put right; null if nothing. */
  readonly warning: string | null
}

/** @throws AnlamError `not-found`, `corrupt-index`, `unavailable` for a second writer */
export function openIndex(
  config: Config,
  name: string,
  mode: 'reader' | 'writer',
  reporter: Reporter = SILENT,
): Promise<OpenedIndex> {
  const onLost = ({ message }: AnlamError): void =>
    reporter.warn(`the ${mode} of index ${name} is replaced: ${message}`)
  return ThreadedIndex.open(config.indexes, checkIndexName(name), { mode, ef: config.effort }, { onLost })
}

/** @throws AnlamError `invalid-input` for the name; `already-exists`; `unavailable` if another process is making it */
export async function createIndex(
  config: Config,
  name: string,
  identity: IndexIdentity,
): Promise<OpenedIndex> {
  const checked = await checkNewIndexName(config.indexes, name)
  const index = await ThreadedIndex.create(config.indexes, checked, identity)
  // Of an index that was here once, and not wholly removed.
  removeCalibration(config, checked)
  return index
}
