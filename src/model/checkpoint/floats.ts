import { closeSync, openSync } from 'node:fs'
import { readAll } from '../../basics/files.js'
import type { TensorLocation } from '../../onnx/safetensors.js'

/** Reads an F32, F16 or BF16 tensor as float32, row-major. */
export function readFloats({ file, offset, length, dtype }: TensorLocation): Float32Array {
  const bytes = Buffer.alloc(length)
  const source = openSync(file, 'r')
  try {
    readAll(source, bytes, offset)
  } finally {
    closeSync(source)
  }
  if (dtype === 'F32') return new Float32Array(bytes.buffer, bytes.byteOffset, length / 4)
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, length / 2)
  return dtype === 'BF16' ? fromBfloat16(halves) : Float32Array.from(halves, fromHalf)
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
