import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { replaceFile } from '../../basics/files.js'
import { AnlamError } from '../../errors.js'
import type { ByteRange } from '../../onnx/byte-range.js'
import { readSafetensors, type TensorLocation } from '../../onnx/safetensors.js'
import { readFloats } from './floats.js'
import type { TransformerModule } from './types.js'

/** A matrix in the form `DynamicQuantizeMatMul` of onnxruntime takes. */
export interface QuantizedMatrix {
  /** I8 or U8 [inputs, outputs], transposed from PyTorch's layout. */
  weight: TensorLocation
  /** F32 [outputs]: scale of each column. */
  scale: TensorLocation
  /** Zero point of `weight`. */
  zero: number
}

/** By the weight's name in the checkpoint. */
export type QuantizedWeights = ReadonlyMap<string, QuantizedMatrix>

/** Zero point of unsigned weights. Adding it flips a byte's highest bit. */
const UNSIGNED_ZERO = 128
/**
 * Activations use all byte values, so pairs of their products with signed weights can overflow 16 bits. For
 * processors that add in 16 bits, the same weights are stored unsigned: the kernel for those adds in 32 bits.
 */
const STORED: Record<ByteRange, 'I8' | 'U8'> = { full: 'I8', reduced: 'U8' }
const LARGEST = 127
const SCALE_SUFFIX = '.scale'
/** `encoder.layer.0.`, `transformer.layer.0.`, `layers.0.` */
const IN_LAYER = /(?:^|\.)layers?\.\d+\./

/** The matrices of the encoder layers, which take nearly all of the time. Tables and norms are not quantised. */
function layerMatrices(module: TransformerModule): TensorLocation[] {
  return [...module.weights.all()].filter(
    ({ name, shape }) => IN_LAYER.test(name) && name.endsWith('.weight') && shape.length === 2,
  )
}

/**
 * Quantises weights to 8 bits, symmetrically, with a scale per output, and writes them as a safetensors file for
 * processors that multiply this byte range exactly. Holds one matrix at a time. Renames the file into place once it
 * is complete.
 */
export function writeInt8(module: TransformerModule, path: string, range: ByteRange): void {
  const matrices = layerMatrices(module)
  const header: Record<string, object> = {}
  let end = 0
  const place = (name: string, dtype: string, shape: readonly number[], bytes: number): void => {
    header[name] = { dtype, shape, data_offsets: [end, end + bytes] }
    end += bytes
  }
  for (const { name, shape } of matrices) {
    const [outputs, inputs] = shape as [number, number]
    // Scales first: they are four bytes wide, so this keeps them aligned.
    place(name + SCALE_SUFFIX, 'F32', [outputs], outputs * 4)
    place(name, STORED[range], [inputs, outputs], inputs * outputs)
  }
  const text = JSON.stringify(header)
  const prefix = Buffer.alloc(8)
  const padded = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8))
  prefix.writeBigUInt64LE(BigInt(padded.length))
  mkdirSync(dirname(path), { recursive: true })
  function* content(): Generator<Uint8Array> {
    yield prefix
    yield padded
    for (const tensor of matrices) {
      const { scale, weight } = quantize(readFloats(tensor), tensor.shape as [number, number])
      yield new Uint8Array(scale.buffer)
      const bytes = new Uint8Array(weight.buffer)
      if (STORED[range] === 'U8') for (let i = 0; i < bytes.length; i++) bytes[i]! ^= UNSIGNED_ZERO
      yield bytes
    }
  }
  replaceFile(path, content(), { shared: true })
}

/** @throws AnlamError `corrupt-checkpoint` if the file is damaged or belongs to another model */
export async function readInt8(module: TransformerModule, path: string): Promise<QuantizedWeights> {
  const tensors = await readSafetensors(path)
  const found = new Map<string, QuantizedMatrix>()
  for (const { name, shape } of layerMatrices(module)) {
    const weight = tensors.get(name)
    const scale = tensors.get(name + SCALE_SUFFIX)
    const [outputs, inputs] = shape
    if (
      (weight?.dtype !== 'I8' && weight?.dtype !== 'U8') ||
      weight.shape[0] !== inputs ||
      weight.shape[1] !== outputs ||
      scale?.dtype !== 'F32'
    ) {
      throw new AnlamError(
        'corrupt-checkpoint',
        `${path} does not hold ${name} of this model; remove it to have it made again`,
      )
    }
    found.set(name, { weight, scale, zero: weight.dtype === 'U8' ? UNSIGNED_ZERO : 0 })
  }
  return found
}

/**
 * @param values row-major [outputs, inputs]
 * @returns `weight` transposed, [inputs, outputs]
 */
export function quantize(
  values: Float32Array,
  [outputs, inputs]: readonly [number, number],
): { weight: Int8Array; scale: Float32Array } {
  const weight = new Int8Array(values.length)
  const scale = new Float32Array(outputs)
  for (let row = 0; row < outputs; row++) {
    const at = row * inputs
    let largest = 0
    for (let i = 0; i < inputs; i++) largest = Math.max(largest, Math.abs(values[at + i]!))
    scale[row] = largest / LARGEST
    const inverse = largest === 0 ? 0 : LARGEST / largest
    for (let i = 0; i < inputs; i++) weight[i * outputs + row] = Math.round(values[at + i]! * inverse)
  }
  return { weight, scale }
}
