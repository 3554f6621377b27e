/**
 * `node provider-probe.js PROVIDER DEVICE`: multiplies two small matrices on a provider. On failure it prints the
 * reason to stdout and exits with code 1.
 */

import type { Provider } from '../types.js'
import { DataType, GraphBuilder } from './graph.js'
import { Session } from './session.js'

const [provider, deviceId] = process.argv.slice(2)
try {
  const g = new GraphBuilder()
  const x = g.input('x', DataType.FLOAT, ['rows', 2])
  g.output(g.node('Gemm', [x, x], { attributes: { transB: 1 } }), 'embedding', ['rows', 'rows'])
  const session = await Session.create(g.finish('probe'), {
    provider: provider as Provider,
    deviceId: Number(deviceId),
    threads: 1,
    prepack: false,
    arena: false,
  })
  const product = await session.run({ x: { data: Float32Array.of(1, 2, 3, 4), dims: [2, 2] } }, 'embedding')
  if (product.join() !== '5,11,11,25') throw new Error(`it computes wrong products: ${product.join()}`)
} catch (error) {
  process.stdout.write((error as Error).message)
  process.exitCode = 1
}
