/**
 * Range of the left codes in a byte product.
 *
 * onnxruntime multiplies unsigned left bytes by signed right bytes. Processors with dedicated instructions (x86-64
 * with VNNI, arm64) accumulate in 32 bits and allow the `full` range. Others add pairs of products in 16 bits, which
 * saturate silently. The `reduced` range is exact there: every pair stays within 127 * 127 * 2 < 2^15.
 */
export const BYTE_RANGES = ['full', 'reduced'] as const
export type ByteRange = (typeof BYTE_RANGES)[number]

/** Largest magnitude of a right code. */
export const RIGHT_LARGEST = 127
/** Largest magnitude of a left code. */
export const LEFT_LARGEST: Record<ByteRange, number> = { full: 127, reduced: 63 }
/** Zero point of left codes, which are stored unsigned. */
export const LEFT_ZERO: Record<ByteRange, number> = { full: 128, reduced: 64 }
/** Zero point of codes that serve both sides, in the `reduced` range: bytes of 1 to 127, signed or not. */
export const CODE_ZERO = LEFT_ZERO.reduced
