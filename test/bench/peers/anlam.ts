import { createInterface } from 'node:readline'
import { rowOf } from '../../../src/basics/vectors.js'
import { type LoadOptions, loadEncoder } from '../../../src/model/load-encoder.js'

/**
 * This project as a contestant of the benchmark `encode`, in a process of its own like the others (see protocol.py), so
 * that its memory can be told. Its input has `options` of `loadEncoder`.
 */
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const read = async () => JSON.parse((await lines.next()).value ?? '{}')
const say = (value: object): boolean => process.stdout.write(`${JSON.stringify(value)}\n`)

const { name, options, texts, single } = (await read()) as {
  name: string
  options: LoadOptions
  texts: string[]
  single: string[]
}
const encoder = await loadEncoder(options)
say({ ready: name })
for (let question = await read(); question.run; question = await read()) {
  const from = process.cpuUsage()
  if (question.run === 'batch') await encoder.encode(texts)
  else for (const text of single) await encoder.encode([text])
  const { user, system } = process.cpuUsage(from)
  say({ seconds: (user + system) / 1e6 })
}
const peak = process.resourceUsage().maxRSS / 1024
const batch = await encoder.encode(texts)
say({ vectors: texts.map((_, i) => [...rowOf(batch, i)]), peak })
await encoder.close()
