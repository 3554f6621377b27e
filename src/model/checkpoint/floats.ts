import { closeSync, openSync } from 'node:fs'
import { readAll } from '../../basics/files.js'
import { AnlamError } from '../../errors.js'
import type { TensorLocation } from '../../onnx/safetensors.js'

/** Reads an F64, F32, F16 or BF16 tensor as float32, row-major. */
export function readFloats(tensor: TensorLocation): Float32Array {
  const bytes = readBytes(tensor)
  const { length, dtype } = tensor
  if (dtype === 'F64') return Float32Array.from(new Float64Array(bytes.buffer, bytes.byteOffset, length / 8))
  if (dtype === 'F32') return new Float32Array(bytes.buffer, bytes.byteOffset, length / 4)
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, length / 2)
  return dtype === 'BF16' ? fromBfloat16(halves) : Float32Array.from(halves, fromHalf)
}

/** @throws AnlamError `corrupt-checkpoint` unless it is an I32 or I64 tensor */
export function readIntegers(tensor: TensorLocation): Int32Array {
  const bytes = readBytes(tensor)
  const { name, length, dtype, file } = tensor
  if (dtype === 'I32') return new Int32Array(bytes.buffer, bytes.byteOffset, length / 4)
  if (dtype === 'I64')
    return Int32Array.from(new BigInt64Array(bytes.buffer, bytes.byteOffset, length / 8), Number)
  throw new AnlamError('corrupt-checkpoint', `${file}: ${name} is ${dtype}, not I32 or I64`)
}

function readBytes({ file, offset, length }: TensorLocation): Buffer {
  // Of its own, so that views of wider numbers are aligned.
  const bytes = Buffer.from(new ArrayBuffer(length))
  const source = openSync(file, 'r')
  try {
    readAll(source, bytes, offset)
  } finally {
    closeSync(source)
  }
  return bytes
}

function fromBfloat16(values: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(values, x => x << 16).buffer)
}

/** Decodes IEEE 754 binary16. */
function fromHalf(bits: number): number {
  const exponent = (bits >> 10) & 31
  const mantissa = bits & 1023
  const size = exponent === 0 ? mantissa * 2 ** -24 : (1 + mantissa / 1024) * 2 ** (exponent - 15)
  return bits & 0x8000 ? -size : size
}
