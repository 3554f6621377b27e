import { createHash } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import type { TensorLocation } from '../../onnx/safetensors.js'
import type { Checkpoint, Module } from './types.js'

/** Increase it when the same checkpoint gives other vectors, e.g. after a change to stripping. */
const PIPELINE_VERSION = 1

/** What is hashed as tensors or by another file, or depends on where the checkpoint lies. */
const LOCATED = ['weights', 'lookup', 'path']

/** Tensors up to this size are hashed completely. */
const WHOLE_TENSOR_BYTES = 1 << 20
/** Larger tensors: bytes per sample, at `SAMPLES` evenly spaced offsets. */
const SAMPLE_BYTES = 4096
const SAMPLES = 16

/**
 * Identifies what determines the vectors: tokenizer, modules and weights. Tensors over 1 MiB are sampled, since
 * reading 2 GB at every start would take seconds, and fine-tuning changes tensors throughout. Distinguishes models,
 * but does not prove files undamaged.
 *
 * @returns hex SHA-256
 */
export async function fingerprint(checkpoint: Omit<Checkpoint, 'fingerprint'>): Promise<string> {
  const { maxTokens, lowerCase, strip, prompts, defaultPrompt, tokenizerFile, modules } = checkpoint
  return fingerprintOf({ maxTokens, lowerCase, strip, prompts, defaultPrompt }, tokenizerFile, modules)
}

/** The same for any settings. */
export async function fingerprintOf(
  settings: object,
  tokenizerFile: string,
  modules: readonly Module[],
): Promise<string> {
  const hash = createHash('sha256')
  hash.update(JSON.stringify({ PIPELINE_VERSION, ...settings }))
  hash.update(await readFile(tokenizerFile))
  for (const module of modules) {
    hash.update(JSON.stringify(module, (key, value) => (LOCATED.includes(key) ? undefined : value)))
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
