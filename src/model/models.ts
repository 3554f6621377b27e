import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config.js'
import { AnlamError } from '../errors.js'
import { readCheckpoint } from './checkpoint/read.js'
import { architectureOf } from './checkpoint/types.js'
import { encodingOf } from './encoding.js'
import { buildGraph } from './graph/build.js'
import { parseHubId, requireHubId } from './hub/names.js'
import type { PullOptions, PullReport } from './hub/pull.js'
import { findPulled } from './hub/store.js'
import { readModelCard } from './model-card.js'
import { type Prompts, promptSource } from './prompts.js'

/** The encoder used if none is named. */
export const BUILTIN_MODEL = 'builtin'
/** A table of word pieces: the fastest encoder there is, for large corpora and slow machines. */
export const STATIC_MODEL = 'builtin-static'
/** The checkpoints bundled with the package. One may have several names. */
const BUNDLED: ReadonlyMap<string, string> = new Map(
  Object.entries({ [BUILTIN_MODEL]: 'builtin-static', [STATIC_MODEL]: 'builtin-static' }).map(
    ([name, folder]) => [name, fileURLToPath(new URL(`../../../src/model/${folder}`, import.meta.url))],
  ),
)

/**
 * The directory of a model.
 * @param model `builtin`, `builtin-static`, a directory, or the hub id of a pulled model
 * @throws AnlamError `not-found` if it is not on this machine
 */
export function modelDirectory(config: Config, model: string): string {
  const bundled = BUNDLED.get(model)
  if (bundled !== undefined) return bundled
  const directory = resolve(model)
  if (existsSync(directory) && statSync(directory).isDirectory()) return directory
  const hub = parseHubId(model)
  const pulled = hub && findPulled(config.models, hub)
  if (pulled) return pulled
  const advice = hub
    ? `\`anlam model pull ${model}\` fetches it`
    : 'give `builtin`, `builtin-static`, the directory of a checkpoint or a hub id'
  throw new AnlamError('not-found', `there is no model ${model} on this machine: ${advice}`)
}

/** The name under which an index records a model. Directories become absolute, so the index works from any folder. */
export function modelName(config: Config, model: string): string {
  const directory = modelDirectory(config, model)
  return directory === resolve(model) ? directory : model
}

/**
 * The name under which the model of an index is known now. Bundled encoders are recognised by their fingerprint, because
 * `builtin` may have been another one when the index was made.
 * @returns the index's own name for it, if no bundled encoder is the one
 */
export async function presentName(index: { model: string; fingerprint: string }): Promise<string> {
  if (!BUNDLED.has(index.model)) return index.model
  for (const name of new Set([index.model, ...BUNDLED.keys()])) {
    const { fingerprint } = await readCheckpoint(BUNDLED.get(name)!)
    if (fingerprint === index.fingerprint) return name
  }
  return index.model
}

/** What is known of a model without running it. */
export interface ModelInfo {
  model: string
  directory: string
  architecture: string
  dimension: number
  maxTokens: number | null
  vocabulary: number
  modules: string[]
  /** Total bytes of the weights. */
  bytes: number
  dtypes: string[]
  /** Whether surrounding white space is removed before tokenising. */
  strip: boolean
  lowerCase: boolean
  /** Prefix of each text, by what it is for. */
  prompts: Prompts
  /** Page of the model that the prompts are from, if its files carry none. */
  promptSource: string | null
  /** From the model card; null if it says nothing. */
  licence: string | null
  languages: string[]
  fingerprint: string
}

/**
 * Describes a model after locating and checking its weights and building its graph.
 * @throws AnlamError `not-found`, `corrupt-checkpoint`
 */
export async function describeModel(config: Config, model: string): Promise<ModelInfo> {
  const checkpoint = await readCheckpoint(modelDirectory(config, model))
  buildGraph(checkpoint)
  const [first] = checkpoint.modules
  const tensors = checkpoint.modules.flatMap(module => ('weights' in module ? [...module.weights.all()] : []))
  const { directory, keptDimension: dimension, maxTokens, strip, lowerCase } = checkpoint
  const { prompts, fingerprint } = encodingOf(checkpoint, model)
  return {
    model: modelName(config, model),
    directory,
    architecture: architectureOf(checkpoint),
    dimension,
    maxTokens,
    vocabulary: first.vocabulary,
    modules: checkpoint.modules.map(module =>
      module.kind === 'pooling' ? `pooling(${module.modes.join('+')})` : module.kind,
    ),
    bytes: tensors.reduce((sum, tensor) => sum + tensor.length, 0),
    dtypes: first.kind === 'given-graph' ? ['ONNX'] : [...new Set(tensors.map(tensor => tensor.dtype))],
    strip,
    lowerCase,
    prompts,
    promptSource: promptSource(checkpoint, model),
    ...readModelCard(directory),
    fingerprint,
  }
}

/**
 * Downloads a model from the hub.
 * @param id `org/name[@revision]`
 * @throws AnlamError as `pull`; `unavailable` when offline
 */
export async function pullModel(
  config: Config,
  id: string,
  options: Pick<PullOptions, 'onnx' | 'onProgress' | 'signal'>,
): Promise<PullReport> {
  const model = requireHubId(id)
  if (config.offline) throw new AnlamError('unavailable', `offline: ${id} cannot be pulled`)
  const { models, hubEndpoint: endpoint, hubToken: token, hubCache: cache } = config
  // Only a download needs the hub's client.
  const { pull } = await import('./hub/pull.js')
  return pull({ ...options, model, models, endpoint, cache, ...(token ? { token } : {}) })
}
