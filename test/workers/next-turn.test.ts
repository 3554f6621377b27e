import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { nextTurn } from '../../src/workers/next-turn.js'

test('callbacks registered in one turn run in the next, in order', async t => {
  const alive = setInterval(() => undefined, 1000)
  t.after(() => clearInterval(alive))
  const order: string[] = []
  await new Promise<void>(resolve => {
    nextTurn(() => {
      order.push('first')
      nextTurn(() => {
        order.push('turn after')
        resolve()
      })
      void Promise.resolve().then(() => order.push('microtask'))
    })
    nextTurn(() => order.push('second'))
    order.push('now')
  })
  assert.deepEqual(order, ['now', 'first', 'second', 'microtask', 'turn after'])
})

test('a pending callback does not keep the process alive', () => {
  const module = new URL('../../src/workers/next-turn.js', import.meta.url)
  const script = `import { nextTurn } from '${module}'; nextTurn(() => {})`
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], { timeout: 20_000 })
})
