import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import * as ort from 'onnxruntime-node'
import { enterNative, leaveNative } from '../basics/native-calls.js'
import { AnlamError } from '../errors.js'
import type { Provider } from '../types.js'
import type { OnnxModel } from './graph.js'

/** What goes wrong comes as an exception; onnxruntime would print it to stderr besides. */
const FATAL = 4

export interface SessionOptions {
  provider: Provider
  /** Which of several GPUs, from 0, for CUDA; WebGPU chooses itself. */
  deviceId: number
  /** Threads inside one operator. */
  threads: number
  /** Copy matrices into the layout the processor likes: int8 gains 40 % by it, fp32 2 %. */
  prepack: boolean
  /** Keep the memory of one run for the next: right where all runs are alike. */
  arena: boolean
}

/** On this thread alone, for graphs whose runs are alike; what is constant is laid out once. */
export const ONE_THREAD: SessionOptions = {
  provider: 'cpu',
  deviceId: 0,
  threads: 1,
  prepack: true,
  arena: true,
}

type TensorData = BigInt64Array | Int32Array | Float32Array | Uint8Array | Int8Array

export type Feeds = Record<string, { data: TensorData; dims: number[] }>

/** One loaded model. `run` blocks the thread it is called on while onnxruntime computes. */
export class Session {
  private constructor(
    private readonly native: ort.InferenceSession,
    private readonly provider: Provider,
  ) {}

  /**
   * Weights are memory-mapped from where they lie. Prepacking (but for int8, whose copy is small) and graph
   * optimisation are off: the one copies every matrix into another layout, the other folds every half-precision
   * matrix into float32; the graph comes fused. On a GPU, where weights are copied anyway, constants are folded. Memory
   * patterns are off too, and for models the arena: the one keeps a plan for every shape ever seen, the other whatever
   * the longest text once took; batches cost no more without them.
   *
   * Operators that a GPU has no kernel for run on the CPU. Threads that wait for the next operator spin, which is
   * fast, but not from one run to the next: a server has better work for the processor.
   *
   * @throws AnlamError `corrupt-checkpoint` if onnxruntime refuses the graph
   */
  static async create(model: OnnxModel, options: SessionOptions): Promise<Session> {
    const { provider, deviceId } = options
    enterNative()
    try {
      const native = await ort.InferenceSession.create(model.bytes, {
        executionProviders: [provider === 'cuda' ? { name: provider, deviceId } : provider, 'cpu'],
        intraOpNumThreads: options.threads,
        interOpNumThreads: 1,
        logSeverityLevel: FATAL,
        graphOptimizationLevel: provider === 'cpu' ? 'disabled' : 'basic',
        enableMemPattern: false,
        enableCpuMemArena: options.arena,
        extra: {
          session: {
            ...(model.folder ? { model_external_initializers_file_folder_path: model.folder } : {}),
            disable_prepacking: options.prepack ? '0' : '1',
            force_spinning_stop: '1',
          },
        },
      })
      return new Session(native, provider)
    } catch (cause) {
      throw new AnlamError(
        'corrupt-checkpoint',
        `onnxruntime refuses the model on ${provider}: ${(cause as Error).message.trim()}`,
        {
          cause,
        },
      )
    } finally {
      leaveNative()
    }
  }

  /**
   * @param output name of the output wanted
   * @returns its values, row-major
   * @throws AnlamError `unavailable` if onnxruntime fails, for want of memory or of a feature of the GPU
   */
  async run<T extends TensorData = Float32Array>(feeds: Feeds, output: string): Promise<T> {
    return (await this.runAll<string, T>(feeds, [output]))[output]!
  }

  /** The same for several outputs of one type. */
  async runAll<Name extends string, T extends TensorData>(
    feeds: Feeds,
    names: readonly Name[],
  ): Promise<Record<Name, T>> {
    const tensors: Record<string, ort.Tensor> = {}
    for (const [name, { data, dims }] of Object.entries(feeds)) tensors[name] = toTensor(data, dims)
    enterNative()
    try {
      const outputs = await this.native.run(tensors, names)
      return Object.fromEntries(names.map(name => [name, outputs[name]!.data])) as Record<Name, T>
    } catch (cause) {
      throw new AnlamError(
        'unavailable',
        `${this.provider} cannot compute this: ${(cause as Error).message.trim()}`,
        { cause },
      )
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
 * Frees an output that is not needed any more. The garbage collector would too, but it counts what onnxruntime takes:
 * some megabytes for each run make it collect again and again.
 */
export function free({ buffer }: TensorData): void {
  // What is sent to a closed port is gone for the sender, and never arrives.
  nowhere.postMessage(null, [buffer as ArrayBuffer])
}

function toTensor(data: TensorData, dims: number[]): ort.Tensor {
  if (data instanceof Float32Array) return new ort.Tensor('float32', data, dims)
  if (data instanceof Int32Array) return new ort.Tensor('int32', data, dims)
  if (data instanceof Uint8Array) return new ort.Tensor('uint8', data, dims)
  if (data instanceof Int8Array) return new ort.Tensor('int8', data, dims)
  return new ort.Tensor('int64', data, dims)
}

/** onnxruntime's CUDA provider is no part of its package: `npm run install:cuda` fetches it. */
export function isCudaInstalled(): boolean {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node')
  const folder = join(dirname(entry), '..', 'bin', 'napi-v6', process.platform, process.arch)
  const library =
    process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so'
  return existsSync(join(folder, library))
}

/** Version of onnxruntime. */
export function runtimeVersion(): string {
  return ort.env.versions.node ?? ort.env.versions.common
}
