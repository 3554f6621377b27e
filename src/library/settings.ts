import { nearestName } from '../basics/nearest-name.js'
import { type Config, loadConfig, SETTING_NAMES } from '../config.js'
import { AnlamError } from '../errors.js'
import { type Precision, type Provider, type Reporter, SILENT } from '../types.js'

/**
 * Settings of an `Anlam`. What is left out comes from environment variables (`ANLAM_INDEXES`, …), then from
 * `anlam.config.json` in the working directory, then from the defaults, as on the command line.
 */
export interface Settings {
  /** Folder that holds the indexes. Default: `indexes`, in the working directory. */
  indexes?: string
  /** Model of new indexes: `builtin`, `builtin-static`, a directory, or a hub id that was pulled. Default: `builtin`. */
  model?: string
  /** Folder of pulled models. Default: `anlam/models` in the user's cache. */
  models?: string
  /** Prefix of every query; may be empty. Default: that of the index, or the model's own. */
  queryPrompt?: string
  /** Prefix of every passage of a new index; may be empty. Default: the model's own. */
  documentPrompt?: string
  /** Dimensions that are kept of each vector of a new index, for models trained to be cut. Default: all. */
  dimension?: number
  /** Most threads of the model, 1 to 1,024. Default: one per processor. */
  threads?: number
  /** Token budget of a batch, padding included. Default: 1,024 on a CPU, 16,384 on a GPU, 4,096 for static embeddings. */
  batchTokens?: number
  /** Where the model runs. Default: `auto`, which tries CUDA, WebGPU and the CPU in this order. */
  provider?: 'auto' | Provider
  /** Number of the CUDA GPU, from 0. Default: 0. */
  deviceId?: number
  /** Number format of the model. Default: `auto`, a lower one where its measured accuracy suffices. */
  precision?: 'auto' | Precision
  /** Candidates that an approximate search looks at, 1 to 10,000; more find more, and take longer. Default: 100. */
  effort?: number
  /** Cross-encoder of searches with `rerank`: a directory, or a hub id that was pulled. Default: none. */
  rerank?: string
  /** Where indexes are kept: in a folder (`embedded`) or in a cluster. Default: `embedded`. */
  engine?: 'embedded' | 'opensearch'
  /** Addresses of the cluster's nodes. Default: `http://127.0.0.1:9200`. */
  opensearchUrl?: string[]
  /** PEM file of the authority that signed its certificates. Default: those that Node.js trusts. */
  opensearchCa?: string
  /** Its user, with a password or a file that holds it. */
  opensearchUsername?: string
  opensearchPassword?: string
  opensearchPasswordFile?: string
  /** An API key for it, or a file that holds it; instead of a user. */
  opensearchApiKey?: string
  opensearchApiKeyFile?: string
  /** Beginning of the names of all indexes in it. Default: `anlam`. */
  opensearchPrefix?: string
  /** Shards of a new index, 1 to 1,024. Default: 1. */
  opensearchShards?: number
  /** Copies of each shard beside the first, 0 to 16. Default: 1. */
  opensearchReplicas?: number
  /** Never connect to the hub. Default: false. */
  offline?: boolean
  /** Told what was done differently than asked for, such as a GPU that could not be used. Default: nobody is. */
  reporter?: Reporter
}

/** @throws AnlamError `invalid-input` for a setting that does not exist or has a value that it cannot have */
export function configOf({ reporter = SILENT, ...given }: Settings): { config: Config; reporter: Reporter } {
  const names: readonly string[] = SETTING_NAMES
  const unknown = Object.keys(given).find(name => !names.includes(name))
  if (unknown !== undefined) {
    const near = nearestName(unknown, names)
    throw new AnlamError(
      'invalid-input',
      `there is no setting ${JSON.stringify(unknown)}${near === undefined ? '' : `; did you mean ${near}?`}`,
    )
  }
  const config = loadConfig({
    flags: given,
    flagName: name => `the setting ${name}`,
    onDoubt: message => reporter.warn(message),
  })
  return { config, reporter }
}
