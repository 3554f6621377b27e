import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { readAll, replaceFile } from '../../basics/files.js'
import { readFloats } from '../../model/checkpoint/floats.js'
import type { Checkpoint, WordWeightsModule } from '../../model/checkpoint/types.js'
import type { Weights } from '../../model/checkpoint/weights.js'
import type { TensorLocation } from '../../onnx/safetensors.js'
import { toHalf } from '../checkpoint-files.js'
import { WORD_WEIGHTS } from '../graph/parameters.js'
import { safetensorsFile, type WrittenTensor } from '../safetensors-file.js'
import type { WeightType } from './choices.js'

/** Files of a checkpoint that are not weights, nor derived from them, nor about this model alone. */
const CONFIGURATION = /\.(?:json|txt|model|jinja)$/
const WEIGHTS = /\.safetensors(?:\.index\.json)?$/

/**
 * Writes a checkpoint again with other values: its configuration and tokenizer are copied, its weights written one at a
 * time.
 * @param folder exists
 * @param trained values of a weight by its parameter's name; undefined if it was not changed
 */
export function writeModel(
  checkpoint: Checkpoint,
  folder: string,
  dtype: WeightType,
  trained: (name: string) => Float32Array | undefined,
): void {
  const modules = checkpoint.modules.flatMap(module => ('weights' in module ? [module.weights] : []))
  copyConfiguration(checkpoint, folder, dtype)
  for (const module of checkpoint.modules)
    if (module.kind === 'word-weights') writeWordWeights(checkpoint, module, folder, trained)
  for (const weights of modules) {
    const at = relative(checkpoint.directory, dirname(weights.path))
    const target = join(folder, at)
    mkdirSync(target, { recursive: true })
    const tensors = [...weights.all()].map(location =>
      writtenTensor(location, dtype, () => trained(at === '' ? location.name : `${at}/${location.name}`)),
    )
    replaceFile(join(target, 'model.safetensors'), safetensorsFile(tensors))
  }
}

/** They are numbers of a configuration. A word of the vocabulary is found as it is written. */
function writeWordWeights(
  { directory }: Checkpoint,
  { folder: at, tokenWeights }: WordWeightsModule,
  folder: string,
  trained: (name: string) => Float32Array | undefined,
): void {
  const values = trained(`${at}/${WORD_WEIGHTS}`) ?? tokenWeights
  const config = JSON.parse(readFileSync(join(directory, at, 'config.json'), 'utf8')) as { vocab: string[] }
  const word_weights = Object.fromEntries(config.vocab.map((word, id) => [word, values[id]]))
  replaceFile(join(folder, at, 'config.json'), `${JSON.stringify({ ...config, word_weights })}\n`)
}

/** Copies files of the checkpoint's folder and of its modules' folders. */
function copyConfiguration(
  { directory, tokenizerFile }: Checkpoint,
  folder: string,
  dtype: WeightType,
): void {
  const modules = JSON.parse(readFileSync(join(directory, 'modules.json'), 'utf8')) as { path: string }[]
  for (const path of new Set(['', ...modules.map(module => module.path)])) {
    const from = join(directory, path)
    if (!existsSync(from)) continue
    mkdirSync(join(folder, path), { recursive: true })
    for (const name of readdirSync(from))
      if (CONFIGURATION.test(name) && !WEIGHTS.test(name))
        replaceFile(join(folder, path, name), readFileSync(join(from, name)))
  }
  // transformers loads weights in the type that is named here.
  const configFile = relative(directory, join(dirname(tokenizerFile), 'config.json'))
  const config = JSON.parse(readFileSync(join(directory, configFile), 'utf8')) as Record<string, unknown>
  const type = dtype === 'f16' ? 'float16' : 'float32'
  const { dtype: _, torch_dtype: __, ...rest } = config
  replaceFile(join(folder, configFile), `${JSON.stringify({ ...rest, torch_dtype: type }, null, 2)}\n`)
}

function writtenTensor(
  location: TensorLocation,
  dtype: WeightType,
  trained: () => Float32Array | undefined,
): WrittenTensor {
  const { name, shape, length } = location
  // Position ids and the like.
  if (!/^B?F\d/.test(location.dtype))
    return { name, dtype: location.dtype, shape, length, bytes: () => rawBytes(location) }
  const count = shape.reduce((product, n) => product * n, 1)
  const values = (): Float32Array => trained() ?? readFloats(location)
  return dtype === 'f16'
    ? { name, dtype: 'F16', shape, length: 2 * count, bytes: () => bytesOf(toHalf(values())) }
    : { name, dtype: 'F32', shape, length: 4 * count, bytes: () => bytesOf(values()) }
}

function rawBytes({ file, offset, length }: TensorLocation): Uint8Array {
  const bytes = new Uint8Array(length)
  const source = openSync(file, 'r')
  try {
    readAll(source, bytes, offset)
  } finally {
    closeSync(source)
  }
  return bytes
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** Number of values in a checkpoint's weights. */
export function weightCount(checkpoint: Checkpoint): number {
  const all = (weights: Weights): number =>
    [...weights.all()].reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0)
  return checkpoint.modules.reduce((sum, module) => sum + ('weights' in module ? all(module.weights) : 0), 0)
}
