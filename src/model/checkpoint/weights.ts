import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AnlamError } from '../../errors.js'
import { readSafetensors, type TensorDtype, type TensorLocation } from '../../onnx/safetensors.js'
import { readJson } from './json.js'

const FLOAT_DTYPES: readonly TensorDtype[] = ['F32', 'F16', 'BF16']

/** What to do about a checkpoint whose weights would run code when they are read. */
export const PICKLE_ADVICE =
  'pytorch_model.bin is a Python pickle and not read; write safetensors once with python -c "from sentence_transformers ' +
  "import SentenceTransformer as S; S('MODEL').save_pretrained('FOLDER')\" and use FOLDER"

/** What TensorFlow's names of a layer norm's weights became. */
const FORMER_NAMES: readonly [RegExp, string][] = [
  [/LayerNorm\.weight$/, 'LayerNorm.gamma'],
  [/LayerNorm\.bias$/, 'LayerNorm.beta'],
]

const ShardIndex = z.object({ weight_map: z.record(z.string(), z.string()) })

/** Where tensors are, or their shards are listed. */
export const WEIGHT_FILES = ['model.safetensors', 'model.safetensors.index.json'] as const

/** Whether `Weights.read` will find tensors there. */
export function hasWeights(directory: string): boolean {
  return WEIGHT_FILES.some(name => existsSync(join(directory, name)))
}

/** The tensors of a module, requested by name and expected shape. */
export class Weights {
  constructor(
    /** The file that error messages name. */
    readonly path: string,
    private readonly tensors: ReadonlyMap<string, TensorLocation>,
  ) {}

  /**
   * Reads `model.safetensors`, or the shards listed in `model.safetensors.index.json`.
   * @throws AnlamError `not-found` if neither exists; `corrupt-checkpoint` if a file is damaged
   */
  static async read(directory: string): Promise<Weights> {
    const single = join(directory, 'model.safetensors')
    if (existsSync(single)) return new Weights(single, await readSafetensors(single))
    const indexFile = join(directory, 'model.safetensors.index.json')
    if (existsSync(indexFile)) return Weights.readShards(directory, indexFile)
    const pickle = existsSync(join(directory, 'pytorch_model.bin'))
    throw new AnlamError('not-found', `${single} is missing${pickle ? `: ${PICKLE_ADVICE}` : ''}`)
  }

  private static async readShards(directory: string, indexFile: string): Promise<Weights> {
    const { weight_map: map } = await readJson(indexFile, ShardIndex)
    const tensors = new Map<string, TensorLocation>()
    for (const shard of new Set(Object.values(map))) {
      if (shard.includes('/') || shard.includes('\\')) {
        throw new AnlamError('corrupt-checkpoint', `${indexFile}: shard ${shard} lies outside the checkpoint`)
      }
      for (const [name, tensor] of await readSafetensors(join(directory, shard))) {
        if (map[name] === shard) tensors.set(name, tensor)
      }
    }
    for (const [name, shard] of Object.entries(map)) {
      if (!tensors.has(name))
        throw new AnlamError('corrupt-checkpoint', `${indexFile}: ${shard} lacks ${name}`)
    }
    return new Weights(indexFile, tensors)
  }

  has(name: string): boolean {
    return this.find(name) !== undefined
  }

  private find(name: string): TensorLocation | undefined {
    const known = this.tensors.get(name)
    if (known) return known
    const [pattern, former] = FORMER_NAMES.find(([present]) => present.test(name)) ?? []
    return pattern && this.tensors.get(name.replace(pattern, former!))
  }

  /** A tensor of any type and shape. @throws AnlamError `corrupt-checkpoint` if it is missing */
  any(name: string): TensorLocation {
    const tensor = this.find(name)
    if (!tensor) throw new AnlamError('corrupt-checkpoint', `${this.path}: tensor ${name} is missing`)
    return tensor
  }

  all(): Iterable<TensorLocation> {
    return this.tensors.values()
  }

  /**
   * Returns a float tensor of exactly this shape.
   * @throws AnlamError `corrupt-checkpoint` if it is missing, has another shape, or is not F32, F16 or BF16
   */
  take(name: string, shape: readonly number[]): TensorLocation {
    const tensor = this.any(name)
    if (tensor.shape.length !== shape.length || tensor.shape.some((n, axis) => n !== shape[axis])) {
      throw new AnlamError(
        'corrupt-checkpoint',
        `${this.path}: tensor ${name} has shape [${tensor.shape.join(', ')}], the configuration asks for [${shape.join(', ')}]`,
      )
    }
    if (!FLOAT_DTYPES.includes(tensor.dtype)) {
      throw new AnlamError(
        'corrupt-checkpoint',
        `${this.path}: tensor ${name} is ${tensor.dtype}; weights must be ${FLOAT_DTYPES.join(', ')}`,
      )
    }
    return tensor
  }

  /** Shape of a tensor; undefined if absent. */
  shapeOf(name: string): readonly number[] | undefined {
    return this.find(name)?.shape
  }
}
