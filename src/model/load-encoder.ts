import { readInt8 } from './checkpoint/int8.js'
import { readCheckpoint } from './checkpoint/read.js'
import { buildGraph } from './graph/build.js'
import { OnnxEncoder, type OnnxEncoderOptions } from './onnx-encoder.js'

export interface LoadOptions extends OnnxEncoderOptions {
  /** Checkpoint directory. */
  directory: string
  /** Path of int8 weights. */
  int8?: string
}

/** Loads a checkpoint into an encoder that runs on the calling thread. */
export async function loadEncoder({ directory, int8, ...options }: LoadOptions): Promise<OnnxEncoder> {
  const checkpoint = await readCheckpoint(directory)
  const [first] = checkpoint.modules
  const quantized = int8 && first.kind === 'transformer' ? await readInt8(first, int8) : undefined
  const { precision, provider = 'cpu' } = options
  const graph = buildGraph(checkpoint, { quantized, half: precision === 'fp16', gpu: provider !== 'cpu' })
  return OnnxEncoder.load(checkpoint, graph, options)
}
