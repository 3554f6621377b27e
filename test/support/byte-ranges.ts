import { probeByteRange } from '../../src/onnx/byte-probe.js'
import type { ByteRange } from '../../src/onnx/byte-range.js'

/** Reason to skip a test that needs exact products of this byte range; false if the processor computes them. */
export async function unlessMultiplied(range: ByteRange): Promise<string | false> {
  const exact = range === 'reduced' || (await probeByteRange()) === 'full'
  return exact
    ? false
    : 'needs a processor that multiplies the full range of bytes exactly; this one does not'
}
