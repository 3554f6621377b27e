import { accessSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type Config, type ConfigSources, givenSettings, shownValue } from '../config.js'
import { asAnlamError } from '../errors.js'
import { fixed, type Said, say, type Text } from '../messages/said.js'
import { Speech } from '../messages/speech.js'
import type { Provider } from '../types.js'
import { describeMachine } from './machine.js'
import { cachedModels } from './model-cache.js'

export interface Check {
  name: string
  ok: boolean
  /** Not needed: it is no failure if `ok` is false. */
  optional?: true
  detail: string
  /** The parts of the detail as they can be said in a language; absent for the message of an error. */
  said?: readonly Text[]
}

/**
 * Tries everything the program depends on, and tells what a report of a fault needs: versions, the machine, settings and where they
 * are from (secrets hidden), native libraries, providers, models, the indexes that there are. Each check loads what it needs itself,
 * so that one native library that is missing fails only what depends on it.
 */
export async function diagnose(config: Config, sources: ConfigSources): Promise<Check[]> {
  const { anlam, node, platform, release, libc, processor, threads, features, memory } = describeMachine()
  const { total, free, limit } = memory
  const providers = (['cuda', 'webgpu'] as const).map(provider => tryProvider(provider, config))
  return [
    await check('anlam', () => anlam),
    await check('node', () => say`${node} on ${platform}`),
    await check('system', () => [release, libc].filter(part => part !== null).join(', ')),
    await check('processor', () => say`${processor}, ${threads} threads`),
    await check('instructions', () => features?.join(' ') ?? say`the system tells of none`),
    await check('memory', () =>
      limit === null
        ? say`${gib(free)} free of ${gib(total)}`
        : say`${gib(free)} free of ${gib(total)}, of which this process may have ${gib(limit)}`,
    ),
    await check('settings', () => checkSettings(config, sources)),
    await check('onnxruntime', async () => {
      const { runtimeVersion } = await import('../onnx/session.js')
      return say`${runtimeVersion()}, provider cpu`
    }),
    await check('int8', describeBytes),
    ...(await Promise.all(providers)),
    await check('model', () => tryModel(config)),
    await check('models', () => {
      const { models, bytes } = cachedModels(config.models)
      return [say`${models.length} pulled into ${config.models}, ${gib(bytes)}`, ...models]
    }),
    await check('index', () => tryIndex(config)),
    await check('indexes', () => checkIndexes(config)),
  ]
}

type Told = Text | readonly Text[]

async function check(name: string, work: () => Promise<Told> | Told): Promise<Check> {
  try {
    const told = await work()
    const said = Array.isArray(told) ? (told as readonly Text[]) : [told as Text]
    return { name, ok: true, detail: inEnglish(said), said }
  } catch (error) {
    return { name, ok: false, detail: asAnlamError(error).message }
  }
}

/** Parts of a detail as JSON has them. */
export function inEnglish(parts: readonly Text[]): string {
  const english = new Speech('en')
  return parts.map(part => english.text(part)).join('; ')
}

function gib(bytes: number): Said {
  return say`${fixed(bytes / 2 ** 30, 1)} GiB`
}

/** Settings that somebody gave. @throws AnlamError `invalid-input` for the first that is wrong */
export function checkSettings(config: Config, sources: ConfigSources): Text[] {
  const given = givenSettings(sources)
  for (const { name } of given) void config[name]
  if (given.length === 0) return [say`all by default; there is no config file`]
  return given.map(setting => say`${setting.name} is ${shownValue(setting)}, from ${setting.from}`)
}

/** What indexes there are. @throws Error naming those that cannot be read */
export async function checkIndexes(config: Config): Promise<Text[]> {
  const { indexEngine, placeOf } = await import('../compose.js')
  const engine = indexEngine(config)
  if (config.engine === 'embedded') {
    const folder = resolve(config.indexes)
    accessSync(existsSync(folder) ? folder : dirname(folder), constants.W_OK)
  }
  const told: Said[] = []
  const damaged: string[] = []
  for (const name of await engine.list()) {
    try {
      const description = await engine.describe(name)
      const { passages } = await engine.size(name)
      told.push(say`${name} has ${passages} passages by ${description?.model ?? '?'}`)
    } catch (error) {
      damaged.push(`${name}: ${asAnlamError(error).message}`)
    }
  }
  if (damaged.length > 0) throw new Error(damaged.join('; '))
  return [say`${told.length} in ${placeOf(config)}`, ...told]
}

async function tryModel(config: Config): Promise<Said> {
  const { openEncoder } = await import('../compose.js')
  const { BUILTIN_MODEL } = await import('../model/models.js')
  const encoder = await openEncoder({ ...config, provider: 'auto', precision: 'auto' }, BUILTIN_MODEL)
  try {
    const { values } = await encoder.encode(['derin öğrenme'])
    if (!values.some(x => x !== 0)) throw new Error('the built-in model gave a zero vector')
    return say`built-in, ${encoder.spec.dimension} dimensions, runs`
  } finally {
    await encoder.close()
  }
}

async function describeBytes(): Promise<Said> {
  const { probeByteRange } = await import('../onnx/byte-probe.js')
  const { LEFT_LARGEST } = await import('../onnx/byte-range.js')
  return (await probeByteRange()) === 'full'
    ? say`full range: this processor multiplies all bytes exactly`
    : say`reduced range: this processor adds products of bytes in 16 bits; vectors are compared in codes of ±${LEFT_LARGEST.reduced}, encoders use unsigned weights`
}

async function tryProvider(provider: Provider, { deviceId }: Config): Promise<Check> {
  const tried = await check(provider, async () => {
    const { thisMachine, whyUnusable } = await import('../onnx/providers.js')
    const reason = await whyUnusable(provider, deviceId, thisMachine())
    if (reason !== null) throw new Error(reason)
    return say`computes on device ${deviceId}`
  })
  return { ...tried, optional: true }
}

async function tryIndex(config: Config): Promise<Said> {
  const { createIndex } = await import('../compose.js')
  const root = mkdtempSync(join(tmpdir(), 'anlam-doctor-'))
  try {
    const index = await createIndex({ ...config, engine: 'embedded', indexes: root }, 'probe', {
      model: 'none',
      fingerprint: '0'.repeat(64),
      dimension: 2,
    })
    const document = { id: 'a', source: 'doctor', metadata: {} }
    const passages = [{ id: 'a', documentId: 'a', text: 'a', start: 0, end: 1 }]
    const vector = Float32Array.of(1, 0)
    await index.write([{ document, hash: '', passages }], { values: vector, rows: 1, dimension: 2 })
    await index.commit()
    const [hit] = await index.search(vector, { k: 1 })
    await index.close()
    if (hit?.id !== 'a') throw new Error('a passage just written was not found')
    return say`SQLite and HNSW write, search and publish`
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
