import { readCheckpoint } from './checkpoint/read.js'
import { OnnxEncoder } from './encoder/onnx-encoder.js'
import { buildGraph } from './graph/build.js'

export interface LoadOptions {
  /** Directory of the checkpoint. */
  directory: string
  /** The name the user knows the model by. */
  model: string
  /** Threads onnxruntime may use. */
  threads?: number
  batchTokens?: number
}

/** From a directory to an encoder that runs on the calling thread: checkpoint, graph, session. */
export async function loadEncoder({ directory, ...options }: LoadOptions): Promise<OnnxEncoder> {
  const checkpoint = await readCheckpoint(directory)
  return OnnxEncoder.load(checkpoint, buildGraph(checkpoint), options)
}
