import { accessSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, freemem, tmpdir, totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createIndex, openEncoder } from '../compose.js'
import type { Config } from '../config.js'
import { asAnlamError } from '../errors.js'
import { BUILTIN_MODEL } from '../model/models.js'
import { thisMachine, whyUnusable } from '../model/providers.js'
import { probeByteRange } from '../onnx/byte-probe.js'
import { LEFT_LARGEST } from '../onnx/byte-range.js'
import { runtimeVersion } from '../onnx/session.js'
import type { Provider } from '../types.js'

export interface Check {
  name: string
  ok: boolean
  /** Not needed: it is no failure if `ok` is false. */
  optional?: true
  detail: string
}

/** Tries everything the program depends on: the native libraries, the built-in model, an index on disk. */
export async function diagnose(config: Config): Promise<Check[]> {
  const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`
  const check = async (name: string, work: () => Promise<string> | string): Promise<Check> => {
    try {
      return { name, ok: true, detail: await work() }
    } catch (error) {
      return { name, ok: false, detail: asAnlamError(error).message }
    }
  }
  return [
    await check('node', () => `${process.version} on ${process.platform}-${process.arch}`),
    await check('processor', () => `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} threads`),
    await check('memory', () => `${gib(freemem())} free of ${gib(totalmem())}`),
    await check('onnxruntime', () => `${runtimeVersion()}, provider cpu`),
    await check('int8', describeBytes),
    ...(await Promise.all(
      (['cuda', 'webgpu'] as const).map(provider => tryProvider(provider, config.deviceId)),
    )),
    await check('model', async () => {
      const encoder = await openEncoder({ ...config, provider: 'auto', precision: 'auto' }, BUILTIN_MODEL)
      try {
        const { values } = await encoder.encode(['derin öğrenme'])
        if (!values.some(x => x !== 0)) throw new Error('the built-in model gave a zero vector')
        return `built-in, ${encoder.spec.dimension} dimensions, runs`
      } finally {
        await encoder.close()
      }
    }),
    await check('index', () => tryIndex(config)),
    await check('indexes', () => {
      const folder = resolve(config.indexes)
      accessSync(existsSync(folder) ? folder : dirname(folder), constants.W_OK)
      return `${folder} can be written`
    }),
  ]
}

async function describeBytes(): Promise<string> {
  return (await probeByteRange()) === 'full'
    ? 'full range: this processor multiplies all bytes exactly'
    : `reduced range: this processor adds products of bytes in 16 bits; vectors are compared in codes of ±${LEFT_LARGEST.reduced}, encoders use unsigned weights`
}

async function tryProvider(provider: Provider, deviceId: number): Promise<Check> {
  const reason = await whyUnusable(provider, deviceId, thisMachine())
  return {
    name: provider,
    ok: reason === null,
    optional: true,
    detail: reason ?? `computes on device ${deviceId}`,
  }
}

async function tryIndex(config: Config): Promise<string> {
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
    return 'SQLite and HNSW write, search and publish'
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
