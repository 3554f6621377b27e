import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { Host, NodeUrl, Origin } from './basics/addresses.js'
import { ByteSize } from './basics/byte-size.js'
import { environment } from './basics/environment.js'
import { expected } from './basics/expected.js'
import { nearestName } from './basics/nearest-name.js'
import { AnlamError, asAnlamError } from './errors.js'
import { PRECISIONS, PROVIDERS } from './types.js'

/** Default config file, in the working directory. */
const CONFIG_FILE = 'anlam.config.json'

/** Beginning of the names of all variables. */
const PREFIX = 'ANLAM_'

/** Longest candidate list; with a longer one, an approximate search is hardly faster than an exact one. */
export const MAX_EFFORT = 10_000

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
  /** How a new index keeps what it searches: `float`, or `byte`, which takes a quarter of the memory. */
  opensearchVectors: z.enum(['float', 'byte']).default('float'),
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
  /** Bytes of the process for a graph built at once, unless one by one takes as many; `4g`. Default: half of what is free. */
  memory: ByteSize.optional(),
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

/** Settings whose values are shown nowhere. */
const SECRETS: ReadonlySet<string> = new Set(['opensearchPassword', 'opensearchApiKey', 'hubToken'])
/** Settings that hold addresses, in which somebody may have written a password. */
const ADDRESSES: ReadonlySet<string> = new Set(['opensearchUrl', 'hubEndpoint'])

export type Config = z.infer<z.ZodObject<typeof settings>>

export const SETTING_NAMES = Object.keys(settings) as readonly (keyof Config)[]

export interface ConfigSources {
  /** Values of flags; undefined means not given. */
  flags?: Record<string, unknown>
  /** How a flag is called in messages. Default: as on the command line. */
  flagName?: (setting: string) => string
  /** Path given by `--config`. */
  file?: string
  /** Called with what is no error and probably a mistake, such as a misspelt variable. */
  onDoubt?: (message: string) => void
}

/** A setting that somebody gave, and where: a flag, a variable, or a file. */
export interface GivenSetting {
  name: keyof Config
  value: unknown
  /** Such as `--port`, `ANLAM_PORT` or `"port" in /home/a/anlam.config.json`. */
  from: string
  isFlag: boolean
}

function cacheHome(): string {
  return environment.XDG_CACHE_HOME ?? join(homedir(), '.cache')
}

/**
 * Loads the settings from flags, environment and file. A wrong value of a flag is an error at once; one of the environment or
 * the file once the setting is read, so that it keeps nobody from what does not need it.
 * @throws AnlamError `not-found` for a missing config file, `invalid-input` naming where the wrong value stands, the value and
 *   what it should be; also when a wrong setting is read
 */
export function loadConfig(sources: ConfigSources = {}): Config {
  const given = new Map(givenSettings(sources).map(each => [each.name, each]))
  for (const variable of Object.keys(environment)) {
    const near = nearlyOneOfOurs(variable)
    if (near !== undefined) sources.onDoubt?.(`${variable} is no setting; did you mean ${near}?`)
  }
  const config = {} as Record<string, unknown>
  for (const name of SETTING_NAMES) {
    const schema: z.ZodType = settings[name]
    const one = given.get(name)
    const parsed = schema.safeParse(one?.value)
    if (parsed.success) {
      if (parsed.data !== undefined) config[name] = parsed.data
      continue
    }
    const error = (): AnlamError =>
      new AnlamError(
        'invalid-input',
        `${one!.from} is ${shownValue(one!)}: ${expected(schema, parsed.error, one!.value)}`,
      )
    if (one!.isFlag) throw error()
    Object.defineProperty(config, name, {
      enumerable: true,
      get: () => {
        throw error()
      },
    })
  }
  return config as Config
}

/**
 * The settings that are not left to their defaults, in the order of the settings.
 * @throws AnlamError as `loadConfig`, but not for values
 */
export function givenSettings({ flags = {}, flagName = flagOf, file }: ConfigSources = {}): GivenSetting[] {
  const { path, values } = readConfigFile(file)
  return SETTING_NAMES.flatMap(name => {
    const names = [name, FORMER_NAMES[name]].filter(each => each !== undefined)
    const places: Omit<GivenSetting, 'name'>[] = [
      ...names.map(each => ({ value: flags[each], from: flagName(each), isFlag: true })),
      ...[...names.map(variableOf), CONVENTIONS[name]].flatMap(variable =>
        variable === undefined ? [] : { value: environment[variable], from: variable, isFlag: false },
      ),
    ]
    const first = places.find(({ value }) => value !== undefined)
    if (first && (first.value !== '' || MAY_BE_EMPTY.has(name))) return { name, ...first }
    const key = names.find(each => Object.hasOwn(values, each))
    return key === undefined
      ? []
      : { name, value: values[key], from: `${JSON.stringify(key)} in ${path}`, isFlag: false }
  })
}

/** The value of a setting as it may be shown: no password, also not in an address. */
export function shownValue({ name, value }: Pick<GivenSetting, 'name' | 'value'>): string {
  if (SECRETS.has(name)) return '(hidden)'
  const shown = JSON.stringify(value)
  // Whatever stands before the last @ of an address may be a part of a password, which may have any sign.
  if (ADDRESSES.has(name)) return shown.replaceAll(/("(?:[a-z]+:\/\/)?)[^"\s]*@/g, '$1…@')
  return shown.replaceAll(/\/\/[^/@\s"]*@/g, '//…@')
}

function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
}

function variableOf(name: string): string {
  return PREFIX + name.replaceAll(/[A-Z]/g, letter => `_${letter}`).toUpperCase()
}

/** The variable that was meant by one that means nothing. */
function nearlyOneOfOurs(variable: string): string | undefined {
  if (!variable.startsWith(PREFIX)) return undefined
  const ours = [...SETTING_NAMES, ...Object.values(FORMER_NAMES)].map(name =>
    variableOf(name).slice(PREFIX.length),
  )
  const own = variable.slice(PREFIX.length)
  const near = ours.includes(own) ? undefined : nearestName(own, ours)
  return near === undefined ? undefined : PREFIX + near
}

function readConfigFile(named: string | undefined): { path: string; values: Record<string, unknown> } {
  const path = resolve(named ?? CONFIG_FILE)
  if (!existsSync(path)) {
    if (named === undefined) return { path, values: {} }
    throw new AnlamError('not-found', `there is no config file ${named}`)
  }
  const values = parsedFile(path)
  const known = new Set<string>([...SETTING_NAMES, ...Object.values(FORMER_NAMES)])
  for (const key of Object.keys(values)) {
    if (known.has(key)) continue
    const near = nearestName(key, known)
    const meant = near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`
    throw new AnlamError('invalid-input', `${path}: there is no setting ${JSON.stringify(key)}${meant}`)
  }
  return { path, values }
}

function parsedFile(path: string): Record<string, unknown> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    // The system does not always name it.
    throw asAnlamError(Object.assign(error as Error, { path }))
  }
  let values: unknown
  try {
    values = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (cause) {
    throw new AnlamError('invalid-input', `${path} is not JSON: ${(cause as Error).message}`, { cause })
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw new AnlamError('invalid-input', `${path} must be a JSON object of settings`)
  return values as Record<string, unknown>
}
