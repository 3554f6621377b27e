import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { toHostName } from './basics/host-names.js'
import { describeIssues } from './basics/issues.js'
import { AnlamError } from './errors.js'
import { PRECISIONS, PROVIDERS } from './types.js'

/** Default config file, in the working directory. */
const CONFIG_FILE = 'anlam.config.json'

/** Longest candidate list; with a longer one, an approximate search is hardly faster than an exact one. */
export const MAX_EFFORT = 10_000

const Origin = z
  .string()
  .trim()
  .refine(
    text => URL.canParse(text) && new URL(text).origin === text,
    'an origin is like https://example.org',
  )

const Host = z
  .string()
  .trim()
  .transform((text, context) => {
    // Ports are not compared, so a host with a port is refused instead of matching more than it says.
    const name = /^\[[^\]]*\]$|^[^:[\]]+$/.test(text) ? toHostName(text) : undefined
    if (name !== undefined) return name
    context.addIssue('a host is a name like notlar.example or an address ([::1] for IPv6), without a port')
    return z.NEVER
  })

/** Without user and password, which would show wherever an address does. */
const NodeUrl = z
  .string()
  .trim()
  .refine(text => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
  }, 'an address of OpenSearch is like https://search.example:9200; user and password are settings of their own')

/**
 * All settings, with their meaning, range and default. Flags override environment variables (`ANLAM_<NAME>`), which
 * override the file.
 */
const settings = {
  /** Folder that holds the indexes. */
  indexes: z.string().min(1).default('indexes'),
  /** Where indexes are kept: `embedded`, a folder on this machine, or `opensearch`, a cluster. */
  engine: z.enum(['embedded', 'opensearch']).default('embedded'),
  /** Addresses of nodes of the OpenSearch cluster. */
  opensearchUrl: z
    .preprocess(given => (typeof given === 'string' ? given.split(',') : given), z.array(NodeUrl).min(1))
    .default(['http://127.0.0.1:9200']),
  /** PEM file of the authority that signed the certificates of the cluster. Default: those that Node.js trusts. */
  opensearchCa: z.string().min(1).optional(),
  /** User, and password or a file that holds it. */
  opensearchUsername: z.string().min(1).optional(),
  opensearchPassword: z.string().min(1).optional(),
  opensearchPasswordFile: z.string().min(1).optional(),
  /** API key, or a file that holds it; used instead of a user. */
  opensearchApiKey: z.string().min(1).optional(),
  opensearchApiKeyFile: z.string().min(1).optional(),
  /** Beginning of the names of all indexes in the cluster. Those who share a cluster have one each. */
  opensearchPrefix: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,62}$/, 'use up to 63 small letters, digits and hyphens, a letter first')
    .default('anlam'),
  /** Shards of a new index, 1 to 1,024; one serves some millions of passages. */
  opensearchShards: z.coerce.number().int().min(1).max(1024).default(1),
  /** Copies of each shard beside the first, 0 to 16: so many nodes may be lost. */
  opensearchReplicas: z.coerce.number().int().min(0).max(16).default(1),
  /** Folder of downloaded models. */
  models: z
    .string()
    .min(1)
    .default(join(cacheHome(), 'anlam', 'models')),
  /** Index to use if none is named. */
  index: z.string().min(1).default('default'),
  /** `builtin`, `builtin-static`, a directory, or a hub id. Default: the index's own model, or `builtin` for a new index. */
  model: z.string().min(1).optional(),
  /** Prefix of every query; may be empty. Default: the model's own. An index is searched with that it was made with. */
  queryPrompt: z.string().max(2000).optional(),
  /** Prefix of every passage; may be empty. Default: the model's own. */
  documentPrompt: z.string().max(2000).optional(),
  /** Dimensions that are kept of each vector, 1 or more, for models trained to be cut. Default: all. */
  dimension: z.coerce.number().int().min(1).optional(),
  /** Most threads of onnxruntime, 1 to 1,024. Default: one per processor. */
  threads: z.coerce.number().int().min(1).max(1024).optional(),
  /** Execution provider. `auto` tries CUDA, WebGPU and CPU in this order; for static embeddings it uses the CPU. */
  provider: z.enum(['auto', ...PROVIDERS]).default('auto'),
  /** Number of the CUDA GPU, from 0; WebGPU chooses by itself. */
  deviceId: z.coerce.number().int().min(0).max(255).default(0),
  /**
   * Precision of transformers. `auto` uses fp16 on a GPU, and int8 on a CPU if int8 weights exist; either only if its
   * measured parity with fp32 suffices.
   */
  precision: z.enum(['auto', ...PRECISIONS]).default('auto'),
  /**
   * Token budget of a batch, padding included, 1 to 1,048,576. Default: 1,024 on a CPU, 16,384 on a GPU, and 4,096 for
   * static embeddings.
   */
  batchTokens: z.coerce
    .number()
    .int()
    .min(1)
    .max(1 << 20)
    .optional(),
  /** Cross-encoder that looks again at the best hits of a search: a directory or a hub id. Default: none. */
  rerank: z.string().min(1).optional(),
  /** Its number format, on the CPU; `auto` is int8 if it was made before and is near enough to fp32. */
  rerankPrecision: z.enum(['auto', 'fp32', 'int8']).default('auto'),
  /** How many hits it looks at, 1 to 1,000. */
  rerankTop: z.coerce.number().int().min(1).max(1000).default(50),
  /** Milliseconds that it may take, 1 to 600,000; what is not done by then stays behind what is. Default: no limit. */
  rerankBudget: z.coerce.number().int().min(1).max(600_000).optional(),
  /** Length of the candidate list of an approximate search, 1 to 10,000. More gives better recall, but takes longer. */
  effort: z.coerce.number().int().min(1).max(MAX_EFFORT).default(100),
  /** Mean recall@10 below which `serve` raises the effort, 0 to 1; 0 turns the measurement off. */
  recallTarget: z.coerce.number().min(0).max(1).default(0.98),
  /** Address of the Hugging Face hub. */
  hubEndpoint: z.url().default('https://huggingface.co'),
  /** Token for private or gated models. */
  hubToken: z.string().min(1).optional(),
  /** The Hugging Face cache; files in it are not downloaded again. */
  hubCache: z.string().default(join(cacheHome(), 'huggingface', 'hub')),
  /** Never connect to the hub. */
  offline: z.union([z.boolean(), z.stringbool()]).default(false),
  /** Most indexes of a server, 1 to 10,000; each has its own thread. */
  maxIndexes: z.coerce.number().int().min(1).max(10_000).default(100),
  /** Address `serve` binds to. */
  host: z.string().min(1).default('127.0.0.1'),
  /** Port `serve` binds to; 0 takes a free one. */
  port: z.coerce.number().int().min(0).max(65_535).default(7700),
  /** Origins of other sites whose pages may use the API, such as `https://example.org`. */
  corsOrigin: z
    .preprocess(given => (typeof given === 'string' ? given.split(',') : given), z.array(Origin))
    .default([]),
  /**
   * Additional host names or addresses of the server, such as `notlar.example`. On loopback, `localhost` and its
   * addresses are always allowed. Otherwise every IP address is, and any name if a key is needed and none is listed
   * here.
   */
  allowedHost: z
    .preprocess(given => (typeof given === 'string' ? given.split(',') : given), z.array(Host))
    .default([]),
  /** Whether `serve` believes `X-Forwarded-Host`; only the proxy may be able to reach the server then. */
  trustProxy: z.union([z.boolean(), z.stringbool()]).default(false),
  /** Longest estimated wait of a search in milliseconds, 1 to 60,000; `serve` refuses it beyond that. */
  searchWait: z.coerce.number().int().min(1).max(60_000).default(1000),
  /** Least severe level that `serve` logs. */
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
}

/** Environment variables of the Hugging Face libraries that are used, too; `ANLAM_…` overrides them. */
const CONVENTIONS: Partial<Record<keyof typeof settings, string>> = {
  hubEndpoint: 'HF_ENDPOINT',
  hubToken: 'HF_TOKEN',
  hubCache: 'HF_HUB_CACHE',
  offline: 'HF_HUB_OFFLINE',
}

/** Settings for which an empty value means something else than none. */
const MAY_BE_EMPTY: ReadonlySet<keyof typeof settings> = new Set(['queryPrompt', 'documentPrompt'])

/** Former names of settings. If one source has both, the present name wins. */
const FORMER_NAMES: Partial<Record<keyof typeof settings, string>> = { effort: 'ef' }

const Config = z.strictObject(settings)
export type Config = z.infer<typeof Config>

export interface ConfigSources {
  /** Values of flags; undefined means not given. */
  flags?: Record<string, unknown>
  /** Path given by `--config`. */
  file?: string
}

function cacheHome(): string {
  return process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
}

/**
 * Loads the settings from flags, environment and file.
 * @throws AnlamError `not-found` for a missing config file, `invalid-input` naming the invalid setting
 */
export function loadConfig({ flags = {}, file }: ConfigSources = {}): Config {
  const fromFile = readConfigFile(file)
  const merged: Record<string, unknown> = { ...fromFile }
  for (const name of Object.keys(settings) as (keyof typeof settings)[]) {
    const former = FORMER_NAMES[name]
    if (former !== undefined && Object.hasOwn(merged, former)) {
      merged[name] ??= merged[former]
      delete merged[former]
    }
    const names = former === undefined ? [name] : [name, former]
    const value =
      firstOf(names.map(each => flags[each])) ??
      firstOf(names.map(each => process.env[variableOf(each)])) ??
      process.env[CONVENTIONS[name] ?? '']
    if (value !== undefined && (value !== '' || MAY_BE_EMPTY.has(name))) merged[name] = value
  }
  const parsed = Config.safeParse(merged)
  if (!parsed.success) {
    throw new AnlamError('invalid-input', `settings: ${describeIssues(parsed.error)}`)
  }
  return parsed.data
}

function variableOf(name: string): string {
  return `ANLAM_${name.replaceAll(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`
}

function firstOf(values: readonly unknown[]): unknown {
  return values.find(value => value !== undefined)
}

function readConfigFile(named: string | undefined): Record<string, unknown> {
  const path = resolve(named ?? CONFIG_FILE)
  if (!existsSync(path)) {
    if (named === undefined) return {}
    throw new AnlamError('not-found', `there is no config file ${named}`)
  }
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  } catch (cause) {
    throw new AnlamError('invalid-input', `${path} is not JSON: ${(cause as Error).message}`, { cause })
  }
}
