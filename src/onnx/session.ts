import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import * as ort from 'onnxruntime-node'
import { enterNative, leaveNative } from '../basics/native-calls.js'
import { AnlamError } from '../errors.js'
import type { Provider } from '../types.js'
import type { OnnxModel } from './graph.js'
import { nativeReason } from './native-reason.js'

/** onnxruntime throws errors anyway; below this level it would also print them to stderr. */
const FATAL = 4

export interface SessionOptions {
  provider: Provider
  /** Index of the CUDA device, from 0. WebGPU chooses by itself. */
  deviceId: number
  /** Threads inside one operator. */
  threads: number
  /** Copy matrices to the processor's preferred layout. Gains 40 % for int8, 2 % for fp32. */
  prepack: boolean
  /** Keep a run's memory for the next. Useful if all runs have the same shapes. */
  arena: boolean
  /** Compute what only depends on constants once, when the model is loaded; default: on a GPU. */
  foldConstants?: boolean
}

/** For graphs that run on the calling thread alone, always with similar shapes. Constants are prepacked once. */
export const ONE_THREAD: SessionOptions = {
  provider: 'cpu',
  deviceId: 0,
  threads: 1,
  prepack: true,
  arena: true,
}

type TensorData = BigInt64Array | Int32Array | Float32Array | Uint8Array | Int8Array

export type Feeds = Record<string, { data: TensorData; dims: number[] }>

/** A loaded model. `run` blocks the calling thread while onnxruntime computes. */
export class Session {
  private constructor(
    private readonly native: ort.InferenceSession,
    private readonly provider: Provider,
  ) {}

  /**
   * Loads a model. Weights are memory-mapped from their files. On a CPU:
   * - Prepacking is the caller's choice: it copies every matrix to another layout, which is small only for int8.
   * - Graph optimisation is off: it would fold every half-precision matrix into float32. The graph is built fused. On
   * a GPU, which gets a copy of the weights anyway, constants are folded unless the caller does not want it.
   * - Memory patterns are off, and for models the arena: they keep a plan for every shape ever seen, and the memory
   * of the longest text ever run. Batches are as fast without them.
   *
   * Operators without a GPU kernel run on the CPU. Threads spin while waiting for the next operator, which is fast,
   * but stop between runs, so that a server can use the processor.
   *
   * @throws AnlamError `corrupt-checkpoint` if onnxruntime rejects the graph
   */
  static async create(model: OnnxModel, options: SessionOptions): Promise<Session> {
    const { foldConstants = options.provider !== 'cpu' } = options
    const level = foldConstants ? 'basic' : 'disabled'
    const { bytes, folder } = model
    return Session.load(
      options,
      level,
      folder ? { model_external_initializers_file_folder_path: folder } : {},
      settings => ort.InferenceSession.create(bytes, settings),
    )
  }

  /**
   * Loads a file that holds a graph which was not written here, with all of onnxruntime's optimisations.
   * @throws AnlamError `corrupt-checkpoint` if onnxruntime rejects the graph
   */
  static open(path: string, options: SessionOptions): Promise<Session> {
    return Session.load(options, 'all', {}, settings => ort.InferenceSession.create(path, settings))
  }

  private static async load(
    options: SessionOptions,
    graphOptimizationLevel: 'disabled' | 'basic' | 'all',
    extra: Record<string, string>,
    create: (settings: ort.InferenceSession.SessionOptions) => Promise<ort.InferenceSession>,
  ): Promise<Session> {
    const { provider, deviceId, arena, threads, prepack } = options
    enterNative()
    try {
      const native = await create({
        executionProviders: [provider === 'cuda' ? { name: provider, deviceId } : provider, 'cpu'],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        logSeverityLevel: FATAL,
        graphOptimizationLevel,
        enableMemPattern: false,
        enableCpuMemArena: arena,
        extra: { session: { ...extra, disable_prepacking: prepack ? '0' : '1', force_spinning_stop: '1' } },
      })
      return new Session(native, provider)
    } catch (cause) {
      throw new AnlamError(
        'corrupt-checkpoint',
        `onnxruntime refuses the model on ${provider}: ${nativeReason(cause)}`,
        {
          cause,
        },
      )
    } finally {
      leaveNative()
    }
  }

  /**
   * @param output name of the output to return
   * @returns its values, row-major
   * @throws AnlamError `unavailable` if onnxruntime fails, e.g. for lack of memory or a missing GPU feature
   */
  async run<T extends TensorData = Float32Array>(feeds: Feeds, output: string): Promise<T> {
    return (await this.runAll<string, T>(feeds, [output]))[output]!
  }

  /** Like `run`, for several outputs of one type. */
  async runAll<Name extends string, T extends TensorData>(
    feeds: Feeds,
    names: readonly Name[],
  ): Promise<Record<Name, T>> {
    const outputs = await this.compute(() => this.native.run(toTensors(feeds), names))
    return Object.fromEntries(names.map(name => [name, outputs[name]!.data])) as Record<Name, T>
  }

  /**
   * Runs into buffers of the caller, so that nothing is allocated or copied.
   * @param outputs by name, with the dimensions that the run will have
   * @throws AnlamError as `run`
   */
  async runInto(feeds: Feeds, outputs: Feeds): Promise<void> {
    await this.compute(() => this.native.run(toTensors(feeds), toTensors(outputs)))
  }

  private async compute<T>(work: () => Promise<T>): Promise<T> {
    enterNative()
    try {
      return await work()
    } catch (cause) {
      throw new AnlamError('unavailable', `${this.provider} failed to compute: ${nativeReason(cause)}`, {
        cause,
      })
    } finally {
      leaveNative()
    }
  }

  async close(): Promise<void> {
    await this.native.release()
  }
}

const nowhere = new MessageChannel().port1
nowhere.close()

/**
 * Frees an output's memory at once. If left to the garbage collector, the megabytes of each run would count as
 * external memory and trigger collections again and again.
 */
export function free({ buffer }: TensorData): void {
  // Transferring a buffer to a closed port detaches it here, and delivers it nowhere.
  nowhere.postMessage(null, [buffer as ArrayBuffer])
}

function toTensors(feeds: Feeds): Record<string, ort.Tensor> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { data, dims }]) => [name, toTensor(data, dims)]),
  )
}

function toTensor(data: TensorData, dims: number[]): ort.Tensor {
  if (data instanceof Float32Array) return new ort.Tensor('float32', data, dims)
  if (data instanceof Int32Array) return new ort.Tensor('int32', data, dims)
  if (data instanceof Uint8Array) return new ort.Tensor('uint8', data, dims)
  if (data instanceof Int8Array) return new ort.Tensor('int8', data, dims)
  return new ort.Tensor('int64', data, dims)
}

/**
 * Whether onnxruntime's CUDA provider is installed. It is not part of the package; `npm run install:cuda` fetches it.
 */
export function isCudaInstalled(): boolean {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node')
  const folder = join(dirname(entry), '..', 'bin', 'napi-v6', process.platform, process.arch)
  const library =
    process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so'
  return existsSync(join(folder, library))
}

export function runtimeVersion(): string {
  return ort.env.versions.node ?? ort.env.versions.common
}
