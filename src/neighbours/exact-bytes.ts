import { buildProducts, LEFT_ZERO, TILE } from '../graph/products.js'
import { ONE_THREAD, Session } from '../runtime/session.js'

const PROBE_DIMENSION = 64

/** Whether products of the greatest bytes come out right: some processors add pairs of them in 16 bits, which overflow. */
export async function multipliesBytes(): Promise<boolean> {
  const session = await Session.create(buildProducts('int8', PROBE_DIMENSION), ONE_THREAD)
  try {
    for (const right of [127, -127]) {
      const a = new Uint8Array(TILE * PROBE_DIMENSION).fill(255)
      const b = new Int8Array(PROBE_DIMENSION * TILE).fill(right)
      const products = await session.run<Int32Array>(
        { a: { data: a, dims: [TILE, PROBE_DIMENSION] }, b: { data: b, dims: [PROBE_DIMENSION, TILE] } },
        'scores',
      )
      if (products.some(product => product !== PROBE_DIMENSION * (255 - LEFT_ZERO) * right)) return false
    }
    return true
  } finally {
    await session.close()
  }
}
