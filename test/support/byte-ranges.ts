import { probeByteRange } from '../../src/onnx/byte-probe.js'
import type { ByteRange } from '../../src/onnx/byte-range.js'

/** For `test(name, { skip }, …)`: a reason to skip where this processor does not multiply a range of bytes exactly. */
export async function unlessMultiplied(range: ByteRange): Promise<string | false> {
  const exact = range === 'reduced' || (await probeByteRange()) === 'full'
  return exact
    ? false
    : 'needs a processor that multiplies the full range of bytes exactly; this one does not'
}
