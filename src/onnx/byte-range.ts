/**
 * How far from zero the left codes of a product of bytes go.
 *
 * onnxruntime multiplies unsigned left bytes by signed right ones. Processors with instructions of their own for that
 * (x86-64 with VNNI, arm64) add in 32 bits, and take the `full` range. The others add products in pairs, in 16 bits, which
 * saturate without a word: there, left codes of the `reduced` range keep every pair within 127 * 127 * 2 < 2^15.
 */
export const BYTE_RANGES = ['full', 'reduced'] as const
export type ByteRange = (typeof BYTE_RANGES)[number]

/** Greatest code of a right side. */
export const RIGHT_LARGEST = 127
/** Greatest code of a left side, without its sign. */
export const LEFT_LARGEST: Record<ByteRange, number> = { full: 127, reduced: 63 }
/** Added to left codes, which are stored unsigned. */
export const LEFT_ZERO: Record<ByteRange, number> = { full: 128, reduced: 64 }
