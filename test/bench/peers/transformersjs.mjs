/**
 * transformers.js, as a peer of the encode benchmark. stdin, one JSON object a line: first {"modules", "root", "name",
 * "threads", "batches": [[text, …], …]}, then {"run": true} as often as wanted, then {"vectors": true}.
 * stdout: {"ready": description}, {"seconds"} for each run, {"vectors"}.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const read = async () => JSON.parse((await lines.next()).value ?? '{}')
const say = value => process.stdout.write(`${JSON.stringify(value)}\n`)

const { modules, root, name, threads, batches } = await read()
const require = createRequire(join(modules, 'node_modules', 'x.js'))
const { env, pipeline } = await import(require.resolve('@huggingface/transformers'))
env.allowRemoteModels = false
env.localModelPath = root
const extract = await pipeline('feature-extraction', name, {
  dtype: 'fp32',
  device: 'cpu',
  session_options: { intraOpNumThreads: threads },
})
let vectors = []
say({ ready: `transformers.js ${env.version}` })
for (let line = await read(); !line.vectors; line = await read()) {
  const began = performance.now()
  vectors = []
  for (const batch of batches)
    vectors.push(...(await extract(batch, { pooling: 'cls', normalize: true })).tolist())
  say({ seconds: (performance.now() - began) / 1000 })
}
// Written whole before the end: onnxruntime's threads keep the process alive otherwise.
process.stdout.write(`${JSON.stringify({ vectors })}\n`, () => process.exit(0))
