import type { Config } from './config.js'
import { type AnlamError, asAnlamError } from './errors.js'
import { EmbeddedEngine } from './index/embedded/embedded-engine.js'
import { makeOwnFolder, ownFolder } from './index/embedded/own-folder.js'
import {
  capabilityOf,
  type IndexEngine,
  type OpenedIndex,
  type RepairReport,
  type Running,
  type Snapshot,
} from './index/engine.js'
import { MemoryIndex } from './index/memory/memory-index.js'
import { clusterSettings } from './index/opensearch/cluster-settings.js'
import { OpenSearchEngine } from './index/opensearch/opensearch-engine.js'
import type { IndexIdentity, SearchIndex } from './index/types.js'
import { readCheckpoint } from './model/checkpoint/read.js'
import { type EncodingRequest, encodingFor, encodingOf } from './model/encoding.js'
import type { LoadOptions } from './model/load-encoder.js'
import { BUILTIN_MODEL, modelDirectory, modelName, presentName } from './model/models.js'
import { PooledEncoder } from './model/pooled-encoder.js'
import { choosePrecision } from './model/precision.js'
import type { Reranker } from './model/reranker/types.js'
import type { Encoder } from './model/types.js'
import { chooseProvider } from './onnx/providers.js'
import { type Provider, type Reporter, SILENT } from './types.js'

/**
 * Loads a model on the provider of the settings. Under `auto`, a GPU that cannot load the model is reported, and the
 * CPU is used instead.
 *
 * @param index an index to be searched or written: its prompts and dimension are taken unless the settings say otherwise
 * @throws AnlamError `not-found`, `corrupt-checkpoint`, `unavailable` for a named provider that cannot be used; errors
 *   of `choosePrecision`
 */
export async function openEncoder(
  config: Config,
  model = config.model ?? BUILTIN_MODEL,
  reporter: Reporter = SILENT,
  { index, inCallingThread = false }: Running & { index?: IndexIdentity | undefined } = {},
): Promise<Encoder> {
  const { threads, batchTokens, deviceId, precision } = config
  const directory = modelDirectory(config, model)
  const checkpoint = await readCheckpoint(directory)
  const wanted = encodingRequest(config)
  const load = async (provider: Provider): Promise<Encoder> => {
    const options: LoadOptions = {
      directory,
      model: modelName(config, model),
      encoding: index ? encodingFor(checkpoint, model, index, wanted) : encodingOf(checkpoint, model, wanted),
      provider,
      deviceId,
      ...(await choosePrecision(config, { directory, precision, provider, deviceId }, reporter)),
      ...(threads === undefined ? {} : { threads }),
      ...(batchTokens === undefined ? {} : { batchTokens }),
    }
    reporter.detail?.(`model ${model} from ${directory}: ${provider}, ${options.precision}`)
    if (inCallingThread) {
      // Not loaded by those whose models have threads: onnxruntime is large.
      const { loadEncoder } = await import('./model/load-encoder.js')
      return loadEncoder(options)
    }
    return PooledEncoder.load({
      ...options,
      onLost: error => reporter.warn(`a thread of model ${model} is replaced: ${error.message}`),
    })
  }
  // Static embeddings only look up rows of a table, which needs no GPU.
  if (config.provider === 'auto' && checkpoint.modules[0].kind === 'static') return load('cpu')
  const provider = await chooseProvider(config.provider, deviceId, reporter)
  if (config.provider !== 'auto' || provider === 'cpu') return load(provider)
  try {
    return await load(provider)
  } catch (error) {
    reporter.warn(`the CPU computes: ${asAnlamError(error).message}`)
    return load('cpu')
  }
}

/**
 * Settings under which texts that are compared with each other have the model's symmetric prompt in every role, unless the
 * settings name prompts.
 * @throws AnlamError as `openEncoder`
 */
export async function forComparison(config: Config, model: string): Promise<Config> {
  if (config.queryPrompt !== undefined || config.documentPrompt !== undefined) return config
  const checkpoint = await readCheckpoint(modelDirectory(config, model))
  const { prompts } = encodingOf(checkpoint, model)
  return { ...config, queryPrompt: prompts.symmetric, documentPrompt: prompts.symmetric }
}

/**
 * Settings without a number format that the model does not have, as a note says: tables, and graphs that came with a
 * model, have but one.
 * @throws AnlamError as `openEncoder`
 */
export async function inOwnPrecision(config: Config, model: string, reporter: Reporter): Promise<Config> {
  const { precision } = config
  const { modules } = await readCheckpoint(modelDirectory(config, model))
  if (modules[0].kind === 'transformer' || precision === 'auto' || precision === 'fp32') return config
  reporter.note(`${model} has no ${precision}: it runs in fp32`)
  return { ...config, precision: 'fp32' }
}

/** The fingerprint that the encoder of a model will have under these settings. @throws AnlamError as `openEncoder` */
export async function fingerprintOf(config: Config, model: string): Promise<string> {
  const checkpoint = await readCheckpoint(modelDirectory(config, model))
  return encodingOf(checkpoint, model, encodingRequest(config)).fingerprint
}

function encodingRequest({ queryPrompt, documentPrompt, dimension }: Config): EncodingRequest {
  return {
    prompts: {
      ...(queryPrompt === undefined ? {} : { query: queryPrompt }),
      ...(documentPrompt === undefined ? {} : { document: documentPrompt }),
    },
    ...(dimension === undefined ? {} : { dimension }),
  }
}

/**
 * Opens the model of an index, with the prompts and the dimension that the index was made with unless the settings say
 * otherwise; for a new index that of the settings.
 * @throws AnlamError as `openEncoder`
 */
export async function openEncoderFor(
  config: Config,
  index: IndexIdentity | undefined,
  reporter: Reporter = SILENT,
  running: Running = {},
): Promise<Encoder> {
  return openEncoder(config, await modelFor(config, index), reporter, { index, ...running })
}

/**
 * Loads a cross-encoder. It runs on the CPU, whatever the provider of the settings.
 * @throws AnlamError `not-found`, `corrupt-checkpoint`
 */
export async function openReranker(
  config: Config,
  model: string,
  reporter: Reporter = SILENT,
): Promise<Reranker> {
  // Few need them, and all would wait for them.
  const { chooseScorePrecision } = await import('./model/reranker/precision.js')
  const { ThreadedReranker } = await import('./model/reranker/threaded.js')
  const { threads, batchTokens } = config
  const directory = modelDirectory(config, model)
  return ThreadedReranker.load({
    directory,
    model: modelName(config, model),
    ...(await chooseScorePrecision(config, directory, reporter)),
    ...(threads === undefined ? {} : { threads }),
    ...(batchTokens === undefined ? {} : { batchTokens }),
    onLost: error => reporter.warn(`a thread of re-ranker ${model} is replaced: ${error.message}`),
  })
}

/**
 * The model to open for an index: that of the settings, otherwise the one that built the index, under its present name;
 * for a new index the built-in one.
 */
export async function modelFor(
  config: Config,
  index?: Pick<IndexIdentity, 'model' | 'fingerprint'>,
): Promise<string> {
  return config.model ?? (index ? presentName(index) : BUILTIN_MODEL)
}

/**
 * The index engine of the settings. Engines that reach a cluster are shared by all who have the same settings, with their
 * connections, which do not keep a process alive while nothing is asked of them.
 * @throws AnlamError `invalid-input`, `not-found` for settings of a cluster that cannot be used
 */
export function indexEngine(config: Config): IndexEngine {
  if (config.engine === 'embedded') {
    const { memory, provider, deviceId } = config
    return new EmbeddedEngine(config.indexes, { memory, device: { provider, deviceId } })
  }
  const settings = clusterSettings({
    urls: config.opensearchUrl,
    ca: config.opensearchCa,
    username: config.opensearchUsername,
    password: config.opensearchPassword,
    passwordFile: config.opensearchPasswordFile,
    apiKey: config.opensearchApiKey,
    apiKeyFile: config.opensearchApiKeyFile,
    prefix: config.opensearchPrefix,
    shards: config.opensearchShards,
    replicas: config.opensearchReplicas,
    vectors: config.opensearchVectors,
  })
  const key = JSON.stringify(settings)
  const engine = clusters.get(key) ?? new OpenSearchEngine(settings)
  clusters.set(key, engine)
  return engine
}

/** Where the indexes of the settings are, for messages. */
export function placeOf({ engine, indexes, opensearchUrl }: Config): string {
  return engine === 'embedded' ? indexes : `OpenSearch at ${opensearchUrl.join(', ')}`
}

const clusters = new Map<string, OpenSearchEngine>()

/** @throws AnlamError as `IndexEngine.open` */
export function openIndex(
  config: Config,
  name: string,
  mode: 'reader' | 'writer',
  reporter: Reporter = SILENT,
  { engine = indexEngine(config), inCallingThread = false }: Running & { engine?: IndexEngine } = {},
): Promise<OpenedIndex> {
  const onLost = ({ message }: AnlamError): void =>
    reporter.warn(`the ${mode} of index ${name} is replaced: ${message}`)
  return engine.open(name, { mode, effort: config.effort, inCallingThread, onLost })
}

/** @throws AnlamError as `IndexEngine.create` */
export function createIndex(
  config: Config,
  name: string,
  identity: IndexIdentity,
  running: Running = {},
): Promise<OpenedIndex> {
  return indexEngine(config).create(name, identity, running)
}

/** A temporary index in memory with exact search. */
export function memoryIndex(name: string, identity: IndexIdentity): SearchIndex {
  return new MemoryIndex(name, identity)
}

/** @throws AnlamError as `Capabilities.repair`; `invalid-input` if the engine has none */
export async function repair(config: Config, name: string): Promise<RepairReport> {
  return capabilityOf(indexEngine(config), 'repair')(name)
}

/** @throws AnlamError as `Capabilities.rename`; `invalid-input` if the engine has none */
export async function renameIndex(config: Config, name: string, to: string): Promise<void> {
  return capabilityOf(indexEngine(config), 'rename')(name, to)
}

/** @throws AnlamError as `Capabilities.backup`; `invalid-input` if the engine has none */
export async function backup(config: Config, name: string, destination: string): Promise<void> {
  return capabilityOf(indexEngine(config), 'backup')(name, destination)
}

/** @throws AnlamError as `Capabilities.snapshot`; `invalid-input` if the engine has none */
export async function snapshot(config: Config, name: string, to: Snapshot): Promise<void> {
  return capabilityOf(indexEngine(config), 'snapshot')(name, to)
}

/** @throws AnlamError as `Capabilities.restoreSnapshot`; `invalid-input` if the engine has none */
export async function restoreSnapshot(config: Config, from: Snapshot, name: string): Promise<void> {
  return capabilityOf(indexEngine(config), 'restoreSnapshot')(from, name)
}

/** @throws AnlamError as `Capabilities.restore`; `invalid-input` if the engine has none */
export async function restore(config: Config, source: string, name: string): Promise<void> {
  return capabilityOf(indexEngine(config), 'restore')(source, name)
}

/** Where Anlam keeps its own files beside the indexes, such as API keys. */
export interface OwnFiles {
  /** Folder with access only for its owner; it may not exist yet. */
  folder: string
  /** Creates the folder if there is none. */
  make(): void
  /** Where version 0.1 kept such files: among the indexes. */
  formerFolder: string
}

export function ownFiles({ indexes }: Config): OwnFiles {
  return { folder: ownFolder(indexes), make: () => makeOwnFolder(indexes), formerFolder: indexes }
}
