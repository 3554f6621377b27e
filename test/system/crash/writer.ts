/**
 * `node writer.js ROOT SEED FROM`: runs the steps of a seed from number FROM on. It acknowledges each step on stdout,
 * or prints its error and retries it.
 */
import { writeSync } from 'node:fs'
import { asAnlamError } from '../../../src/errors.js'
import { EmbeddedIndex } from '../../../src/index/embedded/embedded-index.js'
import { IDENTITY, NAME, type Step, scenario } from './scenario.js'

const [root, seed, from] = process.argv.slice(2)
const steps = scenario(Number(seed))
const open = (): Promise<EmbeddedIndex> => EmbeddedIndex.open(root!, NAME, { mode: 'writer' })
let index: EmbeddedIndex | undefined

async function take(step: Step): Promise<void> {
  if (step.kind === 'create') {
    index = await EmbeddedIndex.create(root!, NAME, IDENTITY)
    return
  }
  index ??= await open()
  if (step.kind === 'write') await index.write(step.documents, step.vectors)
  if (step.kind === 'remove') await index.remove(step.ids)
  if (step.kind === 'commit') await index.commit()
  if (step.kind === 'reopen') {
    await index.close()
    index = undefined
    index = await open()
  }
}

for (let i = Number(from); i < steps.length; ) {
  try {
    await take(steps[i]!)
    writeSync(1, `${JSON.stringify({ step: i++ })}\n`)
  } catch (error) {
    const { code, message } = asAnlamError(error)
    writeSync(1, `${JSON.stringify({ step: i, code, message })}\n`)
  }
}
await index?.close()
