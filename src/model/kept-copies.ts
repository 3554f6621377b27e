import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { replaceFile } from '../basics/files.js'
import { probeByteRange } from '../onnx/byte-probe.js'
import type { ByteRange } from '../onnx/byte-range.js'
import type { Reporter } from '../types.js'
import { writeInt8 } from './checkpoint/int8.js'
import type { TransformerModule } from './checkpoint/types.js'

/** What was measured of a copy, and how large its file was then; 0 if it has none. */
const Sized = z.looseObject({ bytes: z.number() })

/** int8 weights that a run can use, with what was measured of them. */
export interface Int8Copy<Parity> {
  int8: string
  parity: Parity
}

export interface Int8Request<Parity> {
  /** Folder of models. */
  models: string
  /** Of the checkpoint. */
  fingerprint: string
  module: TransformerModule
  precision: 'auto' | 'int8'
  /** Byte range of the weights; default: the range this processor multiplies exactly. */
  range?: ByteRange | undefined
  /** What the model is, in a message: `model`, `re-ranker`. */
  kind: string
  parity: z.ZodType<Parity>
  /** Compares with fp32. */
  measure(int8: string): Promise<Parity>
  /** Whether it is near enough to fp32 for `auto`. */
  passes(parity: Parity): boolean
}

/**
 * The int8 copy of a model's weights. It is made and measured once, on request, and kept by the model's fingerprint, once
 * per byte range, because machines with different processors may share the folder. `auto` takes a copy that exists and
 * passes; it never makes one, since that takes minutes.
 * @returns undefined if `auto` finds none to use
 * @throws AnlamError `storage-full`
 */
export async function int8Copy<Parity extends object>(
  { models, fingerprint, module, precision, range, kind, parity, measure, passes }: Int8Request<Parity>,
  reporter: Reporter,
): Promise<Int8Copy<Parity> | undefined> {
  const exact = range ?? (await probeByteRange())
  const folder = join(models, 'int8', fingerprint, exact)
  const int8 = join(folder, 'weights.safetensors')
  const record = join(folder, 'parity.json')
  const known = existsSync(int8) ? readMeasured(record, parity, statSync(int8).size) : undefined
  if (known) return precision === 'int8' || passes(known) ? { int8, parity: known } : undefined
  if (precision === 'auto') return undefined
  reporter.note(`making int8 weights, once for this ${kind}`)
  writeInt8(module, int8, exact)
  const measured = await measure(int8)
  writeMeasured(record, measured, statSync(int8).size)
  return { int8, parity: measured }
}

/** Whether any model has an int8 copy; if none has, `auto` need not read the checkpoint to know. */
export function hasInt8Copies(models: string): boolean {
  return existsSync(join(models, 'int8'))
}

/** @returns undefined if nothing was measured, or something else than a file of this size */
export function readMeasured<Parity>(
  record: string,
  parity: z.ZodType<Parity>,
  bytes = 0,
): Parity | undefined {
  if (!existsSync(record)) return undefined
  try {
    const { bytes: expected, ...figures } = Sized.parse(JSON.parse(readFileSync(record, 'utf8')))
    return expected === bytes ? parity.parse(figures) : undefined
  } catch {
    return undefined
  }
}

export function writeMeasured(record: string, parity: object, bytes = 0): void {
  mkdirSync(dirname(record), { recursive: true })
  replaceFile(record, `${JSON.stringify({ bytes, ...parity }, null, 2)}\n`, { shared: true })
}
