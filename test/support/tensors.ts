import { readFileSync, writeFileSync } from 'node:fs'

export interface RawTensor {
  name: string
  dtype: string
  shape: number[]
  bytes: Buffer
}

/** All tensors of a safetensors file, in its order. */
export function readTensors(path: string): RawTensor[] {
  const bytes = readFileSync(path)
  const length = Number(bytes.readBigUInt64LE(0))
  const { __metadata__: _, ...header } = JSON.parse(bytes.subarray(8, 8 + length).toString())
  const entries = header as Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>
  return Object.entries(entries).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [begin, end],
      },
    ]) => ({
      name,
      dtype,
      shape,
      bytes: bytes.subarray(8 + length + begin, 8 + length + end),
    }),
  )
}

export function writeTensors(path: string, tensors: readonly RawTensor[]): void {
  const header: Record<string, unknown> = {}
  let at = 0
  for (const { name, dtype, shape, bytes } of tensors) {
    header[name] = { dtype, shape, data_offsets: [at, at + bytes.length] }
    at += bytes.length
  }
  const text = Buffer.from(JSON.stringify(header))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(text.length))
  writeFileSync(path, Buffer.concat([size, text, ...tensors.map(tensor => tensor.bytes)]))
}
