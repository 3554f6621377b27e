/** A tensor to be written. Its bytes are asked for when it is its turn, so that one at a time is in memory. */
export interface WrittenTensor {
  name: string
  dtype: 'F32' | 'F16' | 'I64' | string
  shape: readonly number[]
  /** Number of bytes that `bytes` returns. */
  length: number
  bytes: () => Uint8Array
}

/** The content of a safetensors file, piece by piece. The format wants data aligned to 8 bytes. */
export function* safetensorsFile(tensors: readonly WrittenTensor[]): Generator<Uint8Array> {
  let at = 0
  const entries = tensors.map(({ name, dtype, shape, length }) => {
    const begin = at
    at += length
    return [name, { dtype, shape, data_offsets: [begin, at] }]
  })
  const header = Buffer.from(
    JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(entries) }),
  )
  const padded = Buffer.alloc(Math.ceil(header.length / 8) * 8, ' ')
  header.copy(padded)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(padded.length))
  yield length
  yield padded
  for (const { bytes } of tensors) yield bytes()
}
