import { open, realpath } from 'node:fs/promises'
import { basename } from 'node:path'
import { AnlamError } from '../errors.js'

/** Bytes per element of every dtype the format defines (github.com/huggingface/safetensors, README). */
const DTYPE_BYTES = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
} as const

export type TensorDtype = keyof typeof DTYPE_BYTES

/** Location of a tensor's bytes. */
export interface TensorLocation {
  name: string
  dtype: TensorDtype
  shape: readonly number[]
  /** Absolute path, links resolved. */
  file: string
  /** Byte offset from the start of the file. */
  offset: number
  /** In bytes. */
  length: number
}

const MAX_HEADER_BYTES = 100_000_000

/**
 * Reads the header of a safetensors file. Checks that every tensor lies inside the file, that none overlap, and that
 * no bytes are left over. Does not read the tensors.
 *
 * @throws AnlamError `not-found`; `corrupt-checkpoint`, naming file and defect
 */
export async function readSafetensors(path: string): Promise<Map<string, TensorLocation>> {
  const file = await realpath(path)
  const fail = (what: string): AnlamError => new AnlamError('corrupt-checkpoint', `${path}: ${what}`)
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    if (size < 8) throw fail(`truncated: ${size} bytes are too few for a safetensors header`)
    const prefix = Buffer.alloc(8)
    await handle.read(prefix, 0, 8, 0)
    const headerBytes = Number(prefix.readBigUInt64LE(0))
    if (headerBytes > MAX_HEADER_BYTES) {
      throw fail(`not a safetensors file: it claims a header of ${headerBytes} bytes`)
    }
    if (headerBytes > size - 8) {
      throw fail(`truncated: the header takes ${headerBytes} bytes, and only ${size - 8} follow`)
    }
    const raw = Buffer.alloc(headerBytes)
    await handle.read(raw, 0, headerBytes, 8)
    const header = parseHeader(raw, fail)
    const tensors = new Map<string, TensorLocation>()
    for (const [name, entry] of header) {
      tensors.set(name, locate(name, entry, file, 8 + headerBytes, size, fail))
    }
    checkLayout(tensors, 8 + headerBytes, size, fail)
    return tensors
  } finally {
    await handle.close()
  }
}

type Fail = (what: string) => AnlamError

function parseHeader(raw: Buffer, fail: Fail): [string, unknown][] {
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw))
  } catch (cause) {
    throw fail(`its header is not JSON (${(cause as Error).message})`)
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw fail('its header is not a JSON object')
  }
  return Object.entries(header).filter(([name]) => name !== '__metadata__')
}

function locate(
  name: string,
  entry: unknown,
  file: string,
  base: number,
  size: number,
  fail: Fail,
): TensorLocation {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>
  if (typeof dtype !== 'string' || !Object.hasOwn(DTYPE_BYTES, dtype)) {
    throw fail(`tensor ${name} has the unknown dtype ${JSON.stringify(dtype)}`)
  }
  const count = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
  if (!Array.isArray(shape) || !shape.every(count)) {
    throw fail(`tensor ${name} has the invalid shape ${JSON.stringify(shape)}`)
  }
  const pair = Array.isArray(offsets) && offsets.length === 2 && offsets.every(count)
  if (!pair || offsets[0]! > offsets[1]!) {
    throw fail(`tensor ${name} has the invalid data_offsets ${JSON.stringify(offsets)}`)
  }
  const [begin, end] = offsets as [number, number]
  const elements = (shape as number[]).reduce((product, n) => product * n, 1)
  const expected = elements * DTYPE_BYTES[dtype as TensorDtype]
  if (end - begin !== expected) {
    throw fail(
      `tensor ${name} (${dtype} [${shape.join(', ')}]) needs ${expected} bytes, its data_offsets give ${end - begin}`,
    )
  }
  if (base + end > size) {
    throw fail(`truncated: tensor ${name} ends at byte ${base + end}, and ${basename(file)} has ${size}`)
  }
  return { name, dtype: dtype as TensorDtype, shape, file, offset: base + begin, length: end - begin }
}

/** The format forbids overlaps, gaps and trailing bytes. */
function checkLayout(tensors: Map<string, TensorLocation>, base: number, size: number, fail: Fail): void {
  let cursor = base
  let previous = 'the header'
  for (const tensor of [...tensors.values()].sort((a, b) => a.offset - b.offset || a.length - b.length)) {
    if (tensor.offset < cursor) throw fail(`tensor ${tensor.name} overlaps ${previous}`)
    if (tensor.offset > cursor) {
      throw fail(
        `${tensor.offset - cursor} bytes between ${previous} and tensor ${tensor.name} belong to no tensor`,
      )
    }
    cursor = tensor.offset + tensor.length
    previous = `tensor ${tensor.name}`
  }
  if (cursor !== size) throw fail(`${size - cursor} bytes after ${previous} belong to no tensor`)
}
