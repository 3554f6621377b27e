import { compileWasm, I32, V128, type WasmFunction, wasm } from '../../../basics/wasm.js'
import { CODE_ZERO } from '../../../onnx/byte-range.js'

const { get, set, i32, add, subtract, shiftLeft, repeat, v128 } = wasm

/** Codes of a row are read in steps of this. */
const STEP = 16

/** Products of one row of codes with others, by 16 codes at a time. */
function dots(): WasmFunction {
  const [left, right, width, count, out, at, sum, a, b] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
  const zero = v128.splat8(i32(CODE_ZERO))
  const [low, high] = [v128.multiplyLow8(get(a), get(b)), v128.multiplyHigh8(get(a), get(b))]
  const lanes = [0, 1, 2, 3].map(lane => v128.lane32(get(sum), lane))
  const row = [
    ...set(sum, v128.zero()),
    ...set(at, i32(0)),
    ...repeat(
      [
        ...set(a, v128.subtract8(v128.load(add(get(left), get(at))), zero)),
        ...set(b, v128.subtract8(v128.load(get(right)), zero)),
        // Two products of at most 63 × 63 each fit 16 bits.
        ...set(sum, v128.add32(get(sum), v128.addPairs16(v128.add16(low, high)))),
        ...set(right, add(get(right), i32(STEP))),
        ...set(at, add(get(at), i32(STEP))),
      ],
      wasm.isLess(get(at), get(width)),
    ),
    ...wasm.store(get(out), add(add(lanes[0]!, lanes[1]!), add(lanes[2]!, lanes[3]!))),
    ...set(out, add(get(out), i32(4))),
    ...set(count, subtract(get(count), i32(1))),
  ]
  return {
    name: 'dots',
    parameters: [I32, I32, I32, I32, I32],
    locals: [I32, V128, V128, V128],
    code: [...repeat(row, get(count)), ...get(count)],
  }
}

/** Places of scores that are not below the floor of their row, or of their column. */
function scan(): WasmFunction {
  const [scores, rows, columns, rowFloors, columnFloors, out, row, column, bits, start, floor] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
  ]
  const hit = add(shiftLeft(get(row), i32(16)), add(get(column), wasm.trailingZeros(get(bits))))
  const hits = repeat(
    [
      ...wasm.store(get(out), hit),
      ...set(out, add(get(out), i32(4))),
      ...set(bits, wasm.and(get(bits), subtract(get(bits), i32(1)))),
    ],
    get(bits),
  )
  const floors = v128.load(add(get(columnFloors), shiftLeft(get(column), i32(2))))
  const isHigh = v128.isAtLeast32(v128.load(get(scores)), v128.least32(get(floor), floors))
  const line = [
    ...set(floor, v128.loadSplat32(add(get(rowFloors), shiftLeft(get(row), i32(2))))),
    ...set(column, i32(0)),
    ...repeat(
      [
        ...set(bits, v128.bits32(isHigh)),
        ...wasm.when(get(bits), hits),
        ...set(scores, add(get(scores), i32(16))),
        ...set(column, add(get(column), i32(4))),
      ],
      wasm.isLess(get(column), get(columns)),
    ),
    ...set(row, add(get(row), i32(1))),
  ]
  return {
    name: 'scan',
    parameters: [I32, I32, I32, I32, I32, I32],
    locals: [I32, I32, I32, I32, V128],
    code: [
      ...set(start, get(out)),
      ...repeat(line, wasm.isLess(get(row), get(rows))),
      ...wasm.shiftRight(subtract(get(out), get(start)), i32(2)),
    ],
  }
}

interface Functions {
  dots(left: number, right: number, width: number, count: number, out: number): number
  scan(
    scores: number,
    rows: number,
    columns: number,
    rowFloors: number,
    columnFloors: number,
    out: number,
  ): number
}

/** Compiled by the first kernel: an index can be opened where there are no such instructions. */
let create: ReturnType<typeof compileWasm<Functions>> | undefined

/** Memory of a thread, and what is computed in it by instructions on 128 bits. */
export class Kernel {
  readonly functions: Functions
  private readonly buffer: ArrayBuffer
  private used = 0

  /** @param bytes of all that will be taken, in parts that are rounded up to 16 */
  constructor(bytes: number) {
    create ??= compileWasm<Functions>([dots(), scan()])
    const { buffer, functions } = create(bytes)
    this.buffer = buffer
    this.functions = functions
  }

  bytes(length: number): Uint8Array {
    const at = this.used
    this.used += Math.ceil(length / STEP) * STEP
    return new Uint8Array(this.buffer, at, length)
  }

  numbers(length: number): Int32Array {
    const { buffer, byteOffset } = this.bytes(length * 4)
    return new Int32Array(buffer, byteOffset, length)
  }
}

/** Bytes between rows of codes. */
export function rowBytes(dimension: number): number {
  return Math.ceil(dimension / STEP) * STEP
}
