import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type Compressors,
  parquetMetadataAsync,
  parquetReadObjects,
} from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { toNfc } from '../../../basics/document.js'
import { LongNumber } from '../../../basics/json.js'
import { BadRow, Remark } from '../../types.js'
import { MAX_WHOLE_BYTES } from '../../whole.js'
import type { ReadRow } from './row.js'

/** Rows that are decoded at a time: large groups of rows are read in several goes. */
const SLICE = 1 << 16

/** No page is unpacked that says it is larger than a whole file may be. */
const BOUNDED = Object.fromEntries(
  Object.entries(compressors).map(([codec, unpack]) => [
    codec,
    (input: Uint8Array, size: number) => {
      if (size > MAX_WHOLE_BYTES) throw new Error(`a page unpacks to ${size} bytes`)
      return unpack(input, size)
    },
  ]),
) as Compressors

/**
 * Reads a Parquet file, some rows of a group at a time. Whole numbers keep all their digits, dates become text, and
 * bytes, such as images, are left out.
 * @param source path of the file, or its bytes
 * @throws Error if it is damaged, after yielding the rows before
 */
export async function* readParquet(source: string | Buffer): AsyncGenerator<ReadRow> {
  const file = typeof source === 'string' ? await asyncBufferFromFile(source) : bufferOf(source)
  const metadata = await parquetMetadataAsync(file)
  const left = new Set<string>()
  let keys: string[] | undefined
  let names: string[] = []
  let start = 0
  for (const group of metadata.row_groups) {
    const groupEnd = start + Number(group.num_rows)
    while (start < groupEnd) {
      const end = Math.min(groupEnd, start + SLICE)
      const rows = await parquetReadObjects({
        file,
        metadata,
        compressors: BOUNDED,
        utf8: false,
        rowStart: start,
        rowEnd: end,
      })
      for (const [i, row] of rows.entries()) {
        keys ??= Object.keys(row)
        if (names.length === 0) names = keys.map(name => toNfc(name.trim()))
        if (i === 0 && start === 0 && new Set(names).size < names.length) {
          yield new BadRow(0, 'two of its columns have the same name')
          return
        }
        const values = keys.map(key => toPlain(row[key], () => left.add(key)))
        yield { line: start + i + 1, part: `:${start + i + 1}`, names, values }
      }
      start = end
    }
  }
  if (left.size > 0)
    yield new Remark({}, `bytes, such as images, were left out: ${[...left].slice(0, 8).join(', ')}`)
}

function bufferOf(bytes: Buffer): AsyncBuffer {
  return {
    byteLength: bytes.length,
    slice: (start, end) => Uint8Array.prototype.slice.call(bytes, start, end).buffer as ArrayBuffer,
  }
}

const strict = new TextDecoder('utf-8', { fatal: true })

/** Some writers do not say of texts that they are. */
function textOf(bytes: Uint8Array, onBytes: () => void): string | undefined {
  try {
    const text = strict.decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // It is none.
  }
  onBytes()
  return undefined
}

/** A value as JSON would have it. */
function toPlain(value: unknown, onBytes: () => void): unknown {
  if (typeof value === 'bigint') {
    const nearest = Number(value)
    return Number.isSafeInteger(nearest) ? nearest : new LongNumber(String(value))
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Uint8Array) return textOf(value, onBytes)
  if (Array.isArray(value)) return value.map(item => toPlain(item, onBytes))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item, onBytes)]))
}
