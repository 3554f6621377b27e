import * as ort from 'onnxruntime-node'
import { AnlamError } from '../errors.js'
import type { OnnxModel } from '../graph/onnx.js'

export interface SessionOptions {
  /** Threads inside one operator. */
  threads: number
  /** Copy matrices into the layout the processor likes: int8 gains 40 % by it, fp32 2 %. */
  prepack: boolean
}

export type Feeds = Record<string, { data: BigInt64Array | Int32Array | Float32Array; dims: number[] }>

/** One loaded model. `run` blocks the thread it is called on while onnxruntime computes. */
export class Session {
  private constructor(private readonly native: ort.InferenceSession) {}

  /**
   * Weights are memory-mapped from where they lie. Prepacking (but for int8, whose copy is small) and graph
   * optimisation are off: the one copies every matrix into another layout, the other folds every half-precision
   * matrix into float32; the graph comes fused. Memory patterns and the arena are off too: the one keeps a plan for
   * every shape ever seen, the other whatever the longest text once took; batches cost no more without them.
   *
   * @throws AnlamError `corrupt-checkpoint` if onnxruntime refuses the graph
   */
  static async create(model: OnnxModel, options: SessionOptions): Promise<Session> {
    try {
      const native = await ort.InferenceSession.create(model.bytes, {
        executionProviders: ['cpu'],
        intraOpNumThreads: options.threads,
        interOpNumThreads: 1,
        graphOptimizationLevel: 'disabled',
        enableMemPattern: false,
        enableCpuMemArena: false,
        extra: {
          session: {
            model_external_initializers_file_folder_path: model.folder,
            disable_prepacking: options.prepack ? '0' : '1',
          },
        },
      })
      return new Session(native)
    } catch (cause) {
      throw new AnlamError(
        'corrupt-checkpoint',
        `onnxruntime refuses the model: ${(cause as Error).message}`,
        {
          cause,
        },
      )
    }
  }

  /** @returns the values of `embedding`, row-major */
  async run(feeds: Feeds): Promise<Float32Array> {
    const tensors: Record<string, ort.Tensor> = {}
    for (const [name, { data, dims }] of Object.entries(feeds)) {
      tensors[name] =
        data instanceof Float32Array
          ? new ort.Tensor('float32', data, dims)
          : data instanceof Int32Array
            ? new ort.Tensor('int32', data, dims)
            : new ort.Tensor('int64', data, dims)
    }
    const { embedding } = await this.native.run(tensors)
    return embedding!.data as Float32Array
  }

  async close(): Promise<void> {
    await this.native.release()
  }
}

/** Version of onnxruntime. */
export function runtimeVersion(): string {
  return ort.env.versions.node ?? ort.env.versions.common
}
