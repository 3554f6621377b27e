import { readInt8 } from './checkpoint/int8.js'
import { readCheckpoint } from './checkpoint/read.js'
import { type Encoding, encodingOf } from './encoding.js'
import { buildGraph } from './graph/build.js'
import { OnnxEncoder, type OnnxEncoderOptions } from './onnx-encoder.js'

export interface LoadOptions extends OnnxEncoderOptions {
  /** Checkpoint directory. */
  directory: string
  /** Default: that of the checkpoint. */
  encoding?: Encoding
  /** Path of int8 weights. */
  int8?: string
}

/** Loads a checkpoint into an encoder that runs on the calling thread. */
export async function loadEncoder({
  directory,
  int8,
  encoding,
  ...options
}: LoadOptions): Promise<OnnxEncoder> {
  const checkpoint = await readCheckpoint(directory)
  const [first] = checkpoint.modules
  const quantized = int8 && first.kind === 'transformer' ? await readInt8(first, int8) : undefined
  const { precision, provider = 'cpu' } = options
  const graph = buildGraph(checkpoint, { quantized, half: precision === 'fp16', gpu: provider !== 'cpu' })
  return OnnxEncoder.load(checkpoint, graph, encoding ?? encodingOf(checkpoint, options.model), options)
}
