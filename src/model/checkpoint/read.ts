import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { AnlamError } from '../../errors.js'
import { fingerprint } from './fingerprint.js'
import { findGraph, readGivenGraph } from './given-graph.js'
import { readJson } from './json.js'
import { readModules } from './layout.js'
import { readStatic } from './static.js'
import { readTransformer } from './transformer.js'
import {
  type Activation,
  type Checkpoint,
  type DenseModule,
  type Module,
  POOLING_MODES,
  type PoolingModule,
} from './types.js'
import { hasWeights, Weights } from './weights.js'
import { checkWordWeights, readWordWeights } from './word-weights.js'

const SentenceTransformers = z.object({
  similarity_fn_name: z.string().nullish(),
  truncate_dim: z.number().int().positive().nullish(),
  prompts: z.record(z.string(), z.string()).nullish(),
  default_prompt_name: z.string().nullish(),
})

/**
 * Reads a directory in the layout of sentence-transformers 2 to 6, and checks that it can be run: its modules are
 * known and fit each other, and every weight is present in the right shape. Weights are located, not loaded.
 *
 * Texts are stripped before a Transformer module, as in sentence-transformers up to 5.3: the models this project
 * targets were trained that way, and a stray newline at the end of a line should not change its meaning. Before a
 * StaticEmbedding module, no version strips them.
 *
 * @throws AnlamError `not-found`, naming the missing file; `invalid-input` if the path is not a directory;
 * `corrupt-checkpoint`, naming the defect
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const directory = resolve(path)
  const info = await stat(directory).catch(() => undefined)
  if (!info) throw new AnlamError('not-found', `there is no model directory ${path}`)
  if (!info.isDirectory()) throw new AnlamError('invalid-input', `${path} is not a model directory`)
  const modulesFile = join(directory, 'modules.json')
  const graph = hasWeights(directory) ? undefined : findGraph(directory)
  const entries = await readModules(directory, graph !== undefined)
  const modules: Module[] = []
  let limits: Pick<Checkpoint, 'maxTokens' | 'lowerCase'> = { maxTokens: null, lowerCase: false }
  for (const [i, { path: folder, type }] of entries.entries()) {
    const at = join(directory, folder)
    if (type === 'Transformer') {
      const { module, ...rest } =
        graph && !hasWeights(at)
          ? await readGivenGraph(at, graph, (entries[i + 1]?.type ?? 'Normalize') !== 'Normalize')
          : await readTransformer(at)
      limits = rest
      modules.push(module)
    } else if (type === 'StaticEmbedding') {
      const { module, maxTokens } = await readStatic(at, existsSync(modulesFile))
      limits = { maxTokens, lowerCase: false }
      modules.push(module)
    } else if (type === 'WordWeights') modules.push(await readWordWeights(at, folder))
    else if (type === 'Pooling') modules.push(await readPooling(at))
    else if (type === 'Dense') {
      const dense = await readDense(at)
      dense.weights.take('linear.weight', [dense.outputs, dense.inputs])
      if (dense.bias) dense.weights.take('linear.bias', [dense.outputs])
      modules.push(dense)
    } else modules.push({ kind: 'normalize' })
  }
  const dimension = checkSequence(modules, modulesFile)
  const first = modules[0] as Checkpoint['modules'][0]
  const tokenizerFile = join(directory, entries[0]!.path, 'tokenizer.json')
  if (!existsSync(tokenizerFile)) throw new AnlamError('not-found', `${tokenizerFile} is missing`)
  const settingsFile = join(directory, 'config_sentence_transformers.json')
  const settings = existsSync(settingsFile) ? await readJson(settingsFile, SentenceTransformers) : {}
  const checkpoint = {
    directory,
    modules: [first, ...modules.slice(1)] as Checkpoint['modules'],
    tokenizerFile,
    ...limits,
    strip: first.kind !== 'static',
    prompts: settings.prompts ?? {},
    defaultPrompt: settings.prompts?.[settings.default_prompt_name ?? ''] ?? '',
    dimension,
    keptDimension: Math.min(settings.truncate_dim ?? dimension, dimension),
  }
  checkSimilarity(settings.similarity_fn_name, modules, settingsFile)
  return { ...checkpoint, fingerprint: await fingerprint(checkpoint) }
}

/**
 * Vectors are compared by their cosine, which is their product if they have unit length.
 * @throws AnlamError `corrupt-checkpoint` for a model that was trained for anything else
 */
function checkSimilarity(name: string | null | undefined, modules: readonly Module[], file: string): void {
  if (name == null || name === 'cosine') return
  const isUnit = modules.at(-1)?.kind === 'normalize'
  if (isUnit && (name === 'dot' || name === 'dot_score')) return
  const why = name.startsWith('dot') ? 'and its vectors do not have unit length' : 'not by cosine'
  throw new AnlamError(
    'corrupt-checkpoint',
    `${file}: the model compares by ${name}, ${why}; that is not supported`,
  )
}

/** Checks that each module fits the one before it. Returns the output width of the last one. */
function checkSequence(modules: readonly Module[], file: string): number {
  const fail = (what: string): AnlamError => new AnlamError('corrupt-checkpoint', `${file}: ${what}`)
  let width: number | undefined
  let tokens = false
  for (const module of modules) {
    if (module.kind === 'transformer' || module.kind === 'static' || module.kind === 'given-graph') {
      if (width !== undefined) throw fail('a second embedding module follows the first')
      width = module.kind === 'static' ? module.dimension : module.hidden
      tokens = module.kind === 'transformer' || (module.kind === 'given-graph' && !module.isPooled)
      continue
    }
    if (width === undefined) throw fail(`starts with ${module.kind}, not with Transformer or StaticEmbedding`)
    if (module.kind === 'word-weights') {
      checkWordWeights(module, modules, file)
      continue
    }
    if ((module.kind === 'pooling') !== tokens) {
      throw fail(tokens ? `${module.kind} comes before Pooling` : 'Pooling has no token vectors to pool')
    }
    tokens = false
    if (module.kind === 'pooling') width *= module.modes.length
    if (module.kind === 'dense') {
      if (module.inputs !== width) throw fail(`Dense takes ${module.inputs} values, and gets ${width}`)
      width = module.outputs
    }
  }
  if (tokens || width === undefined) throw fail('Pooling is missing after Transformer')
  return width
}

const Pooling = z.object({
  pooling_mode: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  pooling_mode_cls_token: z.boolean().default(false),
  pooling_mode_max_tokens: z.boolean().default(false),
  pooling_mode_mean_tokens: z.boolean().default(false),
  pooling_mode_mean_sqrt_len_tokens: z.boolean().default(false),
  pooling_mode_weightedmean_tokens: z.boolean().default(false),
  pooling_mode_lasttoken: z.boolean().default(false),
  include_prompt: z.boolean().default(true),
})

/** Up to version 5 there is a flag per mode; later versions have one field with a name or a list of names. */
export async function readPooling(directory: string): Promise<PoolingModule> {
  const path = join(directory, 'config.json')
  const config = await readJson(path, Pooling)
  const fail = (what: string): AnlamError => new AnlamError('corrupt-checkpoint', `${path}: ${what}`)
  const prompt = config.include_prompt ? {} : { withoutPrompt: true as const }
  if (config.pooling_mode !== undefined) {
    const names = [config.pooling_mode].flat()
    const modes = names.map(name => POOLING_MODES.find(mode => mode === name))
    const unknown = names.find((_, i) => !modes[i])
    if (unknown !== undefined) throw fail(`unknown pooling_mode ${unknown}`)
    return checked({ kind: 'pooling', modes: modes as PoolingModule['modes'], ...prompt })
  }
  const flags: Record<(typeof POOLING_MODES)[number], boolean> = {
    cls: config.pooling_mode_cls_token,
    max: config.pooling_mode_max_tokens,
    mean: config.pooling_mode_mean_tokens,
    mean_sqrt_len_tokens: config.pooling_mode_mean_sqrt_len_tokens,
    weightedmean: config.pooling_mode_weightedmean_tokens,
    lasttoken: config.pooling_mode_lasttoken,
  }
  const modes = POOLING_MODES.filter(mode => flags[mode])
  if (modes.length === 0) throw fail('names no pooling mode')
  return checked({ kind: 'pooling', modes, ...prompt })

  function checked(module: PoolingModule): PoolingModule {
    if (module.withoutPrompt && module.modes.includes('max'))
      throw fail('include_prompt false is not supported with the maximum of tokens')
    return module
  }
}

const Dense = z.object({
  in_features: z.number().int().positive(),
  out_features: z.number().int().positive(),
  bias: z.boolean().default(true),
  activation_function: z.string().default('torch.nn.modules.activation.Tanh'),
})

const DENSE_ACTIVATIONS: Record<string, Activation> = {
  Tanh: 'tanh',
  ReLU: 'relu',
  GELU: 'gelu',
  Sigmoid: 'sigmoid',
  Identity: 'identity',
}

export async function readDense(directory: string, weightsOf = Weights.read): Promise<DenseModule> {
  const path = join(directory, 'config.json')
  const config = await readJson(path, Dense)
  const activation = DENSE_ACTIVATIONS[config.activation_function.split('.').at(-1) ?? '']
  if (!activation) {
    throw new AnlamError(
      'corrupt-checkpoint',
      `${path}: unknown activation_function ${config.activation_function}`,
    )
  }
  const weights = await weightsOf(directory)
  return {
    kind: 'dense',
    inputs: config.in_features,
    outputs: config.out_features,
    bias: config.bias,
    activation,
    weights,
  }
}
