import { createHash } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import type { TensorLocation } from '../../onnx/safetensors.js'
import type { Checkpoint } from './types.js'

/** Raise it when the same checkpoint starts to give other vectors (another way to strip, say). */
const PIPELINE_VERSION = 1

/** A tensor up to this size is hashed whole. */
const WHOLE_TENSOR_BYTES = 1 << 20
/** Of a larger one, this many bytes at each of this many evenly spaced places. */
const SAMPLE_BYTES = 4096
const SAMPLES = 16

/**
 * Identifies what decides the vectors: tokenizer, modules and weights. Tensors over 1 MiB are sampled, since
 * reading 2 GB on every start would cost seconds: a fine-tune changes every tensor everywhere. This tells models
 * apart; it does not prove that a file is undamaged.
 *
 * @returns hex SHA-256
 */
export async function fingerprint(checkpoint: Omit<Checkpoint, 'fingerprint'>): Promise<string> {
  const hash = createHash('sha256')
  const { maxTokens, lowerCase, strip, prompts, defaultPrompt } = checkpoint
  hash.update(JSON.stringify({ PIPELINE_VERSION, maxTokens, lowerCase, strip, prompts, defaultPrompt }))
  hash.update(await readFile(checkpoint.tokenizerFile))
  for (const module of checkpoint.modules) {
    hash.update(JSON.stringify(module, (key, value) => (key === 'weights' ? undefined : value)))
    if ('weights' in module) for (const tensor of module.weights.all()) await hashTensor(hash, tensor)
  }
  return hash.digest('hex')
}

async function hashTensor(hash: ReturnType<typeof createHash>, tensor: TensorLocation): Promise<void> {
  hash.update(`${tensor.name} ${tensor.dtype} ${tensor.shape.join('x')}\n`)
  const handle = await open(tensor.file, 'r')
  try {
    const whole = tensor.length <= WHOLE_TENSOR_BYTES
    const size = whole ? tensor.length : SAMPLE_BYTES
    const buffer = Buffer.alloc(size)
    for (let i = 0; i < (whole ? 1 : SAMPLES); i++) {
      const at = whole ? 0 : Math.floor(((tensor.length - size) / (SAMPLES - 1)) * i)
      await handle.read(buffer, 0, size, tensor.offset + at)
      hash.update(buffer)
    }
  } finally {
    await handle.close()
  }
}
