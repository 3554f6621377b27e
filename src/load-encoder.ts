import { readInt8 } from './checkpoint/int8.js'
import { readCheckpoint } from './checkpoint/read.js'
import { OnnxEncoder } from './encoder/onnx-encoder.js'
import type { Parity } from './encoder/types.js'
import { buildGraph } from './graph/build.js'

export interface LoadOptions {
  /** Directory of the checkpoint. */
  directory: string
  /** The name the user knows the model by. */
  model: string
  /** Threads onnxruntime may use. */
  threads?: number
  batchTokens?: number
  /** File of int8 weights to compute with. */
  int8?: string
  /** How close they were measured to be to fp32. */
  parity?: Parity
}

/** From a directory to an encoder that runs on the calling thread: checkpoint, graph, session. */
export async function loadEncoder({ directory, int8, ...options }: LoadOptions): Promise<OnnxEncoder> {
  const checkpoint = await readCheckpoint(directory)
  const [first] = checkpoint.modules
  const quantized = int8 && first.kind === 'transformer' ? await readInt8(first, int8) : undefined
  const precision = quantized ? 'int8' : 'fp32'
  return OnnxEncoder.load(checkpoint, buildGraph(checkpoint, quantized), { ...options, precision })
}
