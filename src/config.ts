import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { toHostName } from './basics/host-names.js'
import { describeIssues } from './basics/issues.js'
import { AnlamError } from './errors.js'
import { PRECISIONS, PROVIDERS } from './types.js'

/** Where settings are looked for when `--config` names no file. */
const CONFIG_FILE = 'anlam.config.json'

/** A search that looks at more candidates than this hardly approximates any more. */
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
    // Ports are not compared: whoever gives one expects more than is done.
    const name = /^\[[^\]]*\]$|^[^:[\]]+$/.test(text) ? toHostName(text) : undefined
    if (name !== undefined) return name
    context.addIssue('a host is a name like notlar.example or an address ([::1] for IPv6), without a port')
    return z.NEVER
  })

/**
 * Every setting, once: its meaning, range and default. A flag wins over the environment (`ANLAM_<NAME>`), which wins
 * over the file.
 */
const settings = {
  /** Folder that holds the indexes. */
  indexes: z.string().min(1).default('indexes'),
  /** Folder that pulled models are kept in. */
  models: z
    .string()
    .min(1)
    .default(join(cacheHome(), 'anlam', 'models')),
  /** Index to use where none is named. */
  index: z.string().min(1).default('default'),
  /** `builtin`, a directory, or a hub id. Default: the index's own model, or `builtin` for a new index. */
  model: z.string().min(1).optional(),
  /** Threads onnxruntime may use, 1 to 1,024. Default: all of the machine's. */
  threads: z.coerce.number().int().min(1).max(1024).optional(),
  /** What computes. `auto` takes CUDA, then WebGPU, then the CPU; static embeddings always take the CPU under it. */
  provider: z.enum(['auto', ...PROVIDERS]).default('auto'),
  /** Which of several GPUs, from 0, for CUDA; WebGPU chooses itself. */
  deviceId: z.coerce.number().int().min(0).max(255).default(0),
  /**
   * Of transformers. `auto` takes fp16 on a GPU, and int8 on a CPU where it has been made, if measured close enough to
   * fp32.
   */
  precision: z.enum(['auto', ...PRECISIONS]).default('auto'),
  /**
   * Most tokens of a batch, padding included, 1 to 1,048,576. Default: 1,024 on a CPU, 16,384 on a GPU, for static
   * embeddings 32,768.
   */
  batchTokens: z.coerce
    .number()
    .int()
    .min(1)
    .max(1 << 20)
    .optional(),
  /** Candidates an approximate search looks at, 1 to 10,000. More give better recall, and take longer. */
  effort: z.coerce.number().int().min(1).max(MAX_EFFORT).default(100),
  /** Mean recall@10 below which `serve` makes searches look further, 0 to 1; 0 does not measure it. */
  recallTarget: z.coerce.number().min(0).max(1).default(0.98),
  /** Address of the Hugging Face hub. */
  hubEndpoint: z.url().default('https://huggingface.co'),
  /** Token for models that are private or have terms. */
  hubToken: z.string().min(1).optional(),
  /** The Hugging Face cache, whose files are used instead of being downloaded. */
  hubCache: z.string().default(join(cacheHome(), 'huggingface', 'hub')),
  /** Never reach out to the hub. */
  offline: z.union([z.boolean(), z.stringbool()]).default(false),
  /** Indexes above which `serve` makes no more, 1 to 10,000: each has a thread of its own. */
  maxIndexes: z.coerce.number().int().min(1).max(10_000).default(100),
  /** Address that `serve` binds to. */
  host: z.string().min(1).default('127.0.0.1'),
  /** Port that `serve` binds to; 0 takes a free one. */
  port: z.coerce.number().int().min(0).max(65_535).default(7700),
  /** Origins of other sites whose pages may use the API that `serve` offers, as `https://example.org`. */
  corsOrigin: z
    .preprocess(given => (typeof given === 'string' ? given.split(',') : given), z.array(Origin))
    .default([]),
  /**
   * Names, or addresses, that requests to `serve` may call it by, as `notlar.example`; on loopback besides `localhost` and
   * its addresses. Beyond it every address may be, and any name where a key is needed and none is set here.
   */
  allowedHost: z
    .preprocess(given => (typeof given === 'string' ? given.split(',') : given), z.array(Host))
    .default([]),
  /** Whether `serve` believes the `X-Forwarded-Host` of a proxy; nobody but the proxy may reach it then. */
  trustProxy: z.union([z.boolean(), z.stringbool()]).default(false),
  /** Milliseconds that a search may have to wait before `serve` refuses it, 1 to 60,000. */
  searchWait: z.coerce.number().int().min(1).max(60_000).default(1000),
  /** Least severe message that `serve` logs. */
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
}

/** Variables of the Hugging Face libraries that mean a setting of ours; `ANLAM_…` wins. */
const CONVENTIONS: Partial<Record<keyof typeof settings, string>> = {
  hubEndpoint: 'HF_ENDPOINT',
  hubToken: 'HF_TOKEN',
  hubCache: 'HF_HUB_CACHE',
  offline: 'HF_HUB_OFFLINE',
}

/** What settings were called before. The present name wins where both are given in one place. */
const FORMER_NAMES: Partial<Record<keyof typeof settings, string>> = { effort: 'ef' }

const Config = z.strictObject(settings)
export type Config = z.infer<typeof Config>

export interface ConfigSources {
  /** Values given as flags; undefined ones count as not given. */
  flags?: Record<string, unknown>
  /** Path given by `--config`. */
  file?: string
}

function cacheHome(): string {
  return process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
}

/** @throws AnlamError `not-found` for a missing config file, `invalid-input` naming the setting that is wrong */
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
    if (value !== undefined && value !== '') merged[name] = value
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
