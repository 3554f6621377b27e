import { probeByteRange } from '../../src/onnx/byte-probe.js'
import { wrongEncoderProducts, wrongProducts } from './byte-products.js'

/** Run under an emulator: which range its processor gets, and what comes out wrong in it. */
const range = await probeByteRange()
const wrong = [...(await wrongProducts(range)), ...(await wrongEncoderProducts(range))]
console.log(JSON.stringify({ range, wrong }))
