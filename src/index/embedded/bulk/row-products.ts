import { CODE_ZERO } from '../../../onnx/byte-range.js'
import { Kernel, rowBytes } from './kernel.js'
import type { Layer } from './layer.js'

/** Products of one row of a layer with some others. */
export class RowProducts {
  private readonly kernel: Kernel
  private readonly width: number
  private readonly left: Uint8Array
  private readonly right: Uint8Array
  private readonly products: Int32Array
  private count = 0

  /** @param most others at a time */
  constructor(
    private readonly layer: Pick<Layer, 'codes' | 'dimension'>,
    most: number,
  ) {
    this.width = rowBytes(layer.dimension)
    this.kernel = new Kernel((most + 1) * (this.width + 4) + 16)
    this.left = this.kernel.bytes(this.width).fill(CODE_ZERO)
    this.right = this.kernel.bytes(most * this.width).fill(CODE_ZERO)
    this.products = this.kernel.numbers(most)
  }

  /** How many others there are. */
  get size(): number {
    return this.count
  }

  clear(): void {
    this.count = 0
  }

  add(row: number): void {
    this.copy(row, this.right, this.count++ * this.width)
  }

  /** @returns the products of a row with the others, valid until the next call */
  of(row: number): Int32Array {
    const { left, right, products, count, width } = this
    this.copy(row, left, 0)
    if (count > 0)
      this.kernel.functions.dots(left.byteOffset, right.byteOffset, width, count, products.byteOffset)
    return products.subarray(0, count)
  }

  private copy(row: number, into: Uint8Array, at: number): void {
    const { codes, dimension } = this.layer
    into.set(codes.subarray(row * dimension, (row + 1) * dimension), at)
  }
}
