import { main } from '../../../../src/cli/main.js'
import { Descriptors } from '../../../support/descriptors.js'

export interface Ran {
  command: string[]
  code: number
  /** Descriptors that it left open. */
  left: string[]
}

/** Runs command lines in this process, and sends its parent what each leaves open. */
const commands = JSON.parse(process.argv[2]!) as string[][]
// Runs once before counting, as libraries and their threads open some descriptors for good.
await main(['node', 'anlam', 'similarity', 'a', 'b'])
const open = new Descriptors()
for (const command of commands) {
  const code = await main(['node', 'anlam', ...command])
  process.send!({ command, code, left: await open.left() } satisfies Ran)
}
process.disconnect()
